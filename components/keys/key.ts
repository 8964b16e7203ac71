import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Days between the order to delete a key and its end; 30 is AWS's longest, and the organization's guardrails refuse less. */
export const KEY_DELETION_WINDOW_DAYS = 30;

/**
 * What the key's own account may do with it, by its IAM policies: look after it, never use it.
 *
 * AWS's default is `kms:*` for the account, and then every role with a broad policy reads what the key encrypts.
 */
const ADMINISTRATION = [
  "kms:CancelKeyDeletion",
  "kms:CreateAlias",
  "kms:DeleteAlias",
  "kms:DescribeKey",
  "kms:DisableKey",
  "kms:EnableKey",
  "kms:EnableKeyRotation",
  "kms:GetKeyPolicy",
  "kms:GetKeyRotationStatus",
  "kms:ListAliases",
  "kms:ListGrants",
  "kms:ListKeyPolicies",
  "kms:ListResourceTags",
  "kms:PutKeyPolicy",
  "kms:RevokeGrant",
  "kms:ScheduleKeyDeletion",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:UpdateAlias",
  "kms:UpdateKeyDescription",
];

/**
 * What a key does.
 *
 * - `encrypts`: one key that stays in KMS, and that AWS rotates every year.
 * - `signs`: a pair of keys on the curve P-256, of which the public half may leave KMS. AWS rotates no such key, because what it
 *   signed is proven outside, with the public half that was handed out.
 *   https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
 */
export type KeyKind = "encrypts" | "signs";

const KINDS: Readonly<Record<KeyKind, aws.kms.KeyArgs>> = {
  encrypts: { enableKeyRotation: true },
  signs: { customerMasterKeySpec: "ECC_NIST_P256", keyUsage: "SIGN_VERIFY" },
};

export interface KeyArgs {
  /** What the key is for, as its alias says: `logs` makes `alias/duotone/logs`. One key per purpose. */
  readonly purpose: string;
  readonly description: string;

  /**
   * @default encrypts
   */
  readonly kind?: KeyKind;

  /** The account that the key is in. */
  readonly accountId: pulumi.Input<string>;

  /** Who uses the key and for what. Each statement names its principals and conditions; the resource is `*`, this key. */
  readonly uses: readonly pulumi.Input<aws.iam.PolicyStatement>[];

  /** Whether the engine refuses to delete the key. */
  readonly protect: boolean;

  /**
   * Whether destroying the stack leaves the key and its alias as they are: for what must be readable after the stack is gone.
   *
   * @default false
   */
  readonly retainOnDelete?: boolean;
}

/** A key with one purpose, with 30 days before its deletion and a policy that says who uses it. */
export class Key extends pulumi.ComponentResource {
  /** Known once the key has its policy, so that whoever is given it can use it. */
  public readonly arn: pulumi.Output<string>;

  public constructor(name: string, args: KeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:keys:Key", name, undefined, opts);

    const { kind = "encrypts", retainOnDelete = false } = args;
    const key = new aws.kms.Key(
      name,
      {
        description: args.description,
        ...KINDS[kind],
        deletionWindowInDays: KEY_DELETION_WINDOW_DAYS,
        policy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            {
              Sid: "AccountAdministers",
              Effect: "Allow",
              Principal: { AWS: pulumi.interpolate`arn:aws:iam::${args.accountId}:root` },
              Action: ADMINISTRATION,
              Resource: "*",
            },
            ...args.uses,
          ],
        }),
      },
      { parent: this, protect: args.protect, retainOnDelete },
    );
    const alias = `alias/duotone/${args.purpose}`;
    new aws.kms.Alias(
      name,
      // A key that stays keeps its alias, by which policies know it; the next one of the purpose needs another.
      { ...(retainOnDelete ? { namePrefix: `${alias}-` } : { name: alias }), targetKeyId: key.keyId },
      { parent: this, retainOnDelete },
    );

    this.arn = key.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
