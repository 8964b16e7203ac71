import assert from "node:assert/strict";

import { faultsFigures, faultsProblems } from "../../bench/faultsFigures";
import type { CaseResult } from "../../sandbox/faults/matrixCase";
import { found } from "../../sandbox/kills/findings";

const CASES: readonly CaseResult[] = [
  { name: "well", split: 0, unsafe: [], problems: [], falseRefusal: undefined },
  { name: "bad", split: 2, unsafe: ["a", "b", "c"], problems: ["p", "q"], falseRefusal: "refused" },
];

const MEASURED = {
  cases: CASES,
  throttling: { success: 0.666, callsRatio: 1.4567, failures: [] },
  kills: [
    { title: "one", findings: found({}) },
    { title: "two", findings: found({ split: ["s"], orphans: ["o1", "o2"], unsafe: ["u"] }) },
    { title: "three", findings: found({ duplicates: ["d"] }) },
  ],
  failures: [{ title: "four", findings: found({ byHand: ["h"], orphans: ["o3"] }) }],
};

describe("faultsFigures", () => {
  it("counts what was found, in cases, after kills and after failures", () => {
    assert.deepEqual(faultsFigures(MEASURED), {
      cases: 2,
      split: 3,
      unsafe: 4,
      falseRefusals: 1,
      killPoints: 3,
      orphans: 3,
      duplicates: 1,
      byHand: 1,
      throttledSuccess: 0.67,
      throttledCallsRatio: 1.46,
    });
  });

  it("does not take a case for measured in which the switch did something else", () => {
    const kills = Array.from({ length: 60 }, () => ({ title: "any", findings: found({}) }));
    assert.deepEqual(faultsProblems({ cases: CASES, kills }), ["bad: p", "bad: q"]);
  });

  it("does not take some of the kills for all", () => {
    assert.deepEqual(faultsProblems({ cases: [], kills: MEASURED.kills }), [
      "only 3 kill points were found, and there are 60 or more",
    ]);
  });
});
