import assert from "node:assert/strict";

import fc from "fast-check";

import { closest, didYouMean } from "../../configuration/didYouMean";

const KEYS = ["activeColor", "availabilityZones", "domain", "port", "protect"];

describe("closest", () => {
  for (const [word, expected] of [
    ["activeColour", "activeColor"],
    ["availabiltyZone", "availabilityZones"],
    ["prot", "port"],
    ["Domain", "domain"],
    ["dmoain", "domain"],
    ["healthPath", undefined],
    ["", undefined],
  ] as const) {
    it(`takes ${JSON.stringify(word)} for ${String(expected)}`, () => {
      assert.equal(closest(word, KEYS), expected);
    });
  }

  it("finds a word after any one slip of the finger", () => {
    const slip = fc.record({
      word: fc.constantFrom(...KEYS),
      place: fc.nat(20),
      letter: fc.constantFrom("q", "z", "7"),
      kind: fc.constantFrom("insert", "drop", "replace", "swap"),
    });
    fc.assert(
      fc.property(slip, ({ word, place, letter, kind }) => {
        const at = place % (word.length - 1);
        const [head, tail] = [word.slice(0, at), word.slice(at)];
        const slipped = {
          insert: `${head}${letter}${tail}`,
          drop: `${head}${tail.slice(1)}`,
          replace: `${head}${letter}${tail.slice(1)}`,
          swap: `${head}${tail.slice(1, 2)}${tail.slice(0, 1)}${tail.slice(2)}`,
        }[kind];
        assert.equal(closest(slipped, KEYS), word);
      }),
    );
  });
});

describe("didYouMean", () => {
  it("gives the other advice where nothing is near, and for what is no word", () => {
    assert.equal(didYouMean("prot", KEYS, "Remove it."), "Did you mean port?");
    assert.equal(didYouMean("healthPath", KEYS, "Remove it."), "Remove it.");
    assert.equal(didYouMean(undefined, KEYS, "Remove it."), "Remove it.");
    assert.equal(didYouMean("port", KEYS, "Remove it."), "Remove it.");
  });
});
