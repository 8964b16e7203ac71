import assert from "node:assert/strict";

import { removalsOf } from "../../../bench/conditions/removals";

describe("the conditions of a source", () => {
  const texts = (source: string) => removalsOf(source).map(({ text }) => text);

  it("are guards, which then always hold or never do", () => {
    assert.deepEqual(texts("if (a) { b(); }"), ["if (true) { b(); }", "if (false) { b(); }"]);
    assert.deepEqual(texts("const x = a ? b : c;"), ["const x = true ? b : c;", "const x = false ? b : c;"]);
  });

  it("are both sides of && and ||, each without the other", () => {
    assert.deepEqual(texts("const x = a && b;"), ["const x = (a);", "const x = (b);"]);
    assert.deepEqual(texts("const x = a || b;"), ["const x = (a);", "const x = (b);"]);
    assert.deepEqual(texts("const x = a ?? b;"), []);
  });

  it("are filters, without which a list is whole", () => {
    assert.deepEqual(texts("const x = list.filter((one) => one.good).map(f);"), ["const x = list.map(f);"]);
    assert.deepEqual(texts("const x = filter(list);"), []);
  });

  it("are those inside others, too", () => {
    assert.deepEqual(texts("if (a && b) { c(); }"), [
      "if (true) { c(); }",
      "if (false) { c(); }",
      "if ((a)) { c(); }",
      "if ((b)) { c(); }",
    ]);
  });

  it("are told with their line, cut to one line", () => {
    const [, first] = removalsOf(`const x = 1;\nconst y =\n  a &&\n  ${"b".repeat(100)};`);
    assert.equal(first?.line, 3);
    assert.match(first.what, /^a && b{85}… -> \(b{89}…$/);
  });
});
