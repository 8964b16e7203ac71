import type { StackContext } from "../rules/rule";
import { resolveWithin } from "./given";
import type { Node } from "./resource";
import { areInOneAccount } from "./sameAccount";
import { holdsUnknown, type Value } from "./value";

/**
 * Whose key something is encrypted with.
 *
 * - `own`: a key that somebody in the resource's own account manages.
 * - `aws`: one that AWS manages; nobody says who may use it.
 * - `foreign`: one of another account.
 */
export type KeyUse = "own" | "aws" | "foreign" | "absent" | "unknown" | "invalid";

export const KEY_TYPES = [
  "aws:kms/key:Key",
  "aws:kms/alias:Alias",
  "aws:kms/externalKey:ExternalKey",
  "aws:kms/replicaKey:ReplicaKey",
  "aws:kms/replicaExternalKey:ReplicaExternalKey",
] as const;

const ARN = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:(\d{12}):(?:key|alias)\/./;
const ID = /^(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|alias\/.+)$/;

/**
 * Tells it of a value that names a key: an ARN, an id or an alias.
 *
 * @param property The property that the value is in, whose edges tell where an unknown value comes from.
 */
export function keyUseOf(
  context: StackContext,
  node: Node,
  property: string,
  value: Value | undefined,
): KeyUse {
  if (value === undefined || value === null || value === "") {
    return "absent";
  }
  if (typeof value === "string" && !holdsUnknown(value)) {
    return useOfText(context, node, value);
  }
  const { nodes } = resolveWithin(context.model, node, property, value, ...KEY_TYPES);
  return useOfNodes(context, node, nodes);
}

function useOfText(context: StackContext, node: Node, text: string): KeyUse {
  if (/^(?:arn:.*:)?alias\/aws\//.test(text)) {
    return "aws";
  }
  const found = context.model.named(text, ...KEY_TYPES);
  if (found.length > 0) {
    return useOfNodes(context, node, found);
  }
  const account = ARN.exec(text)?.[1];
  if (account === undefined) {
    // A bare id or alias is looked for in the own account.
    return ID.test(text) ? "own" : "invalid";
  }
  const own = context.account(node);
  if (own.is !== "known" || own.id === undefined) {
    return "unknown";
  }
  return own.id === account ? "own" : "foreign";
}

function useOfNodes(context: StackContext, node: Node, keys: readonly Node[]): KeyUse {
  const answers = new Set(keys.map((key) => areInOneAccount(context, node, key)));
  if (answers.size !== 1) {
    return "unknown";
  }
  const [answer] = answers;
  return answer === "yes" ? "own" : answer === "no" ? "foreign" : "unknown";
}

/** Why it is not a key of its own; undefined where it is one, or nobody knows yet. */
export function wrongKey(use: KeyUse): string | undefined {
  switch (use) {
    case "own":
    case "unknown":
      return undefined;
    case "absent":
      return "names no key, so that AWS takes one of its own";
    case "aws":
      return "names a key that AWS manages";
    case "foreign":
      return "names a key of another account";
    case "invalid":
      return "names no key that AWS would know";
  }
}
