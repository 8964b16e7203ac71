import assert from "node:assert/strict";

import { foundationProblems } from "../foundationReference";
import { committedConfig, FOUNDATION } from "./program/declared";

const COPYING = { bake: true, baseVersion: "2026-11-01", copyRegions: ["eu-central-1", "us-east-1"] };

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

  it("finds none between the committed file of the stack that bakes and its foundation", async () => {
    assert.deepEqual(foundationProblems(await committedConfig("staging"), FOUNDATION), []);
  });

  it("names every region that images cannot be copied to, and whether a key or the guardrails are missing", async () => {
    const config = { ...(await committedConfig("prod")), images: COPYING };
    const imageKeyArns = { [FOUNDATION.imageRegion]: FOUNDATION.imageKeyArn };
    assert.deepEqual(foundationProblems(config, { ...FOUNDATION, imageKeyArns }), [
      "The foundation has no key for images in eu-central-1: add it to " +
        "duotone-foundation:imageRegions, or remove it from duotone:images.copyRegions.",
      "The organization's guardrails forbid the region us-east-1, and allow only eu-west-1, eu-central-1: remove it from " +
        "duotone:images.copyRegions, or add it to duotone-foundation:regions and :imageRegions.",
    ]);
  });

  it("refuses copies of backups where the guardrails let nothing be", async () => {
    const config = await committedConfig("prod");
    const dataStores = { ...config.dataStores, recoveryRegion: "us-east-1" as const };
    assert.deepEqual(foundationProblems({ ...config, dataStores }, FOUNDATION), [
      "The organization's guardrails forbid the region us-east-1, and allow only eu-west-1, eu-central-1: change " +
        "duotone:dataStores.recoveryRegion, or add it to duotone-foundation:regions.",
    ]);
  });

  it("refuses to bake in another region than the catalogue's", async () => {
    const config = { ...(await committedConfig("prod")), aws: { region: "eu-central-1" as const } };
    const images = { ...COPYING, copyRegions: [] };
    assert.deepEqual(foundationProblems({ ...config, images }, FOUNDATION), [
      "Images are baked in eu-west-1, where the foundation's catalogue and artifacts are, and this stack bakes in " +
        "eu-central-1: set duotone:images.bake to false, or aws:region to eu-west-1.",
    ]);
    assert.deepEqual(foundationProblems(config, FOUNDATION), []);
  });
});
