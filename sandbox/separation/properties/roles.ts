import { type Account, accountName, type Estate, type EstateResource, place } from "../estate";
import { documentOf, type Grantee, granteeName, granteesOf, isWithin } from "../policies";

/** The one role of the audit account that goes into other accounts. */
const AUDITOR_ROLE = "duotone-auditor";

/**
 * Nobody of one vertical takes on a role of another: a role of a vertical's account trusts its own account, AWS services, the
 * auditors' role of the audit account and named roles of the management account; a role of an account that serves all
 * verticals trusts no vertical.
 */
export function roles(estate: Estate): string[] {
  const idsOf = (kind: Account["kind"]) =>
    estate.accounts.filter((account) => account.kind === kind).map(({ id }) => id);
  const known: Known = { audit: idsOf("audit"), management: idsOf("management"), shared: sharedIds(estate) };
  return estate.resources
    .filter(({ type }) => type === "aws:iam/role:Role")
    .flatMap((role) => problemsOf(role, known));
}

interface Known {
  readonly audit: readonly string[];
  readonly management: readonly string[];

  /** Of all accounts that serve all verticals. */
  readonly shared: readonly string[];
}

function problemsOf(role: EstateResource, known: Known): string[] {
  const { account } = role;
  if (account === undefined) {
    return [];
  }
  const statements = documentOf(role.inputs.assumeRolePolicy);
  if (statements === undefined) {
    return [`${place(role)} in ${accountName(account)} has no trust policy that could be read.`];
  }
  const trusted = (grantee: Grantee) =>
    account.kind === "vertical"
      ? isWithin(grantee, [account.id]) || isAuditor(grantee, known) || isDeployer(grantee, known)
      : isWithin(grantee, known.shared);
  return granteesOf(statements)
    .filter((grantee) => !trusted(grantee))
    .map((grantee) => `${place(role)} in ${accountName(account)} trusts ${granteeName(grantee)}.`);
}

function isAuditor(grantee: Grantee, { audit }: Known): boolean {
  return (
    grantee.kind === "account" &&
    audit.some((id) => grantee.arn === `arn:aws:iam::${id}:role/${AUDITOR_ROLE}`)
  );
}

/** A role by its name: the account as a whole would be everybody who works in it. */
function isDeployer(grantee: Grantee, { management }: Known): boolean {
  return (
    grantee.kind === "account" &&
    management.some((id) => grantee.arn.startsWith(`arn:aws:iam::${id}:role/`) && !/[*?]/.test(grantee.arn))
  );
}

function sharedIds(estate: Estate): string[] {
  return estate.accounts.filter(({ kind }) => kind !== "vertical").map(({ id }) => id);
}
