/** A value that only the update will know. A policy must never take it for absent. */
export const UNKNOWN: unique symbol = Symbol("unknown");

/** A property's value as plain data; secrets arrive in clear, so that no message may show one. */
export type Value = typeof UNKNOWN | string | number | boolean | null | readonly Value[] | PlainObject;
export interface PlainObject {
  readonly [key: string]: Value | undefined;
}

/** What reading a property gave. `null` counts as absent, as it does for providers. */
export type Reading =
  | { readonly is: "known"; readonly value: Exclude<Value, typeof UNKNOWN | null> }
  | { readonly is: "absent" }
  | { readonly is: "unknown" };

const ABSENT: Reading = { is: "absent" };
const NOT_YET: Reading = { is: "unknown" };

/** What the engine sends in place of an unknown value, by kind; https://github.com/pulumi/pulumi `sdk/go/common/resource/plugin/rpc.go`. */
const SENTINELS = [
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
] as const;
const SENTINEL_VALUES: ReadonlySet<unknown> = new Set(SENTINELS);

/**
 * Properties as the policy host hands them over, as plain data with {@link UNKNOWN} where a value is not known yet.
 *
 * The host's own objects throw when an unknown is read, which ends the policy with an advisory. A property's descriptor
 * gives what is there without asking the host.
 */
export function plainProperties(properties: object): PlainObject {
  return plain(properties) as PlainObject;
}

function plain(value: unknown): Value {
  if (SENTINEL_VALUES.has(value)) {
    return UNKNOWN;
  }
  if (Array.isArray(value)) {
    return Array.from({ length: value.length }, (_, index) => plain(own(value, String(index))));
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.keys(value).map((key) => [key, plain(own(value, key))]));
  }
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}

function own(value: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}

/** Whether a text holds an unknown part, as a document does that was made with `JSON.stringify` of an unknown. */
export function holdsUnknown(text: string): boolean {
  return SENTINELS.some((sentinel) => text.includes(sentinel));
}

/** The text with something else in place of every unknown part. */
export function withUnknownPartsAs(text: string, mark: string): string {
  return SENTINELS.reduce((marked, sentinel) => marked.replaceAll(sentinel, mark), text);
}

/** Whether a value is unknown, or has an unknown part anywhere in it. */
export function isPartlyUnknown(value: Value | undefined): boolean {
  if (typeof value === "object" && value !== null) {
    return Object.values(value as PlainObject).some(isPartlyUnknown);
  }
  return value === UNKNOWN || (typeof value === "string" && holdsUnknown(value));
}

/**
 * Reads along a path, for example `["metadataOptions", "httpTokens"]`. A block that the bridge wraps in a list of one is
 * read through the list.
 */
export function read(from: Value | undefined, ...path: readonly string[]): Reading {
  let at: Value | undefined = from;
  for (const key of path) {
    if (Array.isArray(at) && at.length === 1 && !/^\d+$/.test(key)) {
      at = (at as readonly Value[])[0];
    }
    if (at === UNKNOWN) {
      return NOT_YET;
    }
    if (typeof at !== "object" || at === null) {
      return ABSENT;
    }
    at = Array.isArray(at) ? (at as readonly Value[])[Number(key)] : (at as PlainObject)[key];
  }
  if (at === UNKNOWN) {
    return NOT_YET;
  }
  return at === undefined || at === null ? ABSENT : { is: "known", value: at };
}

/** Reads along the first of the paths that leads to something, for what has two names. */
export function readFirst(from: Value | undefined, ...paths: readonly (readonly string[])[]): Reading {
  return paths.map((path) => read(from, ...path)).find(({ is }) => is !== "absent") ?? ABSENT;
}

/** What a reading is of, to read on in. */
export function valueOf(reading: Reading): Value | undefined {
  return reading.is === "known" ? reading.value : reading.is === "unknown" ? UNKNOWN : undefined;
}

/** What a property says that is meant as yes or no. Providers take text for it, so `"false"` is no. */
export type Flag = "yes" | "no" | "absent" | "unknown" | "invalid";

export function readFlag(from: Value | undefined, ...path: readonly string[]): Flag {
  const reading = read(from, ...path);
  if (reading.is !== "known") {
    return reading.is;
  }
  const { value } = reading;
  if (value === true || value === "true") {
    return "yes";
  }
  return value === false || value === "false" ? "no" : "invalid";
}

/** Text at a path: a number counts, too. Anything else is `invalid`. */
export type TextReading =
  { readonly is: "known"; readonly text: string } | { readonly is: "absent" | "unknown" | "invalid" };

export function readText(from: Value | undefined, ...path: readonly string[]): TextReading {
  const reading = read(from, ...path);
  if (reading.is !== "known") {
    return reading;
  }
  const { value } = reading;
  if (typeof value === "string") {
    return holdsUnknown(value) ? { is: "unknown" } : { is: "known", text: value };
  }
  return typeof value === "number" ? { is: "known", text: String(value) } : { is: "invalid" };
}

/** A whole or broken number at a path; text that is one counts, as providers take it. */
export type NumberReading =
  { readonly is: "known"; readonly number: number } | { readonly is: "absent" | "unknown" | "invalid" };

export function readNumber(from: Value | undefined, ...path: readonly string[]): NumberReading {
  const reading = readText(from, ...path);
  if (reading.is !== "known") {
    return reading;
  }
  const number = reading.text.trim() === "" ? Number.NaN : Number(reading.text);
  return Number.isFinite(number) ? { is: "known", number } : { is: "invalid" };
}

/** The elements of a list at a path; a single block counts as a list of one. Elements may be {@link UNKNOWN}. */
export type ListReading =
  { readonly is: "known"; readonly items: readonly Value[] } | { readonly is: "absent" | "unknown" };

export function readList(from: Value | undefined, ...path: readonly string[]): ListReading {
  const reading = read(from, ...path);
  if (reading.is !== "known") {
    return reading;
  }
  return {
    is: "known",
    items: Array.isArray(reading.value) ? (reading.value as readonly Value[]) : [reading.value],
  };
}
