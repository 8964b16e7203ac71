import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { KEY_USE } from "../keys/keyUses";

/** The account and region that a service writes logs for. */
export interface LogSource {
  readonly accountId: pulumi.Input<string>;
  readonly region: string;
}

/** What a service of AWS needs to write logs to a bucket, with a key. */
export interface LogWriter {
  readonly bucketUses: (bucketArn: pulumi.Output<string>) => aws.iam.PolicyStatement[];
  readonly keyUse: aws.iam.PolicyStatement;
}

/** Services write under this condition, so that the bucket's owner owns the files; AWS's own policies have it too. */
const OWNER_CONTROLS = { "s3:x-amz-acl": "bucket-owner-full-control" };

/**
 * The delivery of VPC flow logs.
 *
 * https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html
 * https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-cmk-policy.html
 */
export function flowLogWriter({ accountId, region }: LogSource): LogWriter {
  const delivery = {
    Effect: "Allow",
    Principal: { Service: "delivery.logs.amazonaws.com" },
  } as const;
  const account = { "aws:SourceAccount": accountId };
  const source = { ArnLike: { "aws:SourceArn": pulumi.interpolate`arn:aws:logs:${region}:${accountId}:*` } };
  return {
    bucketUses: (bucketArn) => [
      {
        Sid: "FlowLogsFindBucket",
        ...delivery,
        Action: ["s3:GetBucketAcl", "s3:ListBucket"],
        Resource: bucketArn,
        Condition: { StringEquals: account, ...source },
      },
      {
        Sid: "FlowLogsWrite",
        ...delivery,
        Action: "s3:PutObject",
        // The first where the flow log partitions its files as Hive does, the second where it does not.
        Resource: [
          pulumi.interpolate`${bucketArn}/AWSLogs/aws-account-id=${accountId}/*`,
          pulumi.interpolate`${bucketArn}/AWSLogs/${accountId}/*`,
        ],
        Condition: { StringEquals: { ...account, ...OWNER_CONTROLS }, ...source },
      },
    ],
    keyUse: {
      Sid: "FlowLogsEncrypt",
      ...delivery,
      Action: [...KEY_USE],
      Resource: "*",
      Condition: { StringEquals: account, ...source },
    },
  };
}

/**
 * AWS Config, which first tries the recorder's role and, finding that it has no right here, comes as the service.
 *
 * https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html
 * https://docs.aws.amazon.com/config/latest/developerguide/s3-kms-key-policy.html
 */
export function configWriter({ accountId, region }: LogSource): LogWriter {
  const config = { Effect: "Allow", Principal: { Service: "config.amazonaws.com" } } as const;
  const account = { "aws:SourceAccount": accountId };
  const source = {
    ArnLike: { "aws:SourceArn": pulumi.interpolate`arn:aws:config:${region}:${accountId}:*` },
  };
  return {
    bucketUses: (bucketArn) => [
      {
        Sid: "ConfigFindsBucket",
        ...config,
        Action: ["s3:GetBucketAcl", "s3:ListBucket"],
        Resource: bucketArn,
        Condition: { StringEquals: account, ...source },
      },
      {
        Sid: "ConfigWrites",
        ...config,
        Action: "s3:PutObject",
        Resource: pulumi.interpolate`${bucketArn}/AWSLogs/${accountId}/Config/*`,
        Condition: { StringEquals: { ...account, ...OWNER_CONTROLS }, ...source },
      },
    ],
    keyUse: {
      Sid: "ConfigEncrypts",
      ...config,
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: "*",
      Condition: { StringEquals: account, ...source },
    },
  };
}

/**
 * The delivery of load balancers' access logs, below whatever prefix a balancer has. It encrypts with keys of S3's own and
 * with no other, so that there is no key to use.
 *
 * The principal is the same in every region; the accounts that older policies name, one per region, are no longer needed.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
export function balancerLogWriter({ accountId, region }: LogSource): Pick<LogWriter, "bucketUses"> {
  return {
    bucketUses: (bucketArn) => [
      {
        Sid: "BalancersWrite",
        Effect: "Allow",
        Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: pulumi.interpolate`${bucketArn}/*/AWSLogs/${accountId}/*`,
        Condition: {
          ArnLike: {
            "aws:SourceArn": pulumi.interpolate`arn:aws:elasticloadbalancing:${region}:${accountId}:loadbalancer/*`,
          },
        },
      },
    ],
  };
}

export interface TrailSource {
  readonly trailArn: pulumi.Input<string>;
  readonly managementAccountId: pulumi.Input<string>;
  readonly organizationId: pulumi.Input<string>;
}

/** Where in the bucket the trail's log files are, without the digests that prove them. */
export const TRAIL_LOG_FILES = "AWSLogs/*/CloudTrail/*";

/**
 * CloudTrail, for one organization trail: files of the management account under its id, as before the trail became the
 * organization's, and of all accounts under the organization's.
 *
 * The bucket key makes CloudTrail decrypt as well as encrypt.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
 */
export function trailWriter({ trailArn, managementAccountId, organizationId }: TrailSource): LogWriter {
  const trail = { Effect: "Allow", Principal: { Service: "cloudtrail.amazonaws.com" } } as const;
  const source = { "aws:SourceArn": trailArn };
  return {
    bucketUses: (bucketArn) => [
      {
        Sid: "TrailFindsBucket",
        ...trail,
        Action: "s3:GetBucketAcl",
        Resource: bucketArn,
        Condition: { StringEquals: source },
      },
      {
        Sid: "TrailWrites",
        ...trail,
        Action: "s3:PutObject",
        Resource: [
          pulumi.interpolate`${bucketArn}/AWSLogs/${managementAccountId}/*`,
          pulumi.interpolate`${bucketArn}/AWSLogs/${organizationId}/*`,
        ],
        Condition: { StringEquals: { ...source, ...OWNER_CONTROLS } },
      },
    ],
    keyUse: {
      Sid: "TrailEncrypts",
      ...trail,
      Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
      Resource: "*",
      Condition: {
        StringEquals: source,
        StringLike: {
          "kms:EncryptionContext:aws:cloudtrail:arn": pulumi.interpolate`arn:aws:cloudtrail:*:${managementAccountId}:trail/*`,
        },
      },
    },
  };
}

/** CloudTrail looks at the key before it uses it, without anything to encrypt. */
export function trailKeyLookup({ trailArn }: Pick<TrailSource, "trailArn">): aws.iam.PolicyStatement {
  return {
    Sid: "TrailFindsKey",
    Effect: "Allow",
    Principal: { Service: "cloudtrail.amazonaws.com" },
    Action: "kms:DescribeKey",
    Resource: "*",
    Condition: { StringEquals: { "aws:SourceArn": trailArn } },
  };
}
