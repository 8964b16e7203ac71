import type { RuleTree } from "./rules";
import { toBridgeInputs, toSdk } from "./shape";
import { isObject, isUnknown, mapInside, withoutEnvelope, type Value, type ValueMap } from "./values";

/**
 * The configuration of an account provider, turned into the bridge's shape.
 *
 * The engine carries every nested setting, such as `defaultTags`, as a JSON text. It is unpacked for the conversion
 * and packed again, so that both sides keep the form they are used to.
 */
export function configToBridge(rules: RuleTree, config: ValueMap): ValueMap {
  return converted(config, (unpacked) => toBridgeInputs(rules, unpacked));
}

/** The configuration as the bridge returns it, turned back into the SDK's shape. */
export function configToSdk(rules: RuleTree, config: ValueMap): ValueMap {
  return converted(config, (unpacked) => toSdk(rules, unpacked));
}

/** The configuration with every JSON text replaced by what it says. */
export function unpackedConfig(config: ValueMap): ValueMap {
  return Object.fromEntries(Object.entries(config).map(([name, value]) => [name, mapInside(value, unpack)]));
}

/**
 * Converts setting by setting, because the packing of each has to be remembered although the conversion may rename it.
 */
function converted(config: ValueMap, convert: (unpacked: ValueMap) => ValueMap): ValueMap {
  const result: ValueMap = {};
  for (const [name, value] of Object.entries(config)) {
    const unpacked = mapInside(value, unpack);
    const packed = withoutEnvelope(unpacked) !== withoutEnvelope(value);
    for (const [newName, newValue] of Object.entries(convert({ [name]: unpacked }))) {
      result[newName] = packed ? mapInside(newValue, (bare) => JSON.stringify(bare)) : newValue;
    }
  }
  return result;
}

/** What a JSON text of a list or object says; any other value itself, numbers and booleans in quotes included. */
function unpack(value: Value): Value {
  if (typeof value !== "string" || isUnknown(value) || !/^\s*[[{]/.test(value)) {
    return value;
  }
  try {
    const content = JSON.parse(value) as Value;
    return Array.isArray(content) || isObject(content) ? content : value;
  } catch {
    return value;
  }
}
