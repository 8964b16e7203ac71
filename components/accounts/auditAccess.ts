import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import {
  AUDIT_BOUNDARY,
  AUDIT_POLICIES,
  AUDIT_ROLE_NAME,
  AUDIT_SESSION_SECONDS,
  auditDenials,
} from "./auditRights";

export interface AuditAccessArgs {
  /** The role `duotone-auditor` of the audit account. */
  readonly auditorRoleArn: pulumi.Input<string>;
  readonly organizationId: string;
}

/**
 * The role `duotone-audit` of the provider's account: auditors see how everything is configured, no data, and change
 * nothing.
 *
 * It trusts one role, that of the auditors in the audit account, and only from inside the organization.
 */
export class AuditAccess extends pulumi.ComponentResource {
  public readonly roleArn: pulumi.Output<string>;

  public constructor(name: string, args: AuditAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:accounts:AuditAccess", name, args, opts);

    const role = new aws.iam.Role(
      name,
      {
        name: AUDIT_ROLE_NAME,
        description: "Auditors see how this account is configured; no data, no change",
        assumeRolePolicy: pulumi.jsonStringify(auditTrust(args)),
        permissionsBoundary: AUDIT_BOUNDARY,
        maxSessionDuration: AUDIT_SESSION_SECONDS,
      },
      { parent: this },
    );
    const denials = new aws.iam.RolePolicy(
      name,
      { role: role.name, name: "no-data-no-writing", policy: JSON.stringify(auditDenials()) },
      { parent: this },
    );
    for (const policyArn of AUDIT_POLICIES) {
      new aws.iam.RolePolicyAttachment(
        `${name}-${policyArn.slice(policyArn.lastIndexOf("/") + 1)}`,
        { role: role.name, policyArn },
        // First what is denied, then what is allowed: at no moment may the role read data.
        { parent: this, dependsOn: denials },
      );
    }

    this.roleArn = role.arn;
    this.registerOutputs({ roleArn: this.roleArn });
  }
}

function auditTrust({ auditorRoleArn, organizationId }: AuditAccessArgs): aws.iam.PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "Auditors",
        Effect: "Allow",
        Principal: { AWS: auditorRoleArn },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:PrincipalOrgID": organizationId } },
      },
    ],
  };
}
