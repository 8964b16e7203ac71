import assert from "node:assert/strict";
import path from "node:path";

import { sourcesOf, specsOf } from "../../../bench/conditions/specsOf";

const ROOT = path.resolve(__dirname, "../../..");

describe("the specs of a source", () => {
  it("are its own first, and then its family's", () => {
    const [own, ...others] = specsOf(ROOT, "policy/rules/keys/key02.ts");
    assert.equal(own, "test/policy/rules/keys/key02.spec.ts");
    assert.ok(others.includes("test/policy/rules/keys/key01.spec.ts") && !others.includes(own));
  });

  it("are its family's where it has none", () => {
    const specs = specsOf(ROOT, "policy/rules/colours/recordSets.ts");
    assert.ok(specs.includes("test/policy/rules/colours/bg03.spec.ts"));
  });
});

describe("the sources of rules", () => {
  it("are all in families, each of which has specs", () => {
    const sources = sourcesOf(ROOT);
    assert.ok(sources.includes("policy/rules/keys/key02.ts"));
    for (const source of sources) {
      assert.ok(specsOf(ROOT, source).length > 0, source);
    }
  });

  it("may be those of one family", () => {
    assert.ok(sourcesOf(ROOT, "policy/rules/keys").every((file) => file.startsWith("policy/rules/keys/")));
  });
});
