import * as pulumi from "@pulumi/pulumi";

import { auditorReads } from "../accounts/auditRights";
import { Key } from "../keys/key";
import { bucketNamePrefix, type BucketPurpose } from "./bucketNames";
import { type Keeping, LockedBucket } from "./lockedBucket";
import { configWriter, flowLogWriter, type LogWriter } from "./logWriters";

export interface LogArchiveArgs {
  readonly stack: string;

  /** The vertical whose logs these are, and no other's. */
  readonly vertical: string;

  /** Whether the vertical is restricted: then the trail records every reading and writing. */
  readonly restricted: boolean;

  /** The vertical's account. Nothing is accepted on behalf of any other. */
  readonly accountId: pulumi.Input<string>;

  /** The account that the archive is in. */
  readonly auditAccountId: pulumi.Input<string>;

  /** The region that logs are accepted from, which is the archive's own. */
  readonly region: string;

  /** Days that every file is kept. */
  readonly retentionDays: number;

  /** As of `LockedBucketArgs`. */
  readonly protect: boolean;

  /**
   * Whether AWS Config of the account sends its history and snapshots.
   *
   * @default - where the vertical is restricted
   */
  readonly acceptConfig?: boolean;
}

/**
 * Where the logs of one vertical go and stay, for the provider of the audit account: a bucket for what AWS's log delivery
 * brings (VPC flow logs), one for AWS Config, and a key for the two.
 *
 * Two buckets, because AWS Config does not deliver to one whose objects are locked by default; its bucket refuses by policy
 * to have anything deleted.
 * https://docs.aws.amazon.com/config/latest/developerguide/manage-delivery-channel.html
 */
export class LogArchive extends pulumi.ComponentResource {
  /** Known once policy, key and lock are in place, so that whoever is given it can be sure to be let in. */
  public readonly bucketName: pulumi.Output<string>;

  /** As `bucketName`. */
  public readonly bucketArn: pulumi.Output<string>;

  /** Bucket for the delivery channel of AWS Config, known as `bucketName` is; nothing where Config is not accepted. */
  public readonly configBucketName: pulumi.Output<string> | undefined;

  /** AWS Config must be told to encrypt with it: otherwise it asks for S3's own keys, and the bucket refuses that. */
  public readonly keyArn: pulumi.Output<string>;

  public constructor(name: string, args: LogArchiveArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:observability:LogArchive", name, args, opts);

    const flowLogs = flowLogWriter(args);
    const config = (args.acceptConfig ?? args.restricted) ? configWriter(args) : undefined;
    const key = this.createKey(name, args, config === undefined ? [flowLogs] : [flowLogs, config]);
    const bucket = this.createBucket(name, args, key, {
      purpose: "archive",
      keeping: "lock",
      writer: flowLogs,
    });
    const configBucket =
      config === undefined
        ? undefined
        : this.createBucket(`${name}-config`, args, key, {
            purpose: "config",
            keeping: "policy",
            writer: config,
          });

    this.bucketName = bucket.bucketName;
    this.bucketArn = bucket.bucketArn;
    this.configBucketName = configBucket?.bucketName;
    this.keyArn = key;
    this.registerOutputs({
      bucketName: this.bucketName,
      bucketArn: this.bucketArn,
      configBucketName: this.configBucketName,
      keyArn: this.keyArn,
    });
  }

  private createKey(
    name: string,
    args: LogArchiveArgs,
    writers: readonly LogWriter[],
  ): pulumi.Output<string> {
    return new Key(
      name,
      {
        purpose: `archive/${args.stack}/${args.vertical}`,
        description: `Log archive of ${args.vertical} in ${args.stack}`,
        accountId: args.auditAccountId,
        uses: [auditorReads(args.auditAccountId), ...writers.map(({ keyUse }) => keyUse)],
        protect: args.protect,
        retainOnDelete: true,
      },
      { parent: this },
    ).arn;
  }

  private createBucket(
    name: string,
    { stack, vertical, restricted, retentionDays, protect }: LogArchiveArgs,
    keyArn: pulumi.Output<string>,
    { purpose, keeping, writer }: { purpose: BucketPurpose; keeping: Keeping; writer: LogWriter },
  ): LockedBucket {
    return new LockedBucket(
      name,
      {
        namePrefix: bucketNamePrefix(purpose, { restricted, owner: [stack, vertical] }),
        keeping,
        retentionDays,
        protect,
        keyArn,
        writers: writer.bucketUses,
      },
      { parent: this },
    );
  }
}
