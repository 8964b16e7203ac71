import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** An account of the organization, as far as adopting it is concerned. */
export interface OrganizationAccount {
  readonly id: string;
  readonly name: string;

  /** AWS's word: `ACTIVE`, `PENDING_ACTIVATION`, `SUSPENDED`, `PENDING_CLOSURE` or `CLOSED`. */
  readonly status: string;
}

/** What the stacks need to know of the organization that exists already. */
export interface Organization {
  readonly id: string;
  readonly managementAccountId: string;
  readonly rootId: string;

  /** Whoever runs the program, for example `arn:aws:sts::111111111111:assumed-role/deploy/ci`. */
  readonly callerArn: string;

  /** Types of policies that can be attached, for example `SERVICE_CONTROL_POLICY`. */
  readonly policyTypes: readonly string[];

  /** By root e-mail address in lower case, every account that AWS lists: closed ones, too, for 90 days. */
  readonly accountsByEmail: ReadonlyMap<string, OrganizationAccount>;
}

/** The parts of AWS's answer that are read; a plain shape, so that a test can write it. */
export interface OrganizationAnswer {
  readonly id: string;
  readonly masterAccountId: string;
  readonly roots: readonly {
    readonly id: string;
    readonly policyTypes: readonly { readonly type: string; readonly status: string }[];
  }[];
  readonly accounts: readonly {
    readonly id: string;
    readonly name: string;
    readonly email: string;

    /** AWS's older word, which it is about to stop giving. */
    readonly status?: string | undefined;

    /** AWS's newer word; older providers do not give it. */
    readonly state?: string | undefined;
  }[];
}

/** Turns AWS's description of the organization into ours. */
export function toOrganization(answer: OrganizationAnswer, callerArn: string): Organization {
  const root = answer.roots[0];
  if (root === undefined) {
    throw new pulumi.RunError(
      `Organization ${answer.id} shows no root: the caller may not list it. Allow organizations:ListRoots.`,
    );
  }
  const accounts = answer.accounts.map(({ id, name, email, status, state }) => {
    const word = [state, status].find((given) => given !== undefined && given !== "") ?? "unknown";
    return [email.toLowerCase(), { id, name, status: word }] as const;
  });
  return {
    id: answer.id,
    managementAccountId: answer.masterAccountId,
    rootId: root.id,
    callerArn,
    policyTypes: root.policyTypes.filter(({ status }) => status === "ENABLED").map(({ type }) => type),
    accountsByEmail: new Map(accounts),
  };
}

/**
 * Looks up the organization of the management account.
 *
 * @throws RunError where there is none, or the caller may not see it.
 */
export async function lookUpOrganization(management: aws.Provider): Promise<Organization> {
  try {
    const [answer, caller] = await Promise.all([
      aws.organizations.getOrganization({}, { provider: management }),
      aws.getCallerIdentity({}, { provider: management }),
    ]);
    return toOrganization(answer, caller.arn);
  } catch (cause) {
    if (pulumi.RunError.isInstance(cause)) {
      throw cause;
    }
    throw new pulumi.RunError(
      `The AWS organization could not be looked up: ${cause instanceof Error ? cause.message : String(cause)}\n` +
        "Use credentials of the management account; if the company has no organization yet, create it once with " +
        "`aws organizations create-organization --feature-set ALL`.",
    );
  }
}
