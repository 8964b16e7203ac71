import type { Rule } from "../../../policy/rules/rule";
import { checkResource, checkStack } from "../../../policy/runner/run";
import type { Violation } from "../../../policy/runner/violation";
import type { Settings } from "../../../policy/settings/settings";
import type { Declared } from "./declared/recordingMonitor";
import { nodeOf } from "./declaredStack";

/**
 * What rules have against a stack: each resource by itself, by its inputs as the engine checks them, and then all of
 * them together, by their outputs.
 */
export function violationsOf(
  rules: readonly Rule[],
  resources: readonly Declared[],
  settings: Settings,
): readonly Violation[] {
  return [
    ...resources.flatMap(({ inputs, ...resource }) =>
      inputs === undefined ? [] : checkResource(rules, nodeOf({ ...resource, props: inputs }), settings),
    ),
    ...checkStack(rules, resources.map(nodeOf), settings),
  ];
}
