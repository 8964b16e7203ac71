import assert from "node:assert/strict";

import fc from "fast-check";

import {
  deployProblem,
  problemLines,
  promotionProblem,
  schemaProblems,
  standingText,
  versionIn,
} from "../../../providers/schema/judge";
import type { SchemaReading } from "../../../providers/schema/read";
import type { SchemaState } from "../../../providers/schema/state";

const COMMIT = "3f1c9e0b7a2d4c5e6f708192a3b4c5d6e7f80912";
const RANGE = { least: 41, most: 43 };
const NEVER: SchemaReading = { state: undefined };
const UNREADABLE: SchemaReading = { unreadable: "AccessDeniedException: no." };

function at(version: number): { readonly state: SchemaState } {
  return { state: { id: "schema#core", version } };
}

function between(from: number, to: number, failure?: string): SchemaReading {
  return {
    state: {
      ...at(from).state,
      migration: {
        from,
        to,
        cluster: "prod2",
        commit: COMMIT,
        by: "arn:ann",
        startedAt: "2026-11-21T12:00:00.000Z",
        ...(failure !== undefined && { failure }),
      },
    },
  };
}

const release = (range: typeof RANGE | undefined) => ({ service: "core", commit: COMMIT, range });

describe("deployProblem", () => {
  const cases: [string, typeof RANGE | undefined, SchemaReading | undefined, RegExp | undefined][] = [
    ["a schema in the range", RANGE, at(42), undefined],
    ["a schema that nothing was done to", RANGE, NEVER, undefined],
    ["a first migration that leads into the range", RANGE, between(0, 41), undefined],
    ["a migration within the range", RANGE, between(42, 43, "exit status 1"), undefined],
    [
      "a first migration that leads elsewhere",
      RANGE,
      between(0, 44),
      /^runs on versions 41 to 43, and a migration of the schema from 0 to 44 is not finished\. Name a commit that runs on both, or finish it: duotone migrate core --to 44$/,
    ],
    [
      "a migration out of the range",
      RANGE,
      between(43, 44, "exit status 1."),
      /and a migration of the schema from 43 to 44 has failed \(exit status 1\)\. Name a commit that runs on both/,
    ],
    [
      "a schema that is newer",
      RANGE,
      at(44),
      /^runs on versions 41 to 43, and the schema is at version 44\. Name a commit that runs on 44\.$/,
    ],
    [
      "a schema that is older",
      RANGE,
      at(40),
      /^runs on versions 41 to 43, and the schema is at version 40\. Name a commit that runs on 40; or migrate first, .*: duotone migrate core --to 41$/,
    ],
    [
      "an image that states nothing",
      undefined,
      NEVER,
      /^states no versions .* schema\.json .*\{"least": 41, "most": 43\}/,
    ],
    [
      "a schema that cannot be read",
      RANGE,
      UNREADABLE,
      /^cannot be judged: where its database's schema stands could not be read: AccessDeniedException: no\. Unknown counts as outside/,
    ],
    ["a schema that nobody has asked for", RANGE, undefined, /could not be read: nobody has asked\./],
  ];
  for (const [title, range, reading, expected] of cases) {
    it(`${expected === undefined ? "lets pass" : "refuses"} ${title}`, () => {
      const problem = deployProblem(release(range), reading);
      assert.equal(problem === undefined, expected === undefined, problem);
      assert.match(problem ?? "", expected ?? /^$/);
    });
  }
});

