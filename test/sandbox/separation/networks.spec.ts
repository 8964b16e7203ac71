import assert from "node:assert/strict";

import fc from "fast-check";

import { overlap as overlapOfConfiguration } from "../../../configuration/cidr";
import { isInside, overlap } from "../../../sandbox/separation/networks";

const block = fc
  .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 32 }))
  .map(([second, third, prefix]) => `10.${second}.${third}.0/${prefix}`);

describe("overlap", () => {
  it("says what the configuration's check says", () => {
    fc.assert(
      fc.property(block, block, (one, other) => {
        assert.equal(overlap(one, other), overlapOfConfiguration(one, other));
      }),
    );
  });

  for (const text of ["", "pl-0123456789abcdef0", "::/0", "10.0.0.0/33"]) {
    it(`takes "${text}" to overlap whatever it is compared with`, () => {
      assert.equal(overlap(text, "10.20.0.0/16"), true);
      assert.equal(overlap("10.20.0.0/16", text), true);
    });
  }
});

describe("isInside", () => {
  it("holds exactly where nothing of the block is outside", () => {
    fc.assert(
      fc.property(block, block, (one, other) => {
        assert.equal(isInside(one, [other]) && isInside(other, [one]), sameBlock(one, other));
        assert.ok(!isInside(one, [other]) || overlap(one, other));
      }),
    );
  });

  it("takes any of several blocks", () => {
    assert.equal(isInside("10.21.16.0/20", ["10.20.0.0/16", "10.21.0.0/16"]), true);
    assert.equal(isInside("10.0.0.0/8", ["10.20.0.0/16"]), false);
    assert.equal(isInside("0.0.0.0/0", ["10.20.0.0/16"]), false);
  });

  it("takes what is no block to be nowhere", () => {
    assert.equal(isInside("::/0", ["0.0.0.0/0"]), false);
    assert.equal(isInside("10.0.0.0/8", []), false);
  });
});

function sameBlock(one: string, other: string): boolean {
  const bits = (cidr: string) => {
    const [address = "", prefix = ""] = cidr.split("/");
    const binary = address
      .split(".")
      .map((part) => Number(part).toString(2).padStart(8, "0"))
      .join("");
    return binary.slice(0, Number(prefix));
  };
  return bits(one) === bits(other);
}
