import assert from "node:assert/strict";

import { engineSpecs } from "./engineSpecs";

describe("engineSpecs", () => {
  it("has the specs of one session together, and those with sandboxes of their own apart from them", async () => {
    const { ofStory, others } = await engineSpecs();
    for (const name of ["badInput", "releaseSwitch", "separation", "story"]) {
      assert.ok(ofStory.includes(`test/engine/${name}.spec.ts`), name);
    }
    for (const name of ["accounts", "bake", "toolchain", "vertical"]) {
      assert.ok(others.includes(`test/engine/${name}.spec.ts`), name);
    }
    assert.equal(new Set([...ofStory, ...others]).size, ofStory.length + others.length);
  });
});
