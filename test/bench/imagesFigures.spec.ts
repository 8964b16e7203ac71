import assert from "node:assert/strict";

import { imagesFigures, IMAGES_UNITS } from "../../bench/imagesFigures";

describe("imagesFigures", () => {
  it("takes each figure from where README.md says", () => {
    const figures = imagesFigures({
      known: [
        { packerRuns: 0, calls: 3, seconds: 1.234 },
        { packerRuns: 1, calls: 2, seconds: 2.345 },
      ],
      nine: { seconds: 45.04, oneSeconds: 36, builderSeconds: 30 },
      oneKeyPackerRuns: 1,
      kills: { points: 11, all: 13, leftovers: 2 },
      secrets: { kinds: 25, planted: 56, found: 55 },
      falseAlarms: 4,
      scan: { bytes: 200 * 1024 * 1024, seconds: 8, memory: 150.4 * 1024 * 1024 },
      cores: 2,
    });
    assert.deepEqual(figures, {
      knownPackerRuns: 1,
      knownCalls: 3,
      knownSeconds: 2.35,
      nineToOne: 1.25,
      nineSeconds: 45,
      oneSeconds: 36,
      builderSeconds: 30,
      oneKeyPackerRuns: 1,
      killPoints: 11,
      kills: 13,
      leftovers: 2,
      secretKinds: 25,
      secretsPlanted: 56,
      secretsFound: 55,
      falseAlarms: 4,
      scanMBPerSecond: 25,
      scanMemoryMB: 150,
      cores: 2,
    });
    assert.deepEqual(Object.keys(figures), Object.keys(IMAGES_UNITS));
  });
});
