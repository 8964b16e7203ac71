import assert from "node:assert/strict";

import { isAtLeast } from "../../../sandbox/engine/versions";

describe("isAtLeast", () => {
  for (const [version, minimum, expected] of [
    ["1.26.8", "1.25.8", true],
    ["1.25.8", "1.25.8", true],
    ["1.25.7", "1.25.8", false],
    ["1.25", "1.25.0", true],
    ["1.25", "1.25.1", false],
    ["1.9", "1.10", false],
    ["2", "1.99.99", true],
    ["1.25rc1", "1.25", true],
    ["3.11.2+", "3.10", true],
    ["3.9.18", "3.10", false],
  ] as const) {
    it(`says ${expected} for ${version} and ${minimum}`, () => {
      assert.equal(isAtLeast(version, minimum), expected);
    });
  }

  it("refuses what is no version, rather than to guess", () => {
    assert.throws(() => isAtLeast("devel", "1.25"), /"devel" does not begin with a version number/);
  });
});
