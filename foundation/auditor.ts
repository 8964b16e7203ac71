import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { AUDIT_ROLE_NAME, AUDITOR_ROLE_NAME } from "../components/accounts/auditRights";
import { namedRole } from "../components/accounts/namedRole";

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
 * It leads on to `duotone-audit` in every account of the organization, and here reads the trail, the archives and the
 * ledger, and gets the public key that proves the ledger's records.
 * Otherwise it has no right at all. For the provider of the audit account.
 */
export class Auditor extends pulumi.ComponentResource {
  /** Known once the role has its rights. */
  public readonly roleArn: pulumi.Output<string>;

  public constructor(name: string, args: AuditorArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:accounts:Auditor", name, args, opts);

    this.roleArn = namedRole(
      name,
      {
        roleName: AUDITOR_ROLE_NAME,
        description:
          "Auditors read trails, archives and the ledger, and go on to the audit role of any account",
        principals: {
          patterns: args.auditors,
          accountId: args.auditAccountId,
          organizationId: args.organizationId,
        },
        rights: { name: "audit", policy: auditorRights(args) },
      },
      this,
    );
    this.registerOutputs({ roleArn: this.roleArn });
  }
}

function auditorRights({ auditAccountId, organizationId }: AuditorArgs): aws.iam.PolicyDocument {
  const keys = pulumi.interpolate`arn:aws:kms:*:${auditAccountId}:key/*`;
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
        Sid: "ListEvidence",
        Effect: "Allow",
        Action: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketVersions"],
        Resource: "arn:aws:s3:::duotone-*",
        Condition: here,
      },
      {
        Sid: "ReadEvidence",
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:GetObjectLegalHold", "s3:GetObjectRetention", "s3:GetObjectVersion"],
        Resource: "arn:aws:s3:::duotone-*/*",
        Condition: here,
      },
      {
        Sid: "DecryptEvidence",
        Effect: "Allow",
        Action: "kms:Decrypt",
        Resource: keys,
        // Which keys, each key's own policy says, by `auditorReads`.
        Condition: { StringLike: { "kms:ViaService": "s3.*.amazonaws.com" } },
      },
      {
        Sid: "VerifyLedger",
        Effect: "Allow",
        Action: ["kms:DescribeKey", "kms:GetPublicKey"],
        Resource: keys,
      },
    ],
  };
}
