import { NO_RULES, type FieldRule, type RuleTree } from "./rules";

/** A step of a property path: a name, or an element of a list (`*` for every one). */
export type Step = { readonly name: string; readonly quoted: boolean } | { readonly index: string };

/** Splits a property path as the engine writes it: `rules[0].filter`, `tags["a.b"]`, `[*].name`. */
export function parsePath(path: string): Step[] {
  const steps: Step[] = [];
  for (const match of path.matchAll(/\[(\d+|\*)\]|\["((?:[^"\\]|\\.)*)"\]|([^.[\]]+)/g)) {
    const [, index, quoted, plain] = match;
    if (index !== undefined) {
      steps.push({ index });
    } else if (quoted !== undefined) {
      steps.push({ name: quoted, quoted: true });
    } else if (plain !== undefined) {
      steps.push({ name: plain, quoted: false });
    }
  }
  return steps;
}

/** Joins the steps of a property path; the reverse of {@link parsePath}. */
export function formatPath(steps: readonly Step[]): string {
  return steps
    .map((step, position) => {
      if ("index" in step) {
        return `[${step.index}]`;
      }
      if (step.quoted) {
        return `["${step.name}"]`;
      }
      return position === 0 ? step.name : `.${step.name}`;
    })
    .join("");
}

/** A path of the bridge's properties, such as a key of a detailed diff, in the SDK's words. */
export function pathToSdk(rules: RuleTree, path: string): string {
  return translate(rules, path, {
    find: (tree, name) => tree.byBridgeName.get(name),
    nameOf: (rule) => rule.sdkName,
    dropsIndex: (rule) => rule.shape === "listInBridge",
    addsIndex: (rule) => rule.shape === "listInSdk",
  });
}

/** A path of the SDK's properties, such as an `ignoreChanges` entry, in the bridge's words. */
export function pathToBridge(rules: RuleTree, path: string): string {
  return translate(rules, path, {
    find: (tree, name) => tree.bySdkName.get(name),
    nameOf: (rule) => rule.bridgeName,
    dropsIndex: (rule) => rule.shape === "listInSdk",
    addsIndex: (rule) => rule.shape === "listInBridge",
  });
}

interface Translation {
  readonly find: (tree: RuleTree, name: string) => FieldRule | undefined;
  readonly nameOf: (rule: FieldRule) => string;
  readonly dropsIndex: (rule: FieldRule) => boolean;
  readonly addsIndex: (rule: FieldRule) => boolean;
}

function translate(rules: RuleTree, path: string, by: Translation): string {
  const result: Step[] = [];
  let tree = rules;
  let rest = parsePath(path);
  for (;;) {
    const [step, ...after] = rest;
    if (step === undefined) {
      return formatPath(result);
    }
    rest = after;
    if ("index" in step) {
      result.push(step);
      continue;
    }
    const rule = by.find(tree, step.name);
    result.push(rule === undefined ? step : { ...step, name: by.nameOf(rule) });
    tree = rule?.fields ?? NO_RULES;
    if (rule === undefined) {
      continue;
    }
    const [next] = rest;
    const indexed = next !== undefined && "index" in next;
    if (by.dropsIndex(rule) && indexed) {
      rest = rest.slice(1);
    } else if (by.addsIndex(rule) && next !== undefined && !indexed) {
      result.push({ index: "0" });
    }
  }
}
