import assert from "node:assert/strict";

/** The value, which must be there. */
export function defined<T>(value: T | undefined): T {
  assert.ok(value !== undefined);
  return value;
}
