import { type ArnAccount, UNKNOWN_PART } from "../../model/arn";
import { allowedAccountIds } from "../../model/accounts";
import { readDocument, type Statement } from "../../model/iamDocument";
import type { Principal } from "../../model/iamPrincipals";
import { type Answer, not, pins } from "../../model/iamRights";
import type { Resource } from "../../model/resource";
import type { Inventory } from "../../settings/inventory";
import { bad, type Finding, type ResourceContext, type ResourceRule, undetermined } from "../rule";
import { againstDocuments, findingIf } from "./allowedStatements";

/**
 * What keeps an account of ours from being talked into taking the role for somebody else.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
const CROSS_ACCOUNT = ["aws:principalorgid", "aws:principalorgpaths", "sts:externalid"];

/** Claims of an identity provider that say who signed in, or for whom. */
const CLAIMS = ["*:sub", "*:aud"];

/** What one role's trust is judged by. */
interface Trust {
  /** Accounts of the organization that are known. */
  readonly ours: ReadonlySet<string | undefined>;

  /** Whether there are accounts of the organization whose id nobody knows yet. */
  readonly more: boolean;

  /** The role's own account. */
  readonly own: string | undefined;
}

/**
 * Roles trust accounts of the organization only, and other accounts than their own on a condition.
 *
 * Before an account exists its id is not known, nor is a trust that names it; the rule then judges it in the update,
 * before the role is touched.
 */
export const iam03: ResourceRule = {
  id: "IAM-03",
  scope: "resource",
  types: ["aws:iam/role:Role"],
  evaluate: (resource: Resource, { settings }: ResourceContext): readonly Finding[] => {
    const document = readDocument(resource.props, "assumeRolePolicy");
    if (document.is === "absent") {
      return [bad("assumeRolePolicy is missing.")];
    }
    const trust = trustOf(resource, settings.inventory);
    return againstDocuments([{ at: "assumeRolePolicy", document }], (statement, at) =>
      againstTrust(statement, at, trust),
    );
  },
};

function trustOf({ provider }: Resource, { accounts, verticals }: Inventory): Trust {
  const ids = allowedAccountIds(provider?.props ?? {});
  const own = ids.is === "known" && ids.ids.length === 1 ? ids.ids[0] : undefined;
  return {
    ours: new Set([...accounts.map(({ id }) => id), ...verticals.map(({ accountId }) => accountId)]),
    more:
      verticals.some(({ accountId }) => accountId === undefined) ||
      !["management", "delivery", "audit"].every((role) =>
        accounts.some(({ role: known, id }) => known === role && id !== undefined),
      ),
    own,
  };
}

function againstTrust(statement: Statement, at: string, trust: Trust): readonly Finding[] {
  const { principals } = statement;
  if (principals === undefined) {
    return [bad(`${at} has no Principal.`)];
  }
  if (principals.is === "allBut") {
    return [bad(`${at} trusts everybody but its NotPrincipal.`)];
  }
  return [
    ...principals.principals.flatMap((principal) => againstPrincipal(principal, statement, at, trust)),
    ...(principals.more ? [undetermined(`${at} trusts somebody who is not known yet.`)] : []),
  ];
}

function againstPrincipal(
  principal: Principal,
  statement: Statement,
  at: string,
  trust: Trust,
): readonly Finding[] {
  switch (principal.kind) {
    case "everyone":
      return [bad(`${at} trusts everybody.`)];
    case "canonical":
      return [bad(`${at} trusts a canonical user id, which no role can.`)];
    case "service":
      return principal.text.includes(UNKNOWN_PART)
        ? [undetermined(`${at} trusts a service that is not known yet.`)]
        : [];
    case "federated":
      return findingIf(
        not(pins(statement, CLAIMS)),
        `${at} trusts everybody whom an identity provider knows.`,
      );
    case "aws":
      return againstAccount(principal.account, statement, at, trust);
  }
}

function againstAccount(
  account: ArnAccount,
  statement: Statement,
  at: string,
  { ours, more, own }: Trust,
): readonly Finding[] {
  if (account.is === "unknown") {
    return [undetermined(`${at} trusts an account that is not known yet.`)];
  }
  if (account.is !== "known") {
    return [bad(`${at} trusts a principal that is in no particular account.`)];
  }
  if (account.id === own) {
    return [];
  }
  if (!ours.has(account.id)) {
    const message = `${at} trusts account ${account.id}, which is not in the inventory.`;
    return [more ? undetermined(message) : bad(message)];
  }
  const unconditioned: Answer = not(pins(statement, CROSS_ACCOUNT));
  // Where the role's own account is not known, it may be this one.
  return findingIf(
    own === undefined && unconditioned === "yes" ? "unknown" : unconditioned,
    `${at} trusts account ${account.id}, another one, without a condition.`,
  );
}
