import type { StackContext } from "../rules/rule";
import type { InventoryVertical } from "../settings/inventory";
import type { Node } from "./resource";

/** Whether two resources are in one account, as far as it can be known. */
export function areInOneAccount(
  { account }: Pick<StackContext, "account">,
  one: Node,
  other: Node,
): "yes" | "no" | "unknown" {
  // A provider has one account, even before anybody knows its number.
  if (one.provider !== undefined && one.provider.urn === other.provider?.urn) {
    return "yes";
  }
  const [a, b] = [account(one), account(other)];
  if (a.is !== "known" || b.is !== "known") {
    return "unknown";
  }
  if (a.id !== undefined && b.id !== undefined) {
    return a.id === b.id ? "yes" : "no";
  }
  return a.name === b.name && a.stack === b.stack ? "yes" : "no";
}

/** Whether a resource is in the account of a vertical. Verticals of two stacks may have one name. */
export function isInVertical(
  { account }: Pick<StackContext, "account">,
  node: Node,
  vertical: InventoryVertical,
): boolean {
  const known = account(node);
  if (known.is !== "known" || known.kind !== "vertical") {
    return false;
  }
  return known.id !== undefined && vertical.accountId !== undefined
    ? known.id === vertical.accountId
    : known.name === vertical.name && known.stack === vertical.stack;
}
