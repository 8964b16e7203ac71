import assert from "node:assert/strict";

import fc from "fast-check";

import { canonical } from "../../providers/canonicalJson";

/** The same value with the keys of every object in another order. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(shuffled);
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, inner]) => [key, shuffled(inner)]),
      )
    : value;
}

describe("canonical", () => {
  it("sorts keys at every depth, those that look like numbers too, and leaves spaces and undefined out", () => {
    const value = {
      b: [{ d: 1, c: null }, undefined],
      a: undefined,
      "9": true,
      "10": "x\n",
      A: { z: 1, y: {} },
    };
    assert.equal(canonical(value), '{"10":"x\\n","9":true,"A":{"y":{},"z":1},"b":[{"c":null,"d":1},null]}');
  });

  it("is JSON of the same value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.deepEqual(JSON.parse(canonical(value)), JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("is the same for any order of keys, and differs where the value does", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (value, other) => {
        assert.equal(canonical(shuffled(value)), canonical(value));
        const areEqual = (() => {
          try {
            assert.deepEqual(JSON.parse(JSON.stringify(value)), JSON.parse(JSON.stringify(other)));
            return true;
          } catch {
            return false;
          }
        })();
        assert.equal(canonical(value) === canonical(other), areEqual);
      }),
    );
  });
});
