import { AUDIT, BANKING, DELIVERY, FOREIGN, MANAGEMENT, MARKETING, type Request } from "../evaluator";

/** What a guardrail must refuse and what it must leave alone. By guardrail. */
export type Cases = Readonly<
  Record<string, { readonly denied: readonly Request[]; readonly passes: readonly Request[] }>
>;

const role = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`;

export const ACCOUNT_ROLE = "OrganizationAccountAccessRole";

/** People with every right that an account can give them. */
export const DEVELOPER = role(MARKETING, "Developer");
export const BANKER = role(BANKING, "Developer");

/** The role that the stacks assume. */
export const STACKS = role(MARKETING, ACCOUNT_ROLE);
export const BANKING_STACKS = role(BANKING, ACCOUNT_ROLE);
export const DELIVERY_STACKS = role(DELIVERY, ACCOUNT_ROLE);
export const AUDIT_STACKS = role(AUDIT, ACCOUNT_ROLE);

export const ARCHIVES = role(AUDIT, "duotone-archives");
export const LEDGER = role(AUDIT, "duotone-ledger");
export const AUDITOR = role(AUDIT, "duotone-auditor");

/** Whom the configuration names as a deployer, and a colleague in the same account. */
export const DEPLOYER = role(MANAGEMENT, "team/Deployer");
export const ACCOUNTANT = role(MANAGEMENT, "team/Accountant");
export const STRANGER = role(FOREIGN, "Deployer");
export const ANYBODY = "anybody";

/** One request for each action, alike in all else. */
export function each(
  who: string,
  actions: readonly string[],
  other: Omit<Request, "who" | "action"> = {},
): Request[] {
  return actions.map((action) => ({ who, action, ...other }));
}
