import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { roleUse } from "../keys/keyUses";

/** The role that auditors assume in every account. */
export const AUDIT_ROLE_NAME = "duotone-audit";

/** The one role that may assume it, in the audit account. */
export const AUDITOR_ROLE_NAME = "duotone-auditor";

/** Seconds; AWS grants no more to a role that was assumed from another role. */
export const AUDIT_SESSION_SECONDS = 3600;

/**
 * AWS's own policies for an audit, kept up to date by AWS: how everything is configured, in every service, also in
 * those that nobody should be using.
 */
export const AUDIT_POLICIES = [
  "arn:aws:iam::aws:policy/SecurityAudit",
  "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess",
] as const;

/** Nothing that is attached to the role later can let it do more than read. */
export const AUDIT_BOUNDARY = "arn:aws:iam::aws:policy/ReadOnlyAccess";

/** Reading what the accounts hold, as opposed to how they are configured; by kind of data. */
const DATA_READS: Readonly<Record<string, readonly string[]>> = {
  objects: [
    "s3:GetObject*",
    "s3-object-lambda:GetObject*",
    "s3express:CreateSession",
    "s3tables:GetTableData",
    "glacier:GetJobOutput",
    "ebs:GetSnapshotBlock",
    "elasticfilesystem:Client*",
  ],
  secrets: [
    "secretsmanager:BatchGetSecretValue",
    "secretsmanager:GetSecretValue",
    "ssm:GetParameter*",
    "sts:GetServiceBearerToken",
    "ec2:GetPasswordData",
    "codeartifact:GetAuthorizationToken",
    "ecr:GetAuthorizationToken",
    "rds-db:connect",
    "redshift:GetClusterCredentials*",
  ],
  decryption: ["kms:Decrypt", "kms:DeriveSharedSecret", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
  records: [
    "dynamodb:BatchGetItem",
    "dynamodb:GetItem",
    "dynamodb:GetRecords",
    "dynamodb:PartiQL*",
    "dynamodb:Query",
    "dynamodb:Scan",
    "rds-data:*",
    "redshift-data:*",
    "athena:GetQueryResults*",
    "es:ESHttp*",
    "aoss:APIAccessAll",
    "elasticache:Connect",
    "cognito-idp:AdminGetUser",
    "cognito-idp:ListUsers*",
    "cognito-sync:*",
  ],
  messages: ["sqs:ReceiveMessage", "kinesis:GetRecords", "kinesis:SubscribeToShard"],
  // What an application or a person at a terminal prints may hold anything. Trails and flow logs are read in the audit
  // account's archives, with the auditors' own role.
  logs: [
    "logs:FilterLogEvents",
    "logs:GetLogEvents",
    "logs:GetLogObject",
    "logs:GetLogRecord",
    "logs:GetQueryResults",
    "logs:StartLiveTail",
    "logs:StartQuery",
    "logs:Unmask",
    "rds:Download*",
    "xray:BatchGetTraces",
    "xray:GetTraceSummaries",
    "ssm:GetCommandInvocation",
    "ssm:ListCommandInvocations",
    "ec2:GetConsoleOutput",
    "ec2:GetConsoleScreenshot",
  ],
  code: ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "codecommit:GitPull", "lambda:GetFunction"],
};

/**
 * Services whose resources have policies of their own, which could name a session of this role: a permissions boundary
 * does not hold back what those allow to a session, an explicit denial does. By service, everything that it holds.
 */
const RESOURCES_WITH_POLICIES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      "backup",
      "dynamodb",
      "ecr",
      "elasticfilesystem",
      "es",
      "events",
      "execute-api",
      "glacier",
      "kinesis",
      "kms",
      "lambda",
      "logs",
      "secretsmanager",
      "sns",
      "sqs",
      "ssm",
    ].map((service) => [service, `arn:aws:${service}:*:*:*`]),
  ),
  iam: "arn:aws:iam::*:role/*",
  s3: "arn:aws:s3:::*",
};

const READING = ["Describe", "Get", "List"];

/**
 * What the audit role may not do, whatever allows it: reading data, and writing.
 *
 * Writing is refused three times: AWS's audit policies do not allow it, the boundary does not let others allow it, and
 * what a resource's own policy could allow past the boundary is denied here. Assuming a further role is among that.
 */
export function auditDenials(): aws.iam.PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      { Sid: "NoData", Effect: "Deny", Action: Object.values(DATA_READS).flat(), Resource: "*" },
      {
        Sid: "NoWriting",
        Effect: "Deny",
        NotAction: [
          ...Object.keys(RESOURCES_WITH_POLICIES).flatMap((service) =>
            READING.map((verb) => `${service}:${verb}*`),
          ),
          // Reports on who may do what, which change nothing.
          "iam:Generate*",
          "iam:Simulate*",
        ],
        Resource: Object.values(RESOURCES_WITH_POLICIES),
      },
    ],
  };
}

/**
 * What a key of the trail or of an archive says so that auditors can read: the role's own rights are not enough, since
 * our keys leave their use to nobody's IAM policies.
 */
export function auditorReads(auditAccountId: pulumi.Input<string>): aws.iam.PolicyStatement {
  return roleUse(auditAccountId, AUDITOR_ROLE_NAME, {
    sid: "AuditorsRead",
    actions: "kms:Decrypt",
    when: { StringLike: { "kms:ViaService": "s3.*.amazonaws.com" } },
  });
}
