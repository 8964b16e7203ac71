import { type StoreEncryption, STORES } from "../../model/storeEncryption";
import { readGiven } from "../../model/given";
import { keyUseOf, wrongKey } from "../../model/keyUse";
import type { Node } from "../../model/resource";
import { read, readFlag, type Value, valueOf } from "../../model/value";
import { badNode, type StackContext, type StackFinding, type StackRule, undeterminedNode } from "../rule";

const TABLE = "aws:dynamodb/table:Table";

/** Data stores are encrypted with a key of their own account, and tables can be brought back to any second. */
export const dat05: StackRule = {
  id: "DAT-05",
  scope: "stack",
  evaluate: (context: StackContext): readonly StackFinding[] => [
    ...STORES.flatMap((store) =>
      context.model
        .ofType(store.type)
        .flatMap((node) => [...encryption(node, store), ...key(context, node, store)]),
    ),
    ...context.model.ofType(TABLE).flatMap(recovery),
  ],
};

/** What AWS reports of what the program did not give says which key it took by itself, so that does not count. */
function given(node: Node, [property, ...path]: readonly [string, ...string[]]): Value | undefined {
  return valueOf(read(valueOf(readGiven(node, property)), ...path));
}

function encryption(node: Node, { flag }: StoreEncryption): readonly StackFinding[] {
  if (flag === undefined) {
    return [];
  }
  switch (readFlag({ flag: given(node, flag) }, "flag")) {
    case "yes":
      return [];
    case "unknown":
      return [undeterminedNode(node, `${flag.join(".")} is not known yet.`)];
    default:
      return [badNode(node, `${flag.join(".")} is not true.`)];
  }
}

function key(context: StackContext, node: Node, { key: path }: StoreEncryption): readonly StackFinding[] {
  const use = keyUseOf(context, node, path[0], given(node, path));
  const wrong = wrongKey(use);
  if (wrong !== undefined) {
    return [badNode(node, `${path.join(".")} ${wrong}.`)];
  }
  return use === "unknown"
    ? [undeterminedNode(node, `nobody knows yet whose key ${path.join(".")} names.`)]
    : [];
}

function recovery(node: Node): readonly StackFinding[] {
  switch (readFlag(node.props, "pointInTimeRecovery", "enabled")) {
    case "yes":
      return [];
    case "unknown":
      return [undeterminedNode(node, "pointInTimeRecovery.enabled is not known yet.")];
    default:
      return [badNode(node, "pointInTimeRecovery.enabled is not true.")];
  }
}
