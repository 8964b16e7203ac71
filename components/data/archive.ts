import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { bucketNamePrefix } from "../observability/bucketNames";
import { guardingStatements } from "../observability/logBucketPolicy";
import { UPLOADS_END } from "../observability/logLifecycle";

/** Days after which hardly anybody reads a file any more, and storage that costs a fifth and reads as fast pays. */
const DAYS_UNTIL_COLD = 90;

/** Days that an object which was written over, or deleted by hand, can still be had back. */
const DAYS_TO_REPENT = 90;

export interface ArchiveArgs {
  readonly stack: string;
  readonly vertical: string;

  /** Whether the vertical is restricted. */
  readonly restricted: boolean;
  readonly keyArn: pulumi.Input<string>;

  /** Whether the engine refuses to delete the bucket. */
  readonly protect: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The bucket for the finished files of a vertical's services: downloads, uploads, batch output, and the manifests that name
 * them. Files stay until somebody deletes them, and services can only add to them.
 *
 * Destroying the stack leaves the bucket as it is. The organization's trail records who reads and changes what is in it, in
 * place of S3's own access logs.
 */
export class Archive extends pulumi.ComponentResource {
  public readonly bucketName: pulumi.Output<string>;
  public readonly bucketArn: pulumi.Output<string>;

  public constructor(name: string, args: ArchiveArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:data:Archive", name, undefined, opts);

    const { stack, vertical, restricted, protect } = args;
    const bucket = new aws.s3.Bucket(
      bucketNamePrefix("files", { restricted, owner: [stack, vertical] }),
      { forceDestroy: false, tags: { ...args.tags } },
      { parent: this, protect, retainOnDelete: true },
    );
    this.createSettings(name, args, bucket);

    this.bucketName = bucket.bucket;
    this.bucketArn = bucket.arn;
    this.registerOutputs({ bucketName: this.bucketName, bucketArn: this.bucketArn });
  }

  private createSettings(name: string, { keyArn }: ArchiveArgs, { bucket, arn }: aws.s3.Bucket): void {
    const kept = { parent: this, retainOnDelete: true };
    const versioning = new aws.s3.BucketVersioning(
      `${name}-files`,
      { bucket, versioningConfiguration: { status: "Enabled" } },
      kept,
    );
    const blocks = new aws.s3.BucketPublicAccessBlock(
      `${name}-files`,
      {
        bucket,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      kept,
    );
    new aws.s3.BucketLifecycleConfiguration(
      `${name}-files`,
      { bucket, rules: fileLifecycle() },
      { ...kept, dependsOn: versioning },
    );
    new aws.s3.BucketOwnershipControls(
      `${name}-files`,
      { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
      kept,
    );
    new aws.s3.BucketServerSideEncryptionConfiguration(
      `${name}-files`,
      {
        bucket,
        rules: [
          {
            applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
            bucketKeyEnabled: true,
          },
        ],
      },
      kept,
    );
    new aws.s3.BucketPolicy(
      `${name}-files`,
      {
        bucket,
        policy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: guardingStatements({ bucketArn: arn, keyArn, denyDeletion: false }),
        }),
      },
      // S3 refuses one of the two where both change at once.
      { ...kept, dependsOn: blocks },
    );
  }
}

/** What becomes of files: cheaper storage. What is kept for ever is the newest version; older ones end. */
function fileLifecycle(): aws.types.input.s3.BucketLifecycleConfigurationRule[] {
  return [
    {
      id: "files",
      status: "Enabled",
      filter: { prefix: "" },
      transitions: [{ days: DAYS_UNTIL_COLD, storageClass: "GLACIER_IR" }],
      noncurrentVersionExpiration: { noncurrentDays: DAYS_TO_REPENT },
    },
    UPLOADS_END,
  ];
}

/** Adding files and manifests of one service: no reading, no listing, no deleting, and nothing of another service. */
export function archiveRights(
  bucketArn: pulumi.Input<string>,
  service: string,
): readonly aws.iam.PolicyStatement[] {
  return [
    {
      Effect: "Allow",
      Action: "s3:PutObject",
      Resource: [
        pulumi.interpolate`${bucketArn}/${service}/*`,
        pulumi.interpolate`${bucketArn}/manifests/${service}/*`,
      ],
    },
  ];
}
