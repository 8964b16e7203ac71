import { accountInArn } from "../../model/arn";
import type { Statement } from "../../model/iamDocument";

/** Accounts that the conditions of a statement hold everybody to. */
export type Pinned =
  { readonly is: "known"; readonly ids: readonly string[] } | { readonly is: "none" | "unknown" };

/** Condition keys whose value is the account of whoever asks, or an ARN in it. */
const CALLER = [
  "aws:principalaccount",
  "aws:principalarn",
  "aws:sourceaccount",
  "aws:sourcearn",
  "kms:calleraccount",
];

const EXACT = ["StringEquals", "StringLike", "ArnEquals", "ArnLike", "StringEqualsIgnoreCase"];

/** The accounts that a statement's conditions let through: all conditions hold together, so that one is enough. */
export function pinnedAccounts({ conditions, moreConditions }: Statement): Pinned {
  const found = conditions
    .filter(
      ({ key, operator, holdsWithoutKey }) =>
        CALLER.includes(key) && EXACT.includes(operator) && !holdsWithoutKey,
    )
    .map(({ texts, more }) => ({ more, accounts: texts.map(accountInArn) }));
  const known = found.find(({ more, accounts }) => !more && accounts.every(({ is }) => is === "known"));
  if (known !== undefined) {
    return {
      is: "known",
      ids: known.accounts.flatMap((account) => (account.is === "known" ? [account.id] : [])),
    };
  }
  const isOpen = ({ more, accounts }: (typeof found)[number]) =>
    more || accounts.some(({ is }) => is === "unknown");
  return { is: moreConditions || found.some(isOpen) ? "unknown" : "none" };
}
