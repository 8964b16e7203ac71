import assert from "node:assert/strict";

import { evidenceRetentionDays } from "../../../components/observability/logGroupRetention";

describe("evidenceRetentionDays", () => {
  for (const [asked, kept] of [
    [1, 365],
    [365, 365],
    [366, 400],
    [400, 400],
    [401, 545],
    [3653, 3653],
    [36_500, 3653],
  ] as const) {
    it(`keeps ${String(asked)} days for ${String(kept)}`, () => {
      assert.equal(evidenceRetentionDays(asked), kept);
    });
  }
});
