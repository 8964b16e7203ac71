import { PlannedInputs } from "../../../policy/model/plannedInputs";
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
  const planned = new PlannedInputs();
  const checked = resources.flatMap(({ inputs, ...resource }) =>
    inputs === undefined ? [] : [nodeOf({ ...resource, props: inputs })],
  );
  checked.forEach((resource) => {
    planned.remember(resource);
  });
  return [
    ...checked.flatMap((resource) => checkResource(rules, resource, settings)),
    ...checkStack(
      rules,
      resources.map((resource) => planned.filled(nodeOf(resource))),
      settings,
    ),
  ];
}
