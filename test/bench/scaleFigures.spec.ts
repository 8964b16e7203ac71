import assert from "node:assert/strict";

import { type Rounds, scaleFigures } from "../../bench/scaleFigures";

const rounds = (seconds: number, peakMB: number): Rounds => ({
  seconds: [seconds - 0.5, seconds, seconds + 3],
  peakMB: [peakMB, peakMB - 20, peakMB + 1],
});

describe("scaleFigures", () => {
  it("takes each figure from where README.md says", () => {
    const figures = scaleFigures({
      sizes: {
        1: { program: rounds(3, 300), bare: rounds(2, 220), resources: 200 },
        9: { program: rounds(5.5, 450), bare: rounds(5, 400), resources: 800 },
        36: { program: rounds(15, 1001), bare: rounds(20, 900), resources: 3200 },
      },
      one: rounds(2, 250),
      start: rounds(2.4, 260),
      startResources: 94,
      empty: rounds(1, 200),
      require: rounds(0.5, 125),
      cores: 2,
    });
    assert.deepEqual(figures, {
      programToBare: 1.1,
      programToBare1: 1.5,
      programToBare36: 0.75,
      growth4x: 3.71,
      mbPerResource: 0.25,
      startToRequire: 4.8,
      startMemoryRatio: 2.08,
      emptyToRequire: 2,
      emptyMemoryRatio: 1.6,
      programSeconds1: 3,
      programSeconds9: 5.5,
      programSeconds36: 15,
      bareSeconds1: 2,
      bareSeconds9: 5,
      bareSeconds36: 20,
      programMB1: 300,
      programMB9: 450,
      programMB36: 1001,
      resources1: 200,
      resources9: 800,
      resources36: 3200,
      oneSeconds: 2,
      oneMB: 250,
      startSeconds: 2.4,
      startMB: 260,
      startResources: 94,
      emptySeconds: 1,
      emptyMB: 200,
      requireSeconds: 0.5,
      requireMB: 125,
      repeats: 3,
      cores: 2,
    });
  });
});
