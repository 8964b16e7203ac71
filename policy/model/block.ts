import type { PlainObject, Value } from "./value";

/** An element of a list of blocks; undefined where it is no block, or not known yet. */
export function blockOf(item: Value | undefined): PlainObject | undefined {
  return typeof item !== "object" || item === null || Array.isArray(item) ? undefined : (item as PlainObject);
}
