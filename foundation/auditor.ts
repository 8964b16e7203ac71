import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import {
  AUDIT_ROLE_NAME,
  AUDIT_SESSION_SECONDS,
  AUDITOR_ROLE_NAME,
} from "../components/accounts/auditRights";
import { trustOf } from "../components/accounts/namedPrincipals";
import { roleWithRights } from "../components/accounts/roleWithRights";

export interface AuditorArgs {
  /** The account of trails and archives, which the role is in. */
  readonly auditAccountId: pulumi.Input<string>;
  readonly organizationId: string;

  /** Who may assume the role, as `NamedPrincipals` says; one of any account stands for one of the audit account. */
  readonly auditors: readonly string[];
}

/**
 * The role `duotone-auditor` of the audit account: the one door for auditors.
 *
 * It leads on to `duotone-audit` in every account of the organization, and reads the trail and the archives here.
 * Otherwise it has no right at all. For the provider of the audit account.
 */
export class Auditor extends pulumi.ComponentResource {
  /** Known once the role has its rights. */
  public readonly roleArn: pulumi.Output<string>;

  public constructor(name: string, args: AuditorArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:accounts:Auditor", name, args, opts);

    const trust = trustOf({
      patterns: args.auditors,
      accountId: args.auditAccountId,
      organizationId: args.organizationId,
    });
    this.roleArn = roleWithRights(
      name,
      {
        role: {
          name: AUDITOR_ROLE_NAME,
          description: "Auditors read trails and archives, and go on to the audit role of any account",
          assumeRolePolicy: pulumi.jsonStringify(trust),
          maxSessionDuration: AUDIT_SESSION_SECONDS,
        },
        rights: { name: "audit", policy: pulumi.jsonStringify(auditorRights(args)) },
      },
      this,
    );
    this.registerOutputs({ roleArn: this.roleArn });
  }
}

function auditorRights({ auditAccountId, organizationId }: AuditorArgs): aws.iam.PolicyDocument {
  const here = { StringEquals: { "aws:ResourceAccount": auditAccountId } };
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "GoOnToEveryAccount",
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Resource: `arn:aws:iam::*:role/${AUDIT_ROLE_NAME}`,
        Condition: { StringEquals: { "aws:ResourceOrgID": organizationId } },
      },
      {
        Sid: "ListTrailAndArchives",
        Effect: "Allow",
        Action: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketVersions"],
        Resource: "arn:aws:s3:::duotone-*",
        Condition: here,
      },
      {
        Sid: "ReadTrailAndArchives",
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:GetObjectLegalHold", "s3:GetObjectRetention", "s3:GetObjectVersion"],
        Resource: "arn:aws:s3:::duotone-*/*",
        Condition: here,
      },
      {
        Sid: "DecryptTrailAndArchives",
        Effect: "Allow",
        Action: "kms:Decrypt",
        Resource: pulumi.interpolate`arn:aws:kms:*:${auditAccountId}:key/*`,
        // Which keys, each key's own policy says, by `auditorReads`.
        Condition: { StringLike: { "kms:ViaService": "s3.*.amazonaws.com" } },
      },
    ],
  };
}
