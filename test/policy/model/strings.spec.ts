import assert from "node:assert/strict";

import { leavesIn } from "../../../policy/model/strings";
import { UNKNOWN, type Value } from "../../../policy/model/value";

describe("Texts in properties", () => {
  it("are told with their paths, sorted, and unknown values with them", () => {
    const value: Value = { b: [{ c: "1" }, "2", UNKNOWN], a: "3", n: 4, t: true, z: null, u: UNKNOWN };
    assert.deepEqual(leavesIn(value), [
      { path: "a", name: "a", value: "3" },
      { path: "b[0].c", name: "c", value: "1" },
      { path: "b[1]", name: "b", value: "2" },
      { path: "b[2]", name: "b", value: UNKNOWN },
      { path: "u", name: "u", value: UNKNOWN },
    ]);
  });

  it("may be nested as deep as they like", () => {
    let value: Value = "text";
    for (let depth = 0; depth < 20_000; depth += 1) {
      value = [value];
    }
    assert.equal(leavesIn({ value })[0]?.value, "text");
  });

  it("are none where there is nothing", () => {
    assert.deepEqual(leavesIn(undefined), []);
    assert.deepEqual(leavesIn(null), []);
  });
});
