import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Who may assume a role. */
export interface NamedPrincipals {
  /**
   * ARNs of IAM roles and users, in which `*` and `?` stand for any text and any character.
   *
   * For a person who comes by IAM Identity Center that is the role which Identity Center makes in the account. Its name
   * ends in 16 characters that change when the permission set is assigned anew, and its path holds Identity Center's
   * region, except where that is us-east-1:
   *
   *     arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Audit_????????????????
   *     arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Audit_????????????????
   *
   * Question marks, because `AWSReservedSSO_Audit_*` is also the role of a permission set called `Audit_Everything`.
   * See https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html.
   */
  readonly patterns: readonly string[];

  /** The account that a pattern with `*` for its account stands for: no pattern opens a role to every account. */
  readonly accountId: pulumi.Input<string>;

  readonly organizationId: string;
}

/** The trust policy of a role that only named principals of the organization may assume. */
export function trustOf({ patterns, accountId, organizationId }: NamedPrincipals): aws.iam.PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "NamedPrincipals",
        Effect: "Allow",
        Principal: { AWS: pulumi.output(accountId).apply((any) => rootsOf(patterns, any)) },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:PrincipalOrgID": organizationId },
          ArnLike: { "aws:PrincipalArn": [...patterns] },
        },
      },
    ],
  };
}

/** The accounts of the patterns as principals, each once. */
function rootsOf(patterns: readonly string[], anyAccount: string): string[] {
  const accounts = patterns.map((pattern) => {
    const account = pattern.split(":")[4] ?? "*";
    return account === "*" ? anyAccount : account;
  });
  return [...new Set(accounts)].sort().map((account) => `arn:aws:iam::${account}:root`);
}
