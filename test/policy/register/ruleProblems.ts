import { FAMILIES } from "../../../policy/register/register";
import type { Rule } from "../../../policy/rules/rule";

/** In what rules and the register differ: ids that are there twice, and those that only one of both has. */
export function ruleProblems(rules: readonly Rule[]): readonly string[] {
  const coded = rules.map(({ id }) => id);
  const registered = FAMILIES.flatMap(({ entries }) => Object.keys(entries));
  return [
    ...coded.filter((id, index) => coded.indexOf(id) !== index).map((id) => `${id} is there twice`),
    ...coded.filter((id) => !registered.includes(id)).map((id) => `${id} has no level: it is not registered`),
    ...registered
      .filter((id) => !coded.includes(id))
      .map((id) => `${id} is registered, and there is no such rule`),
  ];
}
