import assert from "node:assert/strict";

import fc from "fast-check";

import { parseSchemaRange, rangeProblem, rangeText } from "../../../providers/schema/range";

describe("parseSchemaRange", () => {
  it("takes any two whole numbers from 1 in their order, and gives them back", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1 }), fc.nat(1000), (least, more) => {
        const range = { least, most: least + more };
        assert.deepEqual(parseSchemaRange(JSON.stringify(range)), { range });
      }),
    );
  });

  const cases: [string, string, readonly RegExp[]][] = [
    ["what is no JSON", "least: 41", [/^It is no JSON \(.+\)\.$/]],
    ["an empty file", "", [/^It is no JSON \(.+\)\.$/]],
    ["another value", "[41, 43]", [/^It must be an object with least and most\.$/]],
    ["nothing", "{}", [/^least: is missing, and must be/, /^most: is missing, and must be/]],
    [
      "a text for a number",
      '{"least":"41","most":43}',
      [/^least: is "41", and must be a whole number from 1\.$/],
    ],
    [
      "a part of a number",
      '{"least":41.5,"most":43}',
      [/^least: is 41\.5, and must be a whole number from 1\.$/],
    ],
    ["no version at all", '{"least":-1,"most":0}', [/^least: is -1, and/, /^most: is 0, and/]],
    ["numbers that no number holds", '{"least":41,"most":1e300}', [/^most: is 1e\+300, and/]],
    [
      "an order that ends before it begins",
      '{"least":43,"most":41}',
      [/^least must not be above most: least is 43, and most is 41\.$/],
    ],
    [
      "everything else, all at once",
      '{"least":null,"most":[],"latest":3,"__proto__":1}',
      [
        /^least: is null, and/,
        /^most: is \[\], and/,
        /^latest: is not known\. Only least and most are\.$/,
        /^__proto__: is not known\./,
      ],
    ],
  ];
  for (const [title, text, expected] of cases) {
    it(`refuses ${title}`, () => {
      const parsed = parseSchemaRange(text);
      assert.ok("problems" in parsed);
      assert.equal(parsed.problems.length, expected.length, parsed.problems.join("\n"));
      expected.forEach((pattern, index) => {
        assert.match(parsed.problems[index] ?? "", pattern);
      });
    });
  }

  it("says what the file must be, with every problem", () => {
    assert.match(
      rangeProblem(["One.", "Two."]),
      /^The artifact's schema\.json is not \{"least": 41, "most": 43\}.*\n - One\.\n - Two\.$/,
    );
  });
});

describe("rangeText", () => {
  it("names both ends, or the only version", () => {
    assert.equal(rangeText({ least: 41, most: 43 }), "versions 41 to 43");
    assert.equal(rangeText({ least: 41, most: 41 }), "version 41");
  });
});
