import assert from "node:assert/strict";

import { leavesAt } from "../../../policy/model/references";
import { plainProperties } from "../../../policy/model/value";
import { unknown } from "../support/world";

describe("values along a path", () => {
  const leaves = (props: object, ...path: readonly string[]) =>
    leavesAt(plainProperties(props), path).map(({ at, text }) => `${at}=${text ?? "?"}`);

  it("are found through blocks and lists", () => {
    assert.deepEqual(leaves({ a: "x" }, "a"), ["a=x"]);
    assert.deepEqual(leaves({ a: ["x", "y"] }, "a"), ["a[0]=x", "a[1]=y"]);
    assert.deepEqual(leaves({ a: { b: "x" } }, "a", "b"), ["a.b=x"]);
    assert.deepEqual(leaves({ a: [{ b: [{ c: "x" }, { c: "y" }] }, { b: { c: ["z"] } }] }, "a", "b", "c"), [
      "a[0].b[0].c=x",
      "a[0].b[1].c=y",
      "a[1].b.c[0]=z",
    ]);
  });

  it("are numbers and truth values, too", () => {
    assert.deepEqual(leaves({ a: [1, true] }, "a"), ["a[0]=1", "a[1]=true"]);
  });

  it("are left out where they are absent or empty", () => {
    assert.deepEqual(leaves({ a: "", b: null, c: [], d: {} }, "a"), []);
    for (const path of [["b"], ["c"], ["d", "x"], ["e"], ["e", "x"], ["c", "x"], ["b", "x"]]) {
      assert.deepEqual(leaves({ a: "", b: null, c: [], d: {} }, ...path), []);
    }
  });

  it("are unknown where anything on the way is", () => {
    assert.deepEqual(leaves({ a: unknown }, "a"), ["a=?"]);
    assert.deepEqual(leaves({ a: unknown }, "a", "b", "c"), ["a.b.c=?"]);
    assert.deepEqual(leaves({ a: [unknown, { b: unknown }] }, "a", "b"), ["a[0].b=?", "a[1].b=?"]);
    assert.deepEqual(leaves({ a: `prefix-${unknown}` }, "a"), ["a=?"]);
  });

  it("are unknown where the shape is another", () => {
    assert.deepEqual(leaves({ a: "text" }, "a", "b"), ["a.b=?"]);
    assert.deepEqual(leaves({ a: { b: "x" } }, "a"), ["a=?"]);
  });
});
