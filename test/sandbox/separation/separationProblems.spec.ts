import assert from "node:assert/strict";

import { PROPERTY_NAMES, separationProblems } from "../../../sandbox/separation/separationProblems";
import { companyExports } from "./companyExports";
import { Draft } from "./draft";
import { MUTANTS } from "./mutants";

/** The fewest ways in which each property is broken. */
const FEWEST = 2;

describe("separationProblems", () => {
  const whole = companyExports();

  it("finds nothing where verticals are apart", () => {
    assert.deepEqual(separationProblems(whole), []);
  });

  for (const mutant of MUTANTS) {
    it(`notices, by ${mutant.property}, that ${mutant.name}`, () => {
      const draft = new Draft(whole);
      mutant.break(draft);
      const problems = separationProblems(draft.exports);
      assert.ok(
        problems.some(({ property }) => property === mutant.property),
        JSON.stringify(problems, undefined, 1),
      );
    });
  }

  it("has each property broken in several ways", () => {
    for (const property of PROPERTY_NAMES) {
      const mutants = MUTANTS.filter((mutant) => mutant.property === property);
      assert.ok(mutants.length >= FEWEST, `${property}: ${mutants.length}`);
    }
  });

  it("says the same in whatever order states and resources come", () => {
    const draft = new Draft(whole);
    MUTANTS[0]?.break(draft);
    const shuffled = [...draft.exports].reverse().map(({ version, deployment }) => ({
      version,
      deployment: { resources: [...deployment.resources].reverse() },
    }));
    const sentences = (stackExports: readonly unknown[]) =>
      separationProblems(stackExports)
        .map(({ problem }) => problem)
        .sort();
    assert.deepEqual(sentences(shuffled), sentences(draft.exports));
    assert.ok(sentences(shuffled).length > 0);
  });

  it("does not take nothing for separation", () => {
    assert.ok(separationProblems([]).length > 0);
    assert.ok(separationProblems([{ version: 3, deployment: { resources: [] } }]).length > 0);
  });
});
