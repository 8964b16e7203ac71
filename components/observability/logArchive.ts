import * as pulumi from "@pulumi/pulumi";

import { auditorReads } from "../accounts/auditRights";
import { Key } from "../keys/key";
import { logGroupsEncrypt } from "../keys/keyUses";
import { bucketNamePrefix, type BucketPurpose } from "./bucketNames";
import { LockedBucket, type LockedBucketArgs } from "./lockedBucket";
import { LogDelivery } from "./logDelivery";
import { deliveredLogs, LOG_DELIVERY_GROUPS } from "./logDeliveryRoles";
import { balancerLogWriter, configWriter, flowLogWriter, type LogWriter } from "./logWriters";

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

  /**
   * Whether load balancers of the account send their access logs.
   *
   * @default false
   */
  readonly acceptBalancers?: boolean;
}

interface ArchiveBucket extends Pick<LockedBucketArgs, "keeping" | "keyArn"> {
  readonly purpose: BucketPurpose;
  readonly writer: Pick<LogWriter, "bucketUses">;
}

/**
 * Where the logs of one vertical go and stay, for the provider of the audit account: a bucket for what AWS's log delivery
 * brings (VPC flow logs), one for AWS Config, one for log groups, and a key for all of them; and one for load balancers, with
 * keys of S3's own.
 *
 * AWS Config does not deliver to a bucket whose objects are locked by default, balancers not to one with another key than S3's,
 * and Firehose, which brings the log groups, is not known to deliver to a locked one: S3 wants a checksum with every object that
 * a lock is put on. Their buckets refuse by policy to have anything deleted.
 * https://docs.aws.amazon.com/config/latest/developerguide/manage-delivery-channel.html
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html#object-lock-put-object
 */
export class LogArchive extends pulumi.ComponentResource {
  /** Known once policy, key and lock are in place, so that whoever is given it can be sure to be let in. */
  public readonly bucketName: pulumi.Output<string>;

  /** As `bucketName`. */
  public readonly bucketArn: pulumi.Output<string>;

  /** All buckets that it has. */
  public readonly bucketNames: pulumi.Output<readonly string[]>;

  /** Bucket for the delivery channel of AWS Config, known as `bucketName` is; nothing where Config is not accepted. */
  public readonly configBucketName: pulumi.Output<string> | undefined;

  /** Bucket for access logs of load balancers, known as `bucketName` is; nothing where they are not accepted. */
  public readonly accessBucketName: pulumi.Output<string> | undefined;

  /** Where the account's log groups are subscribed to, known once they may be. */
  public readonly logDestinationArn: pulumi.Output<string>;

  /** AWS Config must be told to encrypt with it: otherwise it asks for S3's own keys, and the bucket refuses that. */
  public readonly keyArn: pulumi.Output<string>;

  public constructor(name: string, args: LogArchiveArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:observability:LogArchive", name, args, opts);

    const flowLogs = flowLogWriter(args);
    const config = (args.acceptConfig ?? args.restricted) ? configWriter(args) : undefined;
    const logs = deliveredLogs(args.accountId, args.auditAccountId);
    const key = this.createKey(name, args, [flowLogs, logs, ...(config === undefined ? [] : [config])]);
    const bucket = this.createBucket(name, args, {
      purpose: "archive",
      keeping: "lock",
      keyArn: key,
      writer: flowLogs,
    });
    const configBucket =
      config === undefined
        ? undefined
        : this.createBucket(`${name}-config`, args, {
            purpose: "config",
            keeping: "policy",
            keyArn: key,
            writer: config,
          });
    const accessBucket =
      args.acceptBalancers === true
        ? this.createBucket(`${name}-access`, args, {
            purpose: "access",
            keeping: "policy",
            writer: balancerLogWriter(args),
          })
        : undefined;

    const logsBucket = this.createBucket(`${name}-logs`, args, {
      purpose: "logs",
      keeping: "policy",
      keyArn: key,
      writer: logs,
    });
    const delivery = new LogDelivery(
      name,
      { ...args, archive: { bucketArn: logsBucket.bucketArn, keyArn: key } },
      { parent: this },
    );

    this.bucketName = bucket.bucketName;
    this.bucketArn = bucket.bucketArn;
    this.configBucketName = configBucket?.bucketName;
    this.accessBucketName = accessBucket?.bucketName;
    this.bucketNames = pulumi.all(
      [bucket, configBucket, accessBucket, logsBucket].flatMap((one) =>
        one === undefined ? [] : [one.bucketName],
      ),
    );
    this.logDestinationArn = delivery.destinationArn;
    this.keyArn = key;
    this.registerOutputs({
      bucketName: this.bucketName,
      bucketArn: this.bucketArn,
      configBucketName: this.configBucketName,
      accessBucketName: this.accessBucketName,
      logDestinationArn: this.logDestinationArn,
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
        uses: [
          auditorReads(args.auditAccountId),
          ...writers.map(({ keyUse }) => keyUse),
          logGroupsEncrypt({ accountId: args.auditAccountId, region: args.region }, LOG_DELIVERY_GROUPS),
        ],
        protect: args.protect,
        retainOnDelete: true,
      },
      { parent: this },
    ).arn;
  }

  private createBucket(
    name: string,
    { stack, vertical, restricted, retentionDays, protect }: LogArchiveArgs,
    { purpose, writer, ...kept }: ArchiveBucket,
  ): LockedBucket {
    return new LockedBucket(
      name,
      {
        namePrefix: bucketNamePrefix(purpose, { restricted, owner: [stack, vertical] }),
        retentionDays,
        protect,
        ...kept,
        writers: writer.bucketUses,
      },
      { parent: this },
    );
  }
}
