import assert from "node:assert/strict";

import * as fc from "fast-check";

import { idsIn, tagsFor } from "../../../providers/instanceDrain/memory";

const ids = fc.uniqueArray(
  fc.integer({ min: 0, max: 0xffffff }).map((number) => `i-${number.toString(16).padStart(17, "0")}`),
  { maxLength: 100 },
);

describe("the memory of a group", () => {
  it("has what was put in, sorted, in tags that AWS takes", () => {
    fc.assert(
      fc.property(ids, (instanceIds) => {
        const tags = tagsFor(instanceIds);
        assert.deepEqual(idsIn({ Name: "prod2-core", ...tags }), [...instanceIds].sort());
        assert.ok(Object.values(tags).every((value) => value.length <= 256));
        assert.ok(Object.keys(tags).length <= 9);
      }),
    );
  });
});
