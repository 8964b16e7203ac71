import assert from "node:assert/strict";

import { foundationProblems } from "../foundationReference";
import { committedConfig, FOUNDATION } from "./program/declared";

describe("foundationProblems", () => {
  it("finds none between the committed stack file and its foundation", async () => {
    assert.deepEqual(foundationProblems(await committedConfig("prod"), FOUNDATION), []);
  });

  it("names what the foundation lacks, what it has, and what to do", async () => {
    const config = { ...(await committedConfig("prod")), stack: "qa" };
    assert.deepEqual(foundationProblems(config, { ...FOUNDATION, zoneIds: { "example.com": "Z" } }), [
      'The foundation has no units for stack "qa", only for prod, staging: add it to duotone-foundation:environments.',
      'The foundation has no public zone "example.net", only example.com: add it to duotone-foundation:domains.',
    ]);
  });
});
