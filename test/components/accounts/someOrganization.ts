import {
  type Organization,
  type OrganizationAccount,
  toOrganization,
} from "../../../components/accounts/organization";

/** Id of the management account of `someOrganization`. */
export const MANAGEMENT = "100000000001";

/** An organization with a management account (`root@example.com`) and these accounts, by root e-mail address. */
export function someOrganization(accounts: Readonly<Record<string, OrganizationAccount>> = {}): Organization {
  const all = {
    "root@example.com": { id: MANAGEMENT, name: "management", status: "ACTIVE" },
    ...accounts,
  };
  return toOrganization(
    {
      id: "o-1",
      masterAccountId: MANAGEMENT,
      roots: [{ id: "r-1", policyTypes: [] }],
      accounts: Object.entries(all).map(([email, account]) => ({ email, ...account })),
    },
    `arn:aws:iam::${MANAGEMENT}:role/deploy`,
  );
}
