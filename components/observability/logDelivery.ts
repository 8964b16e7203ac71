import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import {
  deliveredPrefix,
  LOG_DELIVERY_GROUPS,
  LOG_DELIVERY_PREFIX,
  LOG_DELIVERY_ROLE,
  LOG_SUBSCRIPTION_ROLE,
  logRoleArn,
} from "./logDeliveryRoles";
import { evidenceRetentionDays } from "./logGroupRetention";

/** Seconds and MiB after which a file is written, whichever comes first. The archive is never further behind than that. */
const BUFFER = { seconds: 300, mebibytes: 64 };

const ERROR_STREAM = "delivery";

export interface LogDeliveryArgs {
  readonly stack: string;

  /** The vertical whose logs these are, and no other's. */
  readonly vertical: string;

  /** The vertical's account. No other may send anything. */
  readonly accountId: pulumi.Input<string>;

  /** The account that the archive is in. */
  readonly auditAccountId: pulumi.Input<string>;

  /** Bucket and key of the vertical's archive. */
  readonly archive: { readonly bucketArn: pulumi.Input<string>; readonly keyArn: pulumi.Input<string> };

  /** Days that logs are kept at least. */
  readonly retentionDays: number;
}

/**
 * How the log groups of one vertical get into its archive, for the provider of the audit account and in the region of the
 * groups: a destination that the vertical's account may subscribe to, and a delivery stream that writes files.
 *
 * One for all log groups of the vertical. Nothing of it is in the vertical's account, so nobody there can turn it aside or
 * write past it. The two roles are the foundation's.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CrossAccountSubscriptions-Firehose.html
 */
export class LogDelivery extends pulumi.ComponentResource {
  /** Known once the vertical's account may subscribe. */
  public readonly destinationArn: pulumi.Output<string>;

  public constructor(name: string, args: LogDeliveryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:observability:LogDelivery", name, undefined, opts);

    const awsName = `${LOG_DELIVERY_PREFIX}${args.stack}-${args.vertical}`;
    const errors = this.createErrorLog(name, args);
    const stream = this.createStream(name, awsName, args, errors);
    const destination = new aws.cloudwatch.LogDestination(
      name,
      {
        name: awsName,
        roleArn: logRoleArn(args.auditAccountId, LOG_SUBSCRIPTION_ROLE),
        targetArn: stream.arn,
      },
      { parent: this },
    );
    const policy = new aws.cloudwatch.LogDestinationPolicy(
      name,
      {
        destinationName: destination.name,
        accessPolicy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            {
              Sid: "VerticalSubscribes",
              Effect: "Allow",
              Principal: { AWS: args.accountId },
              Action: "logs:PutSubscriptionFilter",
              Resource: destination.arn,
            },
          ],
        }),
      },
      { parent: this },
    );

    this.destinationArn = pulumi.all([destination.arn, policy.id]).apply(([arn]) => arn);
    this.registerOutputs({ destinationArn: this.destinationArn });
  }

  /** Firehose writes only to a stream that is there. */
  private createErrorLog(name: string, args: LogDeliveryArgs): aws.cloudwatch.LogStream {
    const group = new aws.cloudwatch.LogGroup(
      name,
      {
        name: `${LOG_DELIVERY_GROUPS}${args.stack}-${args.vertical}`,
        retentionInDays: evidenceRetentionDays(args.retentionDays),
        kmsKeyId: args.archive.keyArn,
      },
      { parent: this },
    );
    return new aws.cloudwatch.LogStream(
      name,
      { name: ERROR_STREAM, logGroupName: group.name },
      { parent: this },
    );
  }

  private createStream(
    name: string,
    awsName: string,
    { accountId, auditAccountId, archive }: LogDeliveryArgs,
    errors: aws.cloudwatch.LogStream,
  ): aws.kinesis.FirehoseDeliveryStream {
    const prefix = deliveredPrefix(accountId);
    return new aws.kinesis.FirehoseDeliveryStream(
      name,
      {
        name: awsName,
        destination: "extended_s3",
        // What waits in the stream, for minutes. With a key of ours the stacks' role would need to make grants, and it may not.
        serverSideEncryption: { enabled: true, keyType: "AWS_OWNED_CMK" },
        extendedS3Configuration: {
          roleArn: logRoleArn(auditAccountId, LOG_DELIVERY_ROLE),
          bucketArn: archive.bucketArn,
          kmsKeyArn: archive.keyArn,
          // The hour of arrival, in UTC, comes after the prefix by itself.
          prefix: pulumi.interpolate`${prefix}CloudWatchLogs/`,
          errorOutputPrefix: pulumi.interpolate`${prefix}errors/!{firehose:error-output-type}/`,
          bufferingInterval: BUFFER.seconds,
          bufferingSize: BUFFER.mebibytes,
          // CloudWatch Logs sends what is gzipped already, and gzipped pieces one after another are a gzipped file.
          compressionFormat: "UNCOMPRESSED",
          fileExtension: ".json.gz",
          cloudwatchLoggingOptions: {
            enabled: true,
            logGroupName: errors.logGroupName,
            logStreamName: errors.name,
          },
        },
      },
      { parent: this },
    );
  }
}
