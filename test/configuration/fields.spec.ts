import assert from "node:assert/strict";

import fc from "fast-check";
import { z } from "zod";

import { count, factor, field, flag, readFields } from "../../configuration/fields";

describe("readFields", () => {
  const shape = {
    on: field(flag, "true, false", "Say it."),
    off: field(flag.default(false), "true, false", "Say it not."),
    size: field(count(1, 9).optional(), "1 to 9", (came) => `Not ${JSON.stringify(came)}.`),
  };

  it("returns all fields where nothing is wrong, with defaults", () => {
    const { whole, problems } = readFields(shape, { on: "true", size: "3" }, "duotone:x");
    assert.deepEqual(problems, []);
    assert.deepEqual(whole, { on: true, off: false, size: 3 });
  });

  it("returns what is right beside what is wrong, each field with its own words", () => {
    const { whole, right, wrong, problems } = readFields(shape, { on: 1, size: 10, sise: 2 }, "duotone:x");
    assert.deepEqual(problems, [
      "duotone:x.sise is not a setting. Allowed: off, on, size. Did you mean size?",
      "duotone:x.on is 1. Allowed: true, false. Say it.",
      "duotone:x.size is 10. Allowed: 1 to 9. Not 10.",
    ]);
    assert.deepEqual([whole, right, [...wrong]], [undefined, { off: false }, ["on", "size"]]);
  });

  it("does not take what every object has for a value", () => {
    const { problems } = readFields({ name: shape.on }, {}, "duotone");
    assert.deepEqual(problems, ["duotone:name is missing. Allowed: true, false. Say it."]);
  });

  it("shows no more than the beginning of a long value", () => {
    const { problems } = readFields(shape, { on: "x".repeat(200) }, "duotone:x");
    assert.deepEqual(problems, [`duotone:x.on is "${"x".repeat(79)}…. Allowed: true, false. Say it.`]);
  });

  it("refuses a schema that has nothing to say", () => {
    assert.throws(
      () => readFields({ mute: z.string() }, {}, "duotone:x"),
      /duotone:x\.mute was not made with field/,
    );
  });
});

describe("count", () => {
  it("takes whole numbers in range, as numbers or as text, and nothing else", () => {
    const schema = count(1, 100);
    fc.assert(
      fc.property(fc.integer({ min: -200, max: 200 }), (value) => {
        const allowed = value >= 1 && value <= 100;
        assert.equal(schema.safeParse(value).success, allowed);
        assert.equal(schema.safeParse(String(value)).success, allowed);
      }),
    );
    assert.deepEqual(
      [1.5, "1.5", "", " 1", "1e1", "0x1", true, null, NaN, Infinity].filter(
        (value) => schema.safeParse(value).success,
      ),
      [],
    );
  });
});

describe("factor", () => {
  it("takes hundredths above zero up to its limit, as numbers or as text", () => {
    const schema = factor(10);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), (hundredths) => {
        assert.equal(schema.safeParse(hundredths / 100).data, hundredths / 100);
        assert.equal(schema.safeParse((hundredths / 100).toFixed(2)).data, hundredths / 100);
      }),
    );
    assert.deepEqual(
      [0, -1, 10.01, 0.125, "0.125", "1e1", "half"].filter((value) => schema.safeParse(value).success),
      [],
    );
  });
});
