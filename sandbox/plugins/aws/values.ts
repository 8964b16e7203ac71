/** A property value as it travels between the engine and a plugin: JSON, plus the envelopes below. */
export type Value = null | boolean | number | string | Value[] | ValueMap;

/** The properties of a resource, of a provider, or of one nested block. */
export interface ValueMap {
  [name: string]: Value;
}

/**
 * The key that marks an object as an envelope. It and the signatures are constants of the engine's wire format
 * (`sdk/nodejs/runtime/rpc.ts` of Pulumi 3.220.0).
 */
export const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";

/** An envelope around a secret value. */
export const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

/** An envelope around an output: its value, if known, and whether it is secret. */
export const OUTPUT_SIGNATURE = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** The strings that stand for a value that is not known yet, one per kind of value. */
const UNKNOWN_SENTINELS: ReadonlySet<string> = new Set([
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** The sentinel for an unknown string, which the SDK sends for every unknown whatever its kind. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether a value is a sentinel: the real one is known only after something else has been created. */
export function isUnknown(value: Value | undefined): boolean {
  return typeof value === "string" && UNKNOWN_SENTINELS.has(value);
}

/** Whether a value is an object of any kind, envelopes included. */
export function isObject(value: Value | undefined): value is ValueMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value is an envelope of any kind: secret, output, asset, archive or resource reference. */
export function isEnvelope(value: Value | undefined): boolean {
  return isObject(value) && typeof value[SIGNATURE_KEY] === "string";
}

/**
 * Applies a function to the value inside secret and output envelopes, however deeply they are stacked, and keeps
 * the envelopes. An output without a value is unknown and stays as it is; so do assets, archives and references.
 */
export function mapInside(value: Value, change: (bare: Value) => Value): Value {
  if (!isObject(value) || !isEnvelope(value)) {
    return change(value);
  }
  const signature = value[SIGNATURE_KEY];
  const inner = value["value"];
  if ((signature !== SECRET_SIGNATURE && signature !== OUTPUT_SIGNATURE) || inner === undefined) {
    return value;
  }
  return { ...value, value: mapInside(inner, change) };
}

/** The value without its secret and output envelopes; `undefined` for an output that has no value yet. */
export function withoutEnvelope(value: Value | undefined): Value | undefined {
  if (!isObject(value) || !isEnvelope(value)) {
    return value;
  }
  const signature = value[SIGNATURE_KEY];
  return signature === SECRET_SIGNATURE || signature === OUTPUT_SIGNATURE
    ? withoutEnvelope(value["value"])
    : value;
}

/** Whether an input was left out: the SDK omits `undefined`, and `null` means the same to a provider. */
export function isAbsent(value: Value | undefined): value is undefined | null {
  return value === undefined || value === null;
}
