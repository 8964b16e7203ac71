import assert from "node:assert/strict";

import { verticalsFigures, type VerticalsMeasurement } from "../../bench/verticalsFigures";

const FEW: VerticalsMeasurement = {
  verticals: 3,
  upSeconds: [61.04, 100.02],
  calls: 2100,
  resources: 700,
  peakMemoryMB: 3000,
};

const MANY: VerticalsMeasurement = {
  verticals: 12,
  upSeconds: [60, 302.5],
  calls: 7300,
  resources: 1900,
  peakMemoryMB: 7955,
};

describe("verticalsFigures", () => {
  it("takes each figure from where README.md says", () => {
    assert.deepEqual(verticalsFigures(FEW, MANY, 2), {
      seconds3: 161.1,
      seconds12: 362.5,
      calls3: 2100,
      calls12: 7300,
      resources3: 700,
      resources12: 1900,
      memoryPerAccountMB: 551,
      peakMemoryMB: 7955,
      cores: 2,
    });
  });

  it("refuses other numbers of verticals than the figures are named after", () => {
    assert.throws(() => verticalsFigures(MANY, FEW, 2), /12 and 3 verticals, not 3 and 12/);
  });
});
