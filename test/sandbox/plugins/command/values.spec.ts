import assert from "node:assert/strict";

import { asSecret, containsSecret, withoutSecretMarks } from "../../../../sandbox/plugins/command/values";

describe("property values of the command stand-in", () => {
  it("takes secret marks off at any depth, and leaves the rest as it is", () => {
    const marked = { plain: [1, null, asSecret({ deep: [asSecret("s")] })], other: true };
    assert.deepEqual(withoutSecretMarks(marked), { plain: [1, null, { deep: ["s"] }], other: true });
  });

  it("finds a secret inside lists and maps", () => {
    assert.equal(containsSecret({ a: [{ b: asSecret("") }] }), true);
    assert.equal(containsSecret({ a: [{ b: "value" }], c: null }), false);
  });
});
