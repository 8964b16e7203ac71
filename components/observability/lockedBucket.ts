import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { guardingStatements } from "./logBucketPolicy";
import { logLifecycle, UPLOADS_END } from "./logLifecycle";

/**
 * What keeps a file from being deleted before its time.
 *
 * - `lock`: Object Lock, which holds for everybody.
 * - `policy`: the bucket's policy, which holds until somebody who may change it does. Only for writers that AWS keeps out
 *   of locked buckets.
 * - `always`: Object Lock as long as it holds, the bucket's policy before and after, and no file ever expires. For what is
 *   a whole, of which no file may be missing.
 */
export type Keeping = "lock" | "policy" | "always";

export interface LockedBucketArgs {
  /** The beginning of the bucket's name, by `bucketNamePrefix`. It decides whether the trail records who uses it. */
  readonly namePrefix: string;
  readonly keeping: Keeping;

  /** Days that every file is kept, from its writing; with `always`, that it is locked. */
  readonly retentionDays: number;

  /**
   * Whether the engine refuses to delete the bucket, and whether the lock holds for everybody without exception.
   *
   * Object Lock's mode follows from it: `COMPLIANCE` where true, which nobody shortens or passes over, the root user and
   * AWS included, so that a mistaken retention is paid for to its end. `GOVERNANCE` otherwise, for organizations on
   * trial: whoever holds `s3:BypassGovernanceRetention`, which the guardrails deny to all accounts but the management
   * account, could clean up.
   */
  readonly protect: boolean;

  /**
   * The key that everything in it is encrypted with.
   *
   * @default - keys of S3's own: only for writers that take no other
   */
  readonly keyArn?: pulumi.Input<string>;

  /**
   * Objects for which a writer that asks for an encryption must ask for this key: a pattern of object keys.
   *
   * @default `*`
   */
  readonly keyedObjects?: string;

  /** Who may write and who may not, given the bucket's ARN. Everything that is not allowed here is nobody's but the account's own. */
  readonly writers: (bucketArn: pulumi.Output<string>) => readonly pulumi.Input<aws.iam.PolicyStatement>[];
}

/**
 * A bucket for what must stay: versioned, private, encrypted with one key, and locked for a time.
 *
 * Destroying the stack leaves it as it is, with everything that keeps it so. It has no server access logging, because S3
 * does not deliver such logs to a locked bucket, and an unlocked one would be the weakest place of all; the
 * organization's trail records instead who reads and changes what is in it.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshooting-server-access-logging.html
 */
export class LockedBucket extends pulumi.ComponentResource {
  /** Known once the bucket takes what its writers send, and keeps it: policy, key, lock and blocks are in place. */
  public readonly bucketName: pulumi.Output<string>;

  /** As `bucketName`. */
  public readonly bucketArn: pulumi.Output<string>;

  public constructor(name: string, args: LockedBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:observability:LockedBucket", name, undefined, opts);

    const bucket = new aws.s3.Bucket(
      args.namePrefix,
      { objectLockEnabled: args.keeping !== "policy", forceDestroy: false },
      { parent: this, protect: args.protect, retainOnDelete: true },
    );
    const settings = this.createSettings(name, args, bucket);
    // Not waited for: it takes a minute, and nothing ends on the first day.
    this.createLifecycle(name, args, bucket.bucket);

    const ready = pulumi.all(settings.map(({ id }) => id));
    this.bucketName = pulumi.all([bucket.bucket, ready]).apply(([bucketName]) => bucketName);
    this.bucketArn = pulumi.all([bucket.arn, ready]).apply(([bucketArn]) => bucketArn);
    this.registerOutputs({ bucketName: this.bucketName, bucketArn: this.bucketArn });
  }

  private createSettings(name: string, args: LockedBucketArgs, made: aws.s3.Bucket): pulumi.CustomResource[] {
    const bucket = made.bucket;
    const kept = { parent: this, retainOnDelete: true };
    const versioning = new aws.s3.BucketVersioning(
      name,
      { bucket, versioningConfiguration: { status: "Enabled" } },
      kept,
    );
    const blocks = new aws.s3.BucketPublicAccessBlock(
      name,
      {
        bucket,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      kept,
    );
    const lock =
      args.keeping !== "policy"
        ? [
            new aws.s3.BucketObjectLockConfiguration(
              name,
              {
                bucket,
                rule: {
                  defaultRetention: {
                    mode: args.protect ? "COMPLIANCE" : "GOVERNANCE",
                    days: args.retentionDays,
                  },
                },
              },
              { ...kept, dependsOn: versioning },
            ),
          ]
        : [];
    return [
      versioning,
      blocks,
      ...lock,
      new aws.s3.BucketOwnershipControls(
        name,
        { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
        kept,
      ),
      new aws.s3.BucketServerSideEncryptionConfiguration(
        name,
        {
          bucket,
          rules: [encryption(args.keyArn)],
        },
        kept,
      ),
      this.createPolicy(name, args, made, blocks),
    ];
  }

  private createLifecycle(
    name: string,
    { retentionDays, keeping }: LockedBucketArgs,
    bucket: pulumi.Output<string>,
  ): void {
    new aws.s3.BucketLifecycleConfiguration(
      name,
      {
        bucket,
        rules:
          keeping === "always" ? [UPLOADS_END] : logLifecycle({ retentionDays, locked: keeping === "lock" }),
      },
      { parent: this, retainOnDelete: true },
    );
  }

  private createPolicy(
    name: string,
    args: LockedBucketArgs,
    { bucket, arn }: aws.s3.Bucket,
    blocks: pulumi.Resource,
  ): aws.s3.BucketPolicy {
    const guards = guardingStatements({
      bucketArn: arn,
      ...(args.keyArn === undefined ? {} : { keyArn: args.keyArn }),
      denyDeletion: args.keeping !== "lock",
      ...(args.keyedObjects === undefined ? {} : { keyedObjects: args.keyedObjects }),
    });
    return new aws.s3.BucketPolicy(
      name,
      {
        bucket,
        policy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [...guards, ...args.writers(arn)],
        }),
      },
      // S3 refuses one of the two where both change at once.
      { parent: this, retainOnDelete: true, dependsOn: blocks },
    );
  }
}

function encryption(
  keyArn: pulumi.Input<string> | undefined,
): aws.types.input.s3.BucketServerSideEncryptionConfigurationRule {
  return keyArn === undefined
    ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
    : {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
        bucketKeyEnabled: true,
      };
}
