import assert from "node:assert/strict";

import { releaseFigures, type ReleaseMeasurements } from "../../bench/releaseFigures";
import type { StepName, StepReport } from "../../sandbox/story/report";

function step(name: StepName, seconds: number, changeBatches = 0, calls = 0): StepReport {
  return {
    name,
    seconds,
    changeBatches,
    calls,
    created: 0,
    updated: 0,
    replaced: 0,
    deleted: 0,
    same: 0,
    exitCode: 0,
    changedUrns: [],
    problems: [],
  };
}

const MEASURED: ReleaseMeasurements = {
  report: {
    startedAt: "2026-01-01T00:00:00.000Z",
    steps: [
      step("prod up", 190, 2, 3000),
      step("prod up again", 21.5, 0, 900),
      step("promote prod2", 24.1, 2, 950),
      step("promote refused", 19, 0, 800),
      step("rollback prod1", 23.7, 2, 940),
    ],
    publicNames: 7,
    hostedZones: 2,
    artifacts: 9,
    peakMemoryMB: 3100,
    toolchain: {},
  },
  resources: 412,
  moves: { many: [3.2, 3.0, 3.1], one: [2.5, 2.6, 2.4] },
  ups: { records: [36.04, 30.1], switch: [9.1, 8.9] },
  cores: 2,
};

describe("releaseFigures", () => {
  it("takes each figure from where README.md says", () => {
    assert.deepEqual(releaseFigures(MEASURED), {
      names: 7,
      zones: 2,
      resources: 412,
      changeBatchesPerPromotion: 2,
      callsPerPromotion: 950,
      noopUpSeconds: 21.5,
      promoteSeconds: 24.1,
      rollbackSeconds: 23.7,
      manyToOneWall: 1.24,
      manySeconds: 3.1,
      oneSeconds: 2.5,
      manyToOneRepeats: 3,
      recordsToSwitchWall: 3.67,
      recordsSeconds: 33.1,
      switchSeconds: 9,
      recordsToSwitchRepeats: 2,
      peakMemoryMB: 3100,
      cores: 2,
    });
  });

  it("refuses a story that ended before the rollback", () => {
    const steps = MEASURED.report.steps.slice(0, -1);
    assert.throws(
      () => releaseFigures({ ...MEASURED, report: { ...MEASURED.report, steps } }),
      /not told as far as "rollback prod1"/,
    );
  });

  it("refuses walls that were never measured", () => {
    assert.throws(
      () => releaseFigures({ ...MEASURED, moves: { many: [], one: [1] } }),
      /no median of nothing/,
    );
  });
});
