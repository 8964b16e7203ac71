import assert from "node:assert/strict";

import fc from "fast-check";

import { matchesWildcard } from "../../../policy/model/wildcard";

describe("wildcards of policy documents", () => {
  const right: readonly (readonly [pattern: string, text: string])[] = [
    ["*", ""],
    ["*", "anything"],
    ["s3:Get*", "s3:GetObject"],
    ["s3:Get*", "s3:Get"],
    ["*Object", "s3:GetObject"],
    ["s3:*Object*", "s3:GetObjectAcl"],
    ["a*b*c", "aXbYbZc"],
    ["s3:GetObjec?", "s3:GetObject"],
    ["a*?", "ab"],
    ["ab**", "ab"],
  ];
  for (const [pattern, text] of right) {
    it(`${pattern} takes in ${text || "nothing"}`, () => {
      assert.equal(matchesWildcard(pattern, text), true);
    });
  }

  const wrong: readonly (readonly [pattern: string, text: string])[] = [
    ["", "a"],
    ["a", ""],
    ["s3:Get*", "s3:PutObject"],
    ["s3:Get", "s3:GetObject"],
    ["s3:GetObject?", "s3:GetObject"],
    ["*Object", "s3:GetObjectAcl"],
    ["a.c", "abc"],
    ["A", "a"],
    ["a*b", "aXc"],
  ];
  for (const [pattern, text] of wrong) {
    it(`${pattern || "nothing"} leaves out ${text || "nothing"}`, () => {
      assert.equal(matchesWildcard(pattern, text), false);
    });
  }

  it("says what a regular expression says", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 8 });
    const texts = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 8 });
    fc.assert(
      fc.property(letters, texts, (pattern, text) => {
        const expression = new RegExp(`^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`);
        assert.equal(matchesWildcard(pattern, text), expression.test(text));
      }),
    );
  });

  it("does not try every way through many stars", () => {
    assert.equal(matchesWildcard("*a".repeat(40), "a".repeat(39) + "b".repeat(10_000)), false);
  });
});
