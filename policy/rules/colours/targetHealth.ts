import type { Node } from "../../model/resource";
import { readFlag, readList } from "../../model/value";
import { badNode, type StackFinding, undeterminedNode } from "../rule";

/** Aliases of a record that are answered although nothing behind them is healthy. */
export function healthFindings(record: Node): readonly StackFinding[] {
  const aliases = readList(record.props, "aliases");
  return (aliases.is === "known" ? aliases.items : []).flatMap((alias, index) => {
    const evaluates = readFlag(alias, "evaluateTargetHealth");
    const where = `aliases[${index}].evaluateTargetHealth of ${record.name}`;
    if (evaluates === "unknown") {
      return [undeterminedNode(record, `${where} is not known yet.`)];
    }
    return evaluates === "yes" ? [] : [badNode(record, `${where} is not true.`)];
  });
}
