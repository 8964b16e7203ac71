import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** What the stacks need to know of the organization that exists already. */
export interface Organization {
  readonly id: string;
  readonly managementAccountId: string;
  readonly rootId: string;

  /** Account id by root e-mail address in lower case, of every account that is not closed. */
  readonly accountIdByEmail: ReadonlyMap<string, string>;
}

/** The parts of AWS's answer that are read; a plain shape, so that a test can write it. */
export interface OrganizationAnswer {
  readonly id: string;
  readonly masterAccountId: string;
  readonly roots: readonly { readonly id: string }[];
  readonly accounts: readonly { readonly id: string; readonly email: string; readonly status: string }[];
}

/** Turns AWS's description of the organization into ours. */
export function toOrganization(answer: OrganizationAnswer): Organization {
  const root = answer.roots[0];
  if (root === undefined) {
    throw new pulumi.RunError(
      `Organization ${answer.id} shows no root: the caller may not list it. Allow organizations:ListRoots.`,
    );
  }
  const open = answer.accounts.filter((account) => account.status === "ACTIVE");
  return {
    id: answer.id,
    managementAccountId: answer.masterAccountId,
    rootId: root.id,
    accountIdByEmail: new Map(open.map((account) => [account.email.toLowerCase(), account.id])),
  };
}

/**
 * Looks up the organization of the management account.
 *
 * @throws RunError where there is none, or the caller may not see it.
 */
export async function lookUpOrganization(management: aws.Provider): Promise<Organization> {
  let answer: aws.organizations.GetOrganizationResult;
  try {
    answer = await aws.organizations.getOrganization({}, { provider: management });
  } catch (cause) {
    throw new pulumi.RunError(
      `The AWS organization could not be looked up: ${cause instanceof Error ? cause.message : String(cause)}\n` +
        "Use credentials of the management account; if the company has no organization yet, create it once with " +
        "`aws organizations create-organization --feature-set ALL`.",
    );
  }
  return toOrganization(answer);
}