describe("promotionProblem", () => {
  const cases: [string, typeof RANGE | undefined, SchemaReading | undefined, boolean, RegExp | undefined][] =
    [
      ["a schema in the range", RANGE, at(41), false, undefined],
      ["the first names on a schema that nothing was done to", RANGE, NEVER, true, undefined],
      ["the first names on a schema in the range", RANGE, at(43), true, undefined],
      ["the first names on another schema", RANGE, at(44), true, /that is at version 44\./],
      [
        "a schema that nothing was done to",
        RANGE,
        NEVER,
        false,
        /nothing was migrated yet\. Migrate first: duotone migrate core --to 41$/,
      ],
      ["an item that only says so", RANGE, at(0), false, /nothing was migrated yet/],
      [
        "a newer schema",
        RANGE,
        at(44),
        false,
        /no way back to a release of before a contraction: deploy a commit that runs on 44/,
      ],
      [
        "an older schema",
        RANGE,
        at(40),
        false,
        /is at version 40\. Migrate first: duotone migrate core --to 41$/,
      ],
      [
        "a migration within the range",
        RANGE,
        between(41, 42),
        false,
        /^the migration of its database's schema from 41 to 42 is not finished\. Finish it: duotone migrate core --to 42$/,
      ],
      [
        "the first names in a migration",
        RANGE,
        between(0, 41, "out of disk"),
        true,
        /from 0 to 41 has failed \(out of disk\)\. Finish it/,
      ],
      ["an image that states nothing", undefined, at(42), false, /^its release states no versions/],
      ["the first names on such an image", undefined, NEVER, true, /^its release states no versions/],
      ["a schema that cannot be read", RANGE, UNREADABLE, true, /could not be read: AccessDeniedException/],
    ];
  for (const [title, range, reading, isFirst, expected] of cases) {
    it(`${expected === undefined ? "lets pass" : "refuses"} ${title}`, () => {
      const problem = promotionProblem(release(range), reading, isFirst);
      assert.equal(problem === undefined, expected === undefined, problem);
      assert.match(problem ?? "", expected ?? /^$/);
    });
  }

  it("lets nothing pass that a deploy would refuse", () => {
    const version = fc.integer({ min: 0, max: 6 });
    const readings = fc.oneof(
      fc.constant(NEVER),
      fc.constant(UNREADABLE),
      version.map(at),
      fc.tuple(version, version).map(([from, to]) => between(from, to)),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.nat(2),
        readings,
        fc.boolean(),
        (least, more, reading, isFirst) => {
          const one = release({ least, most: least + more });
          if (promotionProblem(one, reading, isFirst) === undefined) {
            assert.equal(deployProblem(one, reading), undefined);
          }
        },
      ),
    );
  });
});

describe("schemaProblems", () => {
  it("judges every cluster's release, and says what is the same once", () => {
    const problems = schemaProblems(
      [
        { service: "core", commit: COMMIT, clusters: ["prod1", "qaprod1"], range: RANGE },
        { service: "core", commit: "b".repeat(40), clusters: ["prod2"], range: { least: 43, most: 44 } },
        { service: "checkout", commit: COMMIT, clusters: ["prod1"], range: undefined },
      ],
      { core: at(44), checkout: NEVER },
    );
    assert.deepEqual(
      problems.map(({ cluster, service }) => `${cluster} ${service}`),
      ["prod1 core", "qaprod1 core", "prod1 checkout"],
    );
    const lines = problemLines(problems);
    assert.equal(lines.length, 2);
    assert.match(
      lines[0] ?? "",
      new RegExp(`^clusters prod1, qaprod1, service core: commit ${COMMIT} runs on versions 41 to 43,`),
    );
    assert.match(lines[1] ?? "", /^cluster prod1, service checkout: commit \S+ states no versions/);
  });
});

describe("where a schema stands", () => {
  it("is told in words", () => {
    assert.equal(standingText(at(42)), "at version 42");
    assert.equal(standingText(NEVER), "at no version: nothing was migrated yet");
    assert.equal(standingText(between(42, 43)), "between versions 42 and 43: the migration is not finished");
    assert.equal(standingText(UNREADABLE), "not known: AccessDeniedException: no.");
    assert.equal(standingText(undefined), "not known: nobody has asked.");
  });

  it("is a number where a migration has left one", () => {
    assert.equal(versionIn(at(42)), 42);
    assert.equal(versionIn(between(42, 43)), 42);
    for (const reading of [NEVER, UNREADABLE, undefined, between(0, 41)]) {
      assert.equal(versionIn(reading), undefined);
    }
  });
});
