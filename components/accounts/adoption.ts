import * as pulumi from "@pulumi/pulumi";

import type { Organization } from "./organization";

/** An account that a program is about to declare. */
export interface WantedAccount {
  /** The resource's name in the program, for messages and as key of the result. */
  readonly logicalName: string;

  /** The account's name in the organization. */
  readonly accountName: string;

  /** The root user's e-mail address. AWS compares addresses without regard to case. */
  readonly email: string;
}

/**
 * Finds which of the wanted accounts exist already.
 *
 * An account is adopted where address and name are the wanted ones, and never otherwise: a typing mistake in an address
 * must not take over somebody else's account.
 *
 * @returns Account id by logical name; a wanted account that is not in it is a new one.
 * @throws RunError listing every account that can be neither adopted nor created.
 */
export function adoption(
  organization: Organization,
  wanted: readonly WantedAccount[],
): ReadonlyMap<string, string> {
  const problems = [
    ...sharedAddresses(wanted),
    ...wanted.flatMap((account) => obstacles(organization, account)),
  ];
  if (problems.length > 0) {
    throw new pulumi.RunError(
      `The organization's accounts do not fit the configuration:\n${problems.map((problem) => ` - ${problem}`).join("\n")}`,
    );
  }
  return new Map(
    wanted.flatMap(({ logicalName, email }) => {
      const existing = organization.accountsByEmail.get(email.toLowerCase());
      return existing === undefined ? [] : [[logicalName, existing.id] as const];
    }),
  );
}

function sharedAddresses(wanted: readonly WantedAccount[]): readonly string[] {
  const byEmail = new Map<string, string[]>();
  for (const { email, accountName } of wanted) {
    const key = email.toLowerCase();
    byEmail.set(key, [...(byEmail.get(key) ?? []), accountName]);
  }
  return [...byEmail]
    .filter(([, names]) => names.length > 1)
    .map(
      ([email, names]) =>
        `${names.join(" and ")} have one address, ${email}. AWS takes each address once: give each account its own.`,
    );
}

function obstacles(
  { accountsByEmail, managementAccountId }: Organization,
  { accountName, email }: WantedAccount,
): readonly string[] {
  const existing = accountsByEmail.get(email.toLowerCase());
  if (existing === undefined) {
    return [];
  }
  const { id, name, status } = existing;
  const taken = `${accountName}: the address ${email} belongs to`;
  if (id === managementAccountId) {
    return [
      `${taken} the management account ${id}. No workload runs there: take an address of the account's own.`,
    ];
  }
  if (status === "PENDING_ACTIVATION") {
    return [`${taken} account ${id} (${name}), which AWS is still activating. Run again in some minutes.`];
  }
  if (status !== "ACTIVE") {
    return [
      `${taken} account ${id} (${name}), which is closed or closing (${status}). AWS never gives an address free again: ` +
        "take another one, or have AWS reopen the account within 90 days of its closure.",
    ];
  }
  if (name !== accountName) {
    return [
      `${taken} account ${id}, which is called "${name}". It is somebody else's and is not taken over: correct the ` +
        `address. If it is meant, rename it first: aws account put-account-name --account-id ${id} --account-name ` +
        accountName,
    ];
  }
  return [];
}
