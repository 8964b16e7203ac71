import assert from "node:assert/strict";

import { foundationProblems } from "../foundationReference";
import { committedConfig, FOUNDATION } from "./program/declared";

describe("foundationProblems", () => {
  it("finds none between the committed stack file and its foundation", async () => {
    assert.deepEqual(foundationProblems(await committedConfig("prod"), FOUNDATION), []);
  });

  it("names what the foundation lacks, what it has, and what to do", async () => {
    const config = { ...(await committedConfig("prod")), stack: "qa" };
    const less = { ...FOUNDATION, zoneIds: { "example.com": "Z" }, regions: ["eu-central-1"] };
    assert.deepEqual(foundationProblems(config, less), [
      'The foundation has no units for stack "qa", only for prod, staging: add it to duotone-foundation:environments.',
      "The organization's guardrails forbid the region eu-west-1, and allow only eu-central-1: change aws:region, or add " +
        "it to duotone-foundation:regions.",
      'The foundation has no public zone "example.net", only example.com: add it to duotone-foundation:domains.',
    ]);
  });
});
