import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** What the delivery streams and destinations of log archives are called first. */
export const LOG_DELIVERY_PREFIX = "duotone-logs-";

/** Where delivery streams say what they could not deliver. */
export const LOG_DELIVERY_GROUPS = "/duotone/log-delivery/";

/** The role of the audit account under which delivery streams write to the archives. */
export const LOG_DELIVERY_ROLE = "duotone-log-delivery";

/** The role of the audit account under which CloudWatch Logs writes to delivery streams. */
export const LOG_SUBSCRIPTION_ROLE = "duotone-log-subscription";

/** ARN of one of the two roles. */
export function logRoleArn(
  auditAccountId: pulumi.Input<string>,
  roleName: typeof LOG_DELIVERY_ROLE | typeof LOG_SUBSCRIPTION_ROLE,
): pulumi.Output<string> {
  return pulumi.interpolate`arn:aws:iam::${auditAccountId}:role/${roleName}`;
}

/** Where in an archive the log groups of an account are, beside what else AWS delivers of the account. */
export function deliveredPrefix(accountId: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.interpolate`AWSLogs/${accountId}/`;
}

/** What the delivery of logs needs of a bucket and its key. Nobody else writes there, and it brings one account's logs alone. */
export function deliveredLogs(accountId: pulumi.Input<string>, auditAccountId: pulumi.Input<string>) {
  const role = logRoleArn(auditAccountId, LOG_DELIVERY_ROLE);
  return {
    bucketUses: (bucketArn: pulumi.Output<string>): aws.iam.PolicyStatement[] => [
      {
        Sid: "DeliveryAloneWrites",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:PutObject",
        Resource: pulumi.interpolate`${bucketArn}/*`,
        Condition: { ArnNotEquals: { "aws:PrincipalArn": role } },
      },
      {
        Sid: "OneAccountAlone",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:PutObject",
        NotResource: pulumi.interpolate`${bucketArn}/${deliveredPrefix(accountId)}*`,
      },
    ],
    keyUse: {
      Sid: "LogDeliveryEncrypts",
      Effect: "Allow",
      // By a condition, because KMS takes no principal that is not there yet.
      Principal: { AWS: pulumi.interpolate`arn:aws:iam::${auditAccountId}:root` },
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: "*",
      Condition: {
        ArnEquals: { "aws:PrincipalArn": role },
        StringLike: { "kms:ViaService": "s3.*.amazonaws.com" },
      },
    } satisfies aws.iam.PolicyStatement,
  };
}
