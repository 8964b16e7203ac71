import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { type NamedPrincipals, trustOf } from "./namedPrincipals";
import { roleWithRights } from "./roleWithRights";

/** Seconds; a run that assumes the role needs it for minutes, and a role that was assumed from another role gets no more. */
const SESSION_SECONDS = 3600;

export interface NamedRoleArgs {
  /** Fixed, because other policies name the role. */
  readonly roleName: string;
  readonly description: string;

  /** Who may assume it. */
  readonly principals: NamedPrincipals;

  /** All that it may do, and what it may not whatever else allows it. */
  readonly rights: { readonly name: string; readonly policy: aws.iam.PolicyDocument };
}

/**
 * Declares a role that only named principals of the organization may assume, each time for an hour at most.
 *
 * @returns The role's ARN, known once it has its rights.
 */
export function namedRole(
  name: string,
  { roleName, description, principals, rights }: NamedRoleArgs,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  return roleWithRights(
    name,
    {
      role: {
        name: roleName,
        description,
        assumeRolePolicy: pulumi.jsonStringify(trustOf(principals)),
        maxSessionDuration: SESSION_SECONDS,
      },
      rights: { name: rights.name, policy: pulumi.jsonStringify(rights.policy) },
    },
    parent,
  );
}
