import assert from "node:assert/strict";

import { policyFigures, POLICY_UNITS } from "../../bench/policyFigures";

describe("policyFigures", () => {
  it("takes each figure from where README.md says", () => {
    const figures = policyFigures({
      rules: { resource: 30, stack: 65 },
      pairs: { all: 3000, judged: 2990 },
      cost: {
        start: { ours: 1.3, empty: 1.1 },
        perResource: { ours: 0.00184, empty: 0.0016 },
        memory: { ours: 230, empty: 220 },
        stack1000: 0.916,
      },
      mutants: { all: 90, killed: 89 },
      falsePositives: 1,
      badInputs: { all: 140, right: 139 },
      cores: 2,
    });
    assert.deepEqual(figures, {
      rules: 95,
      resourceRules: 30,
      stackRules: 65,
      evaluatedShare: 0.997,
      startRatio: 1.18,
      startSeconds: 1.3,
      perResourceRatio: 1.15,
      perResourceMs: 1.84,
      memoryRatio: 1.05,
      stack1000Seconds: 0.92,
      mutants: 90,
      mutantsKilled: 89,
      falsePositives: 1,
      badInputs: 140,
      badInputsRight: 139,
      cores: 2,
    });
    assert.deepEqual(Object.keys(figures), Object.keys(POLICY_UNITS));
  });
});
