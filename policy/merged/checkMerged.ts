import type { Node } from "../model/resource";
import { stackNameOf } from "../model/stacks";
import type { Rule } from "../rules/rule";
import { checkResource, checkStack } from "../runner/run";
import { sortedViolations, type Violation } from "../runner/violation";
import type { Settings } from "../settings/settings";

/** What is known of several stacks that are looked at together. */
export type MergedSettings = Omit<Settings, "stackName">;

/**
 * Checks several stacks together against every rule: each resource under the settings of its own stack, and each rule
 * that needs several resources with all of them in view.
 *
 * Such a rule is asked twice for each stack: with the stack alone, as a preview asks it, because another stack's resource
 * of the same name would hide what is missing; and with all, where what it finds in another stack is left to that one's
 * turn. What several turns find alike counts once.
 *
 * @throws Error where a resource belongs to a stack that the inventory does not have, or two are the same.
 */
export function checkMerged(
  rules: readonly Rule[],
  nodes: readonly Node[],
  settings: MergedSettings,
): readonly Violation[] {
  assertDistinct(nodes);
  const stackNames = [...new Set(nodes.map(({ urn }) => stackNameOf(urn) ?? urn))].sort();
  const strangers = stackNames.filter((name) => settings.inventory.stacks[name] === undefined);
  if (strangers.length > 0) {
    throw new Error(`The inventory does not have ${strangers.join(", ")}.`);
  }
  const found = stackNames.flatMap((stackName) => {
    const turn = { ...settings, stackName };
    const own = nodes.filter(({ urn }) => stackNameOf(urn) === stackName);
    return [
      ...own.flatMap((node) => checkResource(rules, node, turn)),
      ...checkStack(rules, own, turn),
      ...checkStack(rules, nodes, turn).filter(
        ({ urn }) => urn === undefined || stackNameOf(urn) === stackName,
      ),
    ];
  });
  return sortedViolations(distinct(found));
}

function assertDistinct(nodes: readonly Node[]): void {
  const seen = new Set<string>();
  for (const { urn } of nodes) {
    if (seen.has(urn)) {
      throw new Error(`${urn} is there twice: is one stack among the exports more than once?`);
    }
    seen.add(urn);
  }
}

function distinct(violations: readonly Violation[]): Violation[] {
  return [
    ...new Map(
      violations.map((violation) => [
        `${violation.rule}\n${violation.urn ?? ""}\n${violation.message}`,
        violation,
      ]),
    ).values(),
  ];
}
