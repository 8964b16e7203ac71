import { NO_RULES, type RuleTree } from "./rules";
import type { Fields, Shape } from "./shapes";
import { isAbsent, isEnvelope, isObject, withoutEnvelope, type Value, type ValueMap } from "./values";

/** An input that cannot be honoured: where it stands, and why and what to do. */
export interface InputProblem {
  readonly property: string;
  readonly reason: string;
}

/** What is known about the inputs of one type. */
export interface KnownInputs {
  /** The SDK's token, for messages. */
  readonly token: string;
  readonly rules: RuleTree;
  /** The bridge's inputs of the type, and the blocks they refer to. */
  readonly fields: Fields;
  readonly objects: Readonly<Record<string, Fields>>;
  /** Paths that the SDK has and the Terraform provider lacks. */
  readonly sdkOnly: readonly string[];
  /** Paths that the bridge has and the SDK does not offer. */
  readonly bridgeOnly: readonly string[];
}

/** The version of the Terraform AWS provider that stands behind the plugin. */
export const TERRAFORM_PROVIDER_VERSION = "5.100.0";

/**
 * Finds every input, at any depth, that would be dropped on the way to AWS.
 *
 * The bridge drops what it does not know without a word, and a green run would then prove nothing.
 */
export function unknownInputs(known: KnownInputs, inputs: ValueMap): InputProblem[] {
  const problems: InputProblem[] = [];
  checkFields(known, { fields: known.fields, rules: known.rules, path: "", plainPath: "" }, inputs, problems);
  return problems;
}

interface Level {
  readonly fields: Fields;
  readonly rules: RuleTree;
  /** The path for people, with the positions in lists. */
  readonly path: string;
  /** The path without positions, as `gaps.json` writes it. */
  readonly plainPath: string;
}

function checkFields(known: KnownInputs, level: Level, block: ValueMap, problems: InputProblem[]): void {
  for (const [name, value] of Object.entries(block)) {
    // Names with two underscores are the engine's and the bridge's own notes, not inputs.
    if (isAbsent(value) || name.startsWith("__")) {
      continue;
    }
    const rule = level.rules.bySdkName.get(name);
    const path = level.path === "" ? name : `${level.path}.${name}`;
    const plainPath = level.plainPath === "" ? name : `${level.plainPath}.${name}`;
    const shape = level.fields[rule?.bridgeName ?? name];
    const foreign =
      known.bridgeOnly.includes(plainPath) || (rule === undefined && level.rules.byBridgeName.has(name));
    if (shape === undefined || foreign) {
      problems.push({ property: path, reason: reasonFor(known, level, name, path, plainPath) });
    } else {
      checkValue(known, { shape, rules: rule?.fields ?? NO_RULES, path, plainPath }, value, problems);
    }
  }
}

interface Place {
  readonly shape: Shape;
  readonly rules: RuleTree;
  readonly path: string;
  readonly plainPath: string;
}

function checkValue(known: KnownInputs, place: Place, value: Value, problems: InputProblem[]): void {
  const bare = withoutEnvelope(value);
  const { shape } = place;
  if (Array.isArray(bare)) {
    const element = shape.kind === "list" ? shape.of : shape;
    bare.forEach((item: Value, index) => {
      checkValue(known, { ...place, shape: element, path: `${place.path}[${index}]` }, item, problems);
    });
  } else if (isObject(bare) && !isEnvelope(bare)) {
    if (shape.kind === "list") {
      checkValue(known, { ...place, shape: shape.of }, bare, problems);
    } else if (shape.kind === "map") {
      for (const [key, item] of Object.entries(bare)) {
        checkValue(known, { ...place, shape: shape.of, path: `${place.path}["${key}"]` }, item, problems);
      }
    } else if (shape.kind === "object") {
      checkFields(known, { ...place, fields: known.objects[shape.type] ?? {} }, bare, problems);
    }
  }
}

function reasonFor(known: KnownInputs, level: Level, name: string, path: string, plainPath: string): string {
  if (plainPath === "region") {
    return (
      `"region" on a single resource or call needs version 6 of the Terraform AWS provider, and the sandbox runs ` +
      `${TERRAFORM_PROVIDER_VERSION}. Leave it out, and pass a provider that is configured for that region.`
    );
  }
  if (known.sdkOnly.includes(plainPath)) {
    return (
      `"${path}" of ${known.token} is not available in the Terraform AWS provider ${TERRAFORM_PROVIDER_VERSION}, ` +
      `which stands behind the sandbox's aws plugin. Leave it out, or run against AWS with the vendor's plugin.`
    );
  }
  const offered = offeredNames(known, level);
  const close = closest(name, offered);
  const hint = close === undefined ? "" : ` Did you mean "${close}"?`;
  return `"${path}" is not an input of ${known.token}.${hint} It takes: ${offered.join(", ")}.`;
}

/** The SDK's names of the inputs at one level, sorted. */
function offeredNames(known: KnownInputs, level: Level): string[] {
  const prefix = level.plainPath === "" ? "" : `${level.plainPath}.`;
  return Object.keys(level.fields)
    .map((bridgeName) => level.rules.byBridgeName.get(bridgeName)?.sdkName ?? bridgeName)
    .filter((name) => !known.bridgeOnly.includes(prefix + name))
    .sort();
}

/** The name that is at most a third of its letters away, if any. */
function closest(name: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((left, right) => left.distance - right.distance);
  return ranked[0]?.candidate;
}

/** Levenshtein's distance: the fewest letters to insert, delete or replace. */
function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}
