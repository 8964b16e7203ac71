import assert from "node:assert/strict";

import { BAD_INPUTS } from "./badInputs";

describe("bad inputs to the pack", function () {
  // Generous, because a busy machine declares a thousand resources slowly.
  this.timeout(240_000);

  it("are each another one", () => {
    const all = Object.values(BAD_INPUTS).flat();
    const told = all.map(({ comes, stated }) => `${comes}\n${stated}`);
    assert.deepEqual(told, [...new Set(told)]);
  });

  for (const [area, inputs] of Object.entries(BAD_INPUTS)) {
    describe(area, () => {
      for (const { comes, stated, deviations } of inputs) {
        it(`${comes}: ${stated}`, async () => {
          assert.deepEqual(await deviations(), []);
        });
      }
    });
  }
});
