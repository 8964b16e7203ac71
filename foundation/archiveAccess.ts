import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { namedRole } from "../components/accounts/namedRole";
import { bucketNamePrefix } from "../components/observability/bucketNames";
import { logDeclaringStatements } from "./logDeliveryAccess";

/** The role that the stacks assume in the audit account. */
export const ARCHIVES_ROLE_NAME = "duotone-archives";

/** Buckets of log archives and of AWS Config's records, of whichever classification. */
const ARCHIVE_BUCKETS = (["archive", "config", "logs"] as const).flatMap((purpose) =>
  [true, false].map((restricted) => `arn:aws:s3:::${bucketNamePrefix(purpose, { restricted, owner: [] })}*`),
);

/** Names of archives' keys. */
const ARCHIVE_ALIASES = "alias/duotone/archive/*";

export interface ArchiveAccessArgs {
  readonly managementAccountId: string;
  readonly auditAccountId: pulumi.Input<string>;
  readonly organizationId: string;

  /** Who runs the stacks, as `NamedPrincipals` says; one of any account stands for one of the management account. */
  readonly deployers: readonly string[];

  /** What else is kept in the account, and is none of the archives: the trail, the ledger. */
  readonly others: {
    readonly bucketArns: readonly pulumi.Input<string>[];
    readonly keyArns: readonly pulumi.Input<string>[];
  };
}

/**
 * The role `duotone-archives` of the audit account, under which the stacks make and configure their log archives, and
 * do nothing else: no reading or deleting of what is in them, no deleting of buckets or keys.
 *
 * For the provider of the audit account. It can also configure an archive's lock, since one call makes a bucket and the
 * next its retention, and IAM cannot tell the first such call from a later one. What is in an archive by then keeps the
 * lock that it was written under.
 */
export class ArchiveAccess extends pulumi.ComponentResource {
  /** Known once the role has its rights. */
  public readonly roleArn: pulumi.Output<string>;

  public constructor(name: string, args: ArchiveAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:accounts:ArchiveAccess", name, args, opts);

    this.roleArn = namedRole(
      name,
      {
        roleName: ARCHIVES_ROLE_NAME,
        description: "Stacks declare their log archives",
        principals: {
          patterns: args.deployers,
          accountId: args.managementAccountId,
          organizationId: args.organizationId,
        },
        rights: { name: "archives", policy: archiveRights(args) },
      },
      this,
    );
    this.registerOutputs({ roleArn: this.roleArn });
  }
}

function archiveRights(args: ArchiveAccessArgs): aws.iam.PolicyDocument {
  const keys = pulumi.interpolate`arn:aws:kms:*:${args.auditAccountId}:key/*`;
  const aliases = pulumi.interpolate`arn:aws:kms:*:${args.auditAccountId}:${ARCHIVE_ALIASES}`;
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "MakeAndConfigureBuckets",
        Effect: "Allow",
        Action: [
          // Reading a bucket asks for every aspect of it, set or not.
          "s3:GetBucket*",
          "s3:Get*Configuration",
          "s3:ListBucket",
          "s3:ListTagsForResource",
          "s3:CreateBucket",
          "s3:PutBucketLogging",
          "s3:PutBucketObjectLockConfiguration",
          "s3:PutBucketOwnershipControls",
          "s3:PutBucketPolicy",
          "s3:PutBucketPublicAccessBlock",
          "s3:PutBucketTagging",
          "s3:PutBucketVersioning",
          "s3:PutEncryptionConfiguration",
          "s3:PutLifecycleConfiguration",
          "s3:TagResource",
          "s3:UntagResource",
        ],
        Resource: ARCHIVE_BUCKETS,
      },
      { Sid: "MakeKeys", Effect: "Allow", Action: ["kms:CreateKey", "kms:ListAliases"], Resource: "*" },
      {
        Sid: "ReadAndRotateKeys",
        Effect: "Allow",
        Action: [
          "kms:DescribeKey",
          "kms:EnableKeyRotation",
          "kms:GetKeyPolicy",
          "kms:GetKeyRotationStatus",
          "kms:ListKeyPolicies",
          "kms:ListResourceTags",
          "kms:TagResource",
          "kms:UntagResource",
        ],
        Resource: keys,
      },
      {
        // Of a stack that is destroyed, the key stays and its name goes: the next one needs it for a new key.
        Sid: "UseArchivesNames",
        Effect: "Allow",
        Action: ["kms:CreateAlias", "kms:DeleteAlias"],
        Resource: aliases,
      },
      {
        // Only a key without a name yet: or an archive's name would give the rights below over any key.
        Sid: "NameNewKeys",
        Effect: "Allow",
        Action: "kms:CreateAlias",
        Resource: keys,
        Condition: { Null: { "kms:ResourceAliases": "true" } },
      },
      {
        Sid: "ConfigureNamedKeys",
        Effect: "Allow",
        Action: ["kms:DeleteAlias", "kms:PutKeyPolicy", "kms:UpdateKeyDescription"],
        Resource: keys,
        Condition: { "ForAnyValue:StringLike": { "kms:ResourceAliases": ARCHIVE_ALIASES } },
      },
      ...logDeclaringStatements(args.auditAccountId),
      ...denials(args),
    ],
  };
}

/** What the role never does, whatever is attached to it or allowed by a bucket's or a key's own policy. */
function denials({ others }: ArchiveAccessArgs): aws.iam.PolicyStatement[] {
  return [
    {
      Sid: "NoTouchingOfContents",
      Effect: "Deny",
      Action: [
        "s3:BypassGovernanceRetention",
        "s3:DeleteObject*",
        "s3:GetObject*",
        "s3:PutObject*",
        "s3:ReplicateDelete",
        "s3:ReplicateObject",
        "s3:RestoreObject",
      ],
      Resource: "*",
    },
    {
      Sid: "NoEndOfBuckets",
      Effect: "Deny",
      Action: [
        "s3:DeleteBucket*",
        "s3:PutBucketAcl",
        "s3:PutInventoryConfiguration",
        "s3:PutReplicationConfiguration",
      ],
      Resource: "*",
    },
    {
      Sid: "NoUseAndNoEndOfKeys",
      Effect: "Deny",
      Action: [
        "kms:CreateGrant",
        "kms:Decrypt",
        "kms:DisableKey*",
        "kms:GenerateDataKey*",
        "kms:ReEncrypt*",
        "kms:ReplicateKey",
        "kms:ScheduleKeyDeletion",
        "kms:UpdateAlias",
      ],
      Resource: "*",
    },
    {
      Sid: "NoLockingOut",
      Effect: "Deny",
      Action: ["kms:CreateKey", "kms:PutKeyPolicy"],
      Resource: "*",
      Condition: { Bool: { "kms:BypassPolicyLockoutSafetyCheck": "true" } },
    },
    {
      Sid: "NotTheOthers",
      Effect: "Deny",
      Action: ["s3:*", "kms:*"],
      Resource: [
        ...others.bucketArns.flatMap((arn) => [arn, pulumi.interpolate`${arn}/*`]),
        ...others.keyArns,
      ],
    },
  ];
}
