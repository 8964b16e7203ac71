import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { roleWithRights } from "../components/accounts/roleWithRights";
import { bucketNamePrefix } from "../components/observability/bucketNames";
import {
  LOG_DELIVERY_GROUPS,
  LOG_DELIVERY_PREFIX,
  LOG_DELIVERY_ROLE,
  LOG_SUBSCRIPTION_ROLE,
  logRoleArn,
} from "../components/observability/logDeliveryRoles";

/** Buckets of log groups, of whichever classification. */
const LOG_BUCKETS = [true, false].map(
  (restricted) => `arn:aws:s3:::${bucketNamePrefix("logs", { restricted, owner: [] })}*`,
);

export interface LogDeliveryAccessArgs {
  readonly auditAccountId: pulumi.Input<string>;
}

/**
 * The two roles of the audit account under which AWS brings log groups into the archives of all verticals. They may write
 * and nothing else, and only AWS's two services get them: the stacks declare which account sends to which archive, and make
 * no role here. For the provider of the audit account.
 *
 * A stack that cannot hand one of these roles to a service cannot let anybody else write; so the first role needs to know
 * nothing of the accounts that send, which do not exist yet. Which one may subscribe says each destination's own policy.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CreateFirehoseStream.html
 */
export class LogDeliveryAccess extends pulumi.ComponentResource {
  /** The audit account's id, known once both roles have their rights: for who declares a delivery in the same update. */
  public readonly auditAccountId: pulumi.Output<string>;

  public constructor(name: string, args: LogDeliveryAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:accounts:LogDeliveryAccess", name, args, opts);

    const { auditAccountId } = args;
    const subscription = roleWithRights(
      `${name}-subscription`,
      {
        role: {
          name: LOG_SUBSCRIPTION_ROLE,
          description: "CloudWatch Logs hands log groups to delivery streams",
          assumeRolePolicy: trust("logs.amazonaws.com", {
            ArnLike: { "aws:SourceArn": "arn:aws:logs:*:*:*" },
          }),
        },
        rights: {
          policy: policyOf([
            {
              Sid: "HandToDelivery",
              Effect: "Allow",
              Action: ["firehose:PutRecord", "firehose:PutRecordBatch"],
              Resource: deliveryStreams(auditAccountId),
            },
          ]),
        },
      },
      this,
    );
    const delivery = roleWithRights(
      `${name}-delivery`,
      {
        role: {
          name: LOG_DELIVERY_ROLE,
          description: "Delivery streams write log groups to the archives",
          assumeRolePolicy: trust("firehose.amazonaws.com", {
            StringEquals: { "sts:ExternalId": auditAccountId },
          }),
        },
        rights: { policy: policyOf(deliveryStatements(auditAccountId)) },
      },
      this,
    );

    this.auditAccountId = pulumi.all([auditAccountId, subscription, delivery]).apply(([id]) => id);
    this.registerOutputs({ auditAccountId: this.auditAccountId });
  }
}

/** https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-s3 */
function deliveryStatements(auditAccountId: pulumi.Input<string>): aws.iam.PolicyStatement[] {
  return [
    {
      Sid: "FindArchives",
      Effect: "Allow",
      Action: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
      Resource: LOG_BUCKETS,
    },
    {
      Sid: "WriteToArchives",
      Effect: "Allow",
      Action: ["s3:AbortMultipartUpload", "s3:PutObject"],
      Resource: LOG_BUCKETS.map((arn) => `${arn}/*`),
    },
    {
      Sid: "EncryptForArchives",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: pulumi.interpolate`arn:aws:kms:*:${auditAccountId}:key/*`,
      Condition: {
        StringLike: {
          "kms:ViaService": "s3.*.amazonaws.com",
          "kms:EncryptionContext:aws:s3:arn": LOG_BUCKETS,
        },
      },
    },
    {
      Sid: "TellErrors",
      Effect: "Allow",
      Action: "logs:PutLogEvents",
      Resource: pulumi.interpolate`arn:aws:logs:*:${auditAccountId}:log-group:${LOG_DELIVERY_GROUPS}*:log-stream:*`,
    },
  ];
}

/** What the stacks need to declare deliveries, under their role in the audit account. */
export function logDeclaringStatements(auditAccountId: pulumi.Input<string>): aws.iam.PolicyStatement[] {
  const logs = (what: string) => pulumi.interpolate`arn:aws:logs:*:${auditAccountId}:${what}`;
  const groups = `log-group:${LOG_DELIVERY_GROUPS}*`;
  return [
    {
      Sid: "DeclareDeliveries",
      Effect: "Allow",
      Action: [
        "firehose:CreateDeliveryStream",
        "firehose:DeleteDeliveryStream",
        "firehose:DescribeDeliveryStream",
        "firehose:ListTagsForDeliveryStream",
        "firehose:StartDeliveryStreamEncryption",
        "firehose:StopDeliveryStreamEncryption",
        "firehose:TagDeliveryStream",
        "firehose:UntagDeliveryStream",
        "firehose:UpdateDestination",
      ],
      Resource: deliveryStreams(auditAccountId),
    },
    {
      Sid: "DeclareDestinations",
      Effect: "Allow",
      Action: [
        "logs:DeleteDestination",
        "logs:PutDestination",
        "logs:PutDestinationPolicy",
        "logs:ListTagsForResource",
        "logs:TagResource",
        "logs:UntagResource",
      ],
      Resource: logs(`destination:${LOG_DELIVERY_PREFIX}*`),
    },
    {
      Sid: "DeclareErrorLogs",
      Effect: "Allow",
      Action: [
        "logs:AssociateKmsKey",
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:DeleteLogGroup",
        "logs:DeleteLogStream",
        "logs:DescribeLogStreams",
        "logs:ListTagsForResource",
        "logs:PutRetentionPolicy",
        "logs:TagResource",
        "logs:UntagResource",
      ],
      Resource: [logs(groups), logs(`${groups}:*`)],
    },
    {
      Sid: "FindThem",
      Effect: "Allow",
      Action: ["logs:DescribeDestinations", "logs:DescribeLogGroups"],
      Resource: "*",
    },
    handing(auditAccountId, LOG_DELIVERY_ROLE, "firehose"),
    handing(auditAccountId, LOG_SUBSCRIPTION_ROLE, "logs"),
  ];
}

/** The right to give a service its role, and no other service. */
function handing(
  auditAccountId: pulumi.Input<string>,
  role: typeof LOG_DELIVERY_ROLE | typeof LOG_SUBSCRIPTION_ROLE,
  service: "firehose" | "logs",
): aws.iam.PolicyStatement {
  return {
    Sid: service === "firehose" ? "HandRoleToFirehose" : "HandRoleToLogs",
    Effect: "Allow",
    Action: "iam:PassRole",
    Resource: logRoleArn(auditAccountId, role),
    Condition: { StringEquals: { "iam:PassedToService": `${service}.amazonaws.com` } },
  };
}

function deliveryStreams(auditAccountId: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.interpolate`arn:aws:firehose:*:${auditAccountId}:deliverystream/${LOG_DELIVERY_PREFIX}*`;
}

function trust(service: string, condition: aws.iam.PolicyStatement["Condition"]): pulumi.Output<string> {
  return policyOf([
    {
      Effect: "Allow",
      Principal: { Service: service },
      Action: "sts:AssumeRole",
      ...(condition && { Condition: condition }),
    },
  ]);
}

function policyOf(statements: readonly aws.iam.PolicyStatement[]): pulumi.Output<string> {
  return pulumi.jsonStringify({ Version: "2012-10-17", Statement: statements });
}
