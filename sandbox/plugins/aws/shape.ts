import { archiveOf, zipFileOf } from "./archives";
import type { Cast, FieldRule, RuleTree } from "./rules";
import {
  isEnvelope,
  isObject,
  isUnknown,
  mapInside,
  UNKNOWN,
  withoutEnvelope,
  type Value,
  type ValueMap,
} from "./values";

/**
 * Inputs in the SDK's shape, turned into the bridge's.
 *
 * @throws Error when the SDK's list holds more blocks than the bridge's single block can
 */
export function toBridgeInputs(rules: RuleTree, inputs: ValueMap): ValueMap {
  return toBridge(rules, inputs, "inputs");
}

/**
 * State in the SDK's shape, turned back into exactly what the bridge handed out.
 *
 * A block that the SDK shows as absent is an empty list in the bridge's own state. It has to be put back, or the
 * bridge cannot recover Terraform's state from it and the next run fails. An empty state stays empty: that is how
 * the engine asks for an import.
 */
export function toBridgeState(rules: RuleTree, state: ValueMap): ValueMap {
  return Object.keys(state).length === 0 ? state : toBridge(rules, state, "state");
}

/**
 * Inputs or state in the bridge's shape, turned into the SDK's.
 *
 * @throws Error when the bridge's list holds more blocks than the SDK's single block can
 */
export function toSdk(rules: RuleTree, properties: ValueMap): ValueMap {
  const result: ValueMap = {};
  for (const [bridgeName, value] of Object.entries(properties)) {
    const rule = rules.byBridgeName.get(bridgeName);
    const converted = rule === undefined ? value : fieldToSdk(rule, value);
    if (converted !== undefined) {
      result[rule?.sdkName ?? bridgeName] = converted;
    }
  }
  return result;
}

type Role = "inputs" | "state";

function toBridge(rules: RuleTree, properties: ValueMap, role: Role): ValueMap {
  const result: ValueMap = {};
  for (const [sdkName, value] of Object.entries(properties)) {
    const rule = rules.bySdkName.get(sdkName);
    const converted = rule === undefined ? value : fieldToBridge(rule, value, role);
    if (converted !== undefined) {
      result[rule?.bridgeName ?? sdkName] = converted;
    }
  }
  if (role === "state") {
    for (const rule of rules.bySdkName.values()) {
      if (rule.shape === "listInBridge" && !(rule.bridgeName in result)) {
        result[rule.bridgeName] = [];
      }
    }
  }
  return result;
}

function fieldToBridge(rule: FieldRule, value: Value, role: Role): Value | undefined {
  const cast = castToBridge(rule.cast, value);
  const nested = mapBlocks(cast, (block) => toBridge(rule.fields, block, role));
  switch (rule.shape) {
    case undefined:
      return nested;
    case "listInBridge":
      return listed(nested);
    case "listInSdk":
      return unlisted(nested, rule.sdkName);
  }
}

function fieldToSdk(rule: FieldRule, value: Value): Value | undefined {
  const nested = mapBlocks(castToSdk(rule.cast, value), (block) => toSdk(rule.fields, block));
  switch (rule.shape) {
    case undefined:
      return nested;
    case "listInBridge":
      return unlisted(nested, rule.bridgeName);
    case "listInSdk":
      return listed(nested);
  }
}

/** The value as a list of one. The envelope of a secret stays outside, and an unknown is one unknown block. */
function listed(value: Value): Value {
  return mapInside(value, (bare) => (bare === null || Array.isArray(bare) ? bare : [bare]));
}

/** The only block of a list, or `undefined` for an empty one. */
function unlisted(value: Value, name: string): Value | undefined {
  const bare = withoutEnvelope(value);
  if (!Array.isArray(bare)) {
    return value;
  }
  if (bare.length > 1) {
    throw new Error(
      `"${name}" holds ${bare.length} blocks, and only one is allowed. Leave one, or use a resource for each.`,
    );
  }
  const [only] = bare;
  return only === undefined ? undefined : mapInside(value, () => only);
}

function mapBlocks(value: Value, change: (block: ValueMap) => ValueMap): Value {
  return mapInside(value, (bare) => {
    if (Array.isArray(bare)) {
      return bare.map((element) => mapBlocks(element, change));
    }
    return isObject(bare) && !isEnvelope(bare) ? change(bare) : bare;
  });
}

function mapLeaves(value: Value, change: (leaf: Value) => Value): Value {
  return mapInside(value, (bare) =>
    Array.isArray(bare) ? bare.map((leaf) => mapLeaves(leaf, change)) : change(bare),
  );
}

function castToBridge(cast: Cast | undefined, value: Value): Value {
  switch (cast) {
    case undefined:
      return value;
    case "document":
      return mapInside(value, documentText);
    case "archive":
      return isEnvelope(value) ? zipFileOf(value) : value;
    case "boolean":
    case "number":
      return mapLeaves(value, (leaf) =>
        typeof leaf === "boolean" || typeof leaf === "number" ? String(leaf) : leaf,
      );
  }
}

/**
 * A string becomes a boolean or a number only where that loses nothing. Anything else, such as the empty string
 * that means "not set", stays as it is: the way back must lead to the very same state. A document stays a text.
 */
function castToSdk(cast: Cast | undefined, value: Value): Value {
  switch (cast) {
    case undefined:
    case "document":
      return value;
    case "archive":
      return archiveOf(value);
    case "boolean":
      return mapLeaves(value, (leaf) => (leaf === "true" || leaf === "false" ? leaf === "true" : leaf));
    case "number":
      return mapLeaves(value, (leaf) => {
        const number = typeof leaf === "string" && !isUnknown(leaf) ? Number(leaf) : Number.NaN;
        return Number.isFinite(number) && String(number) === leaf ? number : leaf;
      });
  }
}

/** The JSON text of a document given as an object, its keys sorted: the wire keeps no order of its own. */
function documentText(document: Value): Value {
  if (!isObject(document) && !Array.isArray(document)) {
    return document;
  }
  return holdsUnknown(document) ? UNKNOWN : JSON.stringify(sortedBare(document));
}

function holdsUnknown(value: Value | undefined): boolean {
  const bare = withoutEnvelope(value);
  if (Array.isArray(bare)) {
    return bare.some(holdsUnknown);
  }
  return isObject(bare) ? Object.values(bare).some(holdsUnknown) : bare === undefined || isUnknown(bare);
}

function sortedBare(value: Value | undefined): Value {
  const bare = withoutEnvelope(value) ?? null;
  if (Array.isArray(bare)) {
    return bare.map(sortedBare);
  }
  if (!isObject(bare)) {
    return bare;
  }
  const names = Object.keys(bare).sort();
  return Object.fromEntries(names.map((name) => [name, sortedBare(bare[name])]));
}
