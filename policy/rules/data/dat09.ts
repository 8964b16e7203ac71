import { DATABASE_TYPES, forcedTlsOf } from "../../model/forcedTls";
import type { Node } from "../../model/resource";
import { readFlag, readText } from "../../model/value";
import { badNode, type StackContext, type StackFinding, type StackRule, undeterminedNode } from "../rule";

const CACHE = "aws:elasticache/replicationGroup:ReplicationGroup";

/** Databases refuse connections without TLS, by their parameter group; caches by a setting of their own. */
export const dat09: StackRule = {
  id: "DAT-09",
  scope: "stack",
  evaluate: (context: StackContext): readonly StackFinding[] => [
    ...context.model.ofType(...DATABASE_TYPES).flatMap((node) => database(context, node)),
    ...context.model.ofType(CACHE).flatMap(cache),
  ],
};

function database({ model }: StackContext, node: Node): readonly StackFinding[] {
  const tls = forcedTlsOf(model, node);
  switch (tls.is) {
    case "yes":
      return [];
    case "unknown":
      return [undeterminedNode(node, `the parameter group in ${tls.property} is not known here.`)];
    case "no":
      return [
        badNode(
          node,
          tls.groups.length === 0
            ? `${tls.property} names no parameter group of its own.`
            : `${tls.property} names ${tls.groups.join(", ")}, which does not force TLS.`,
        ),
      ];
  }
}

/** Mode `preferred` takes plain connections, too. */
function cache(node: Node): readonly StackFinding[] {
  const flag = readFlag(node.props, "transitEncryptionEnabled");
  const mode = readText(node.props, "transitEncryptionMode");
  if (flag === "unknown" || (flag === "yes" && mode.is === "unknown")) {
    return [undeterminedNode(node, "its encryption on the way is not known yet.")];
  }
  const isForced = flag === "yes" && (mode.is !== "known" || mode.text === "required" || mode.text === "");
  return isForced
    ? []
    : [badNode(node, "transitEncryptionEnabled is not true, or transitEncryptionMode is not `required`.")];
}
