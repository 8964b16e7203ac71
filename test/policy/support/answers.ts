import { accountOf } from "../../../policy/model/accounts";
import type { Node } from "../../../policy/model/resource";
import { stackModel } from "../../../policy/model/stackModel";
import type { Rule } from "../../../policy/rules/rule";
import type { Settings } from "../../../policy/settings/settings";
import { settings } from "./world";

/** What a rule answers, before the register says whether what it cannot prove counts: `<answer>: <message>`, in order. */
export function answersOf(
  rule: Rule,
  nodes: readonly Node[],
  changed: Partial<Settings> = {},
): readonly string[] {
  const given = settings(changed);
  const model = stackModel(nodes);
  const findings =
    rule.scope === "stack"
      ? rule.evaluate({ model, settings: given, account: (node) => accountOf(model, node, given) })
      : nodes.flatMap((node) => rule.evaluate(node, { settings: given, sensitive: true }));
  return findings.map(({ answer, message }) => `${answer}: ${message}`);
}
