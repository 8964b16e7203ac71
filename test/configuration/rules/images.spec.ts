import assert from "node:assert/strict";

import { configOf, problemsOf, refuses } from "../refusal";

const BAKING = { "duotone:images.bake": true };

describe("regions that images are copied to", () => {
  it("are none where the stack file names none", () => {
    assert.deepEqual(configOf("prod").images.copyRegions, []);
  });

  it("are sorted, so that their order in the file does not matter", () => {
    const images = (copyRegions: readonly string[]) =>
      configOf("prod", { ...BAKING, "duotone:images.copyRegions": copyRegions }).images.copyRegions;
    assert.deepEqual(images(["us-east-1", "eu-central-1"]), ["eu-central-1", "us-east-1"]);
    assert.deepEqual(images(["eu-central-1", "us-east-1"]), ["eu-central-1", "us-east-1"]);
  });

  const list = "Allowed: a list of different regions of AWS, for example [eu-central-1].";
  const otherwise = "Correct it, or remove it: images are then in the stack's region alone.";
  refuses(
    "refuses what is no region, and says which one is near",
    { ...BAKING, "duotone:images.copyRegions": ["us-east-1", "eu-centrl-1"] },
    `duotone:images.copyRegions is ["us-east-1","eu-centrl-1"]. ${list} Did you mean eu-central-1?`,
  );
  refuses(
    "refuses a region named twice",
    { ...BAKING, "duotone:images.copyRegions": ["us-east-1", "us-east-1"] },
    `duotone:images.copyRegions is ["us-east-1","us-east-1"]. ${list} ${otherwise}`,
  );
  refuses(
    "refuses one region without a list around it",
    { ...BAKING, "duotone:images.copyRegions": "eu-central-1" },
    `duotone:images.copyRegions is "eu-central-1". ${list} ${otherwise}`,
  );
  refuses(
    "refuses the stack's own region",
    { ...BAKING, "duotone:images.copyRegions": ["eu-central-1", "eu-west-1"] },
    'duotone:images.copyRegions is ["eu-central-1","eu-west-1"]. Allowed: regions other than eu-west-1, the one of ' +
      "aws:region. Remove eu-west-1: images are baked there.",
  );

  it("are refused for both reasons at once where the stack bakes nothing and the region is its own", () => {
    const problems = problemsOf({ "duotone:images.copyRegions": ["eu-west-1"] });
    assert.equal(problems.length, 2, problems.join("\n"));
    assert.equal(
      problems[1],
      'duotone:images.copyRegions is ["eu-west-1"]. Allowed: nothing, where duotone:images.bake is false. Remove it, and ' +
        "name the regions in the file of the stack that bakes: it copies what it has baked.",
    );
  });
});
