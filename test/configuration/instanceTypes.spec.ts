import assert from "node:assert/strict";

import { architectureOf, instanceTypeRemedy, isUsableInstanceType } from "../../configuration/instanceTypes";

describe("architectureOf", () => {
  for (const type of [
    "m7g.large",
    "t4g.small",
    "c6gn.xlarge",
    "im4gn.large",
    "x2gd.medium",
    "g5g.xlarge",
    "r8gd.large",
  ]) {
    it(`is arm64 for ${type}`, () => {
      assert.equal(architectureOf(type), "arm64");
    });
  }

  it("is arm64 for p6e-gb200.36xlarge, which is not named like the others", () => {
    assert.equal(architectureOf("p6e-gb200.36xlarge"), "arm64");
  });

  for (const type of [
    "m7i.large",
    "m7i-flex.large",
    "t3.small",
    "t3a.small",
    "g5.xlarge",
    "g6e.xlarge",
    "gr6.4xlarge",
  ]) {
    it(`is x86_64 for ${type}`, () => {
      assert.equal(architectureOf(type), "x86_64");
    });
  }

  it("is x86_64 for families with a number in their size and none in their generation", () => {
    assert.equal(architectureOf("u-6tb1.metal"), "x86_64");
    assert.equal(architectureOf("p6-b200.48xlarge"), "x86_64");
  });
});

describe("isUsableInstanceType", () => {
  it("knows what EC2 has and the images run on", () => {
    assert.deepEqual(
      ["m7g.large", "t3.small", "m7g.enormous", "m7g", "mac2.metal", "a1.large", ""].map(
        isUsableInstanceType,
      ),
      [true, true, false, false, false, false, false],
    );
  });
});

describe("instanceTypeRemedy", () => {
  for (const [came, remedy] of [
    ["m7g.lrage", "Did you mean m7g.large?"],
    ["m77.large", "Did you mean m7a.large?"],
    ["t4g.enormous", "t4g comes as 2xlarge, large, medium, micro, nano, small, xlarge."],
    ["big", "Take one that EC2 offers in the region."],
    [7, "Take one that EC2 offers in the region."],
    ["mac2.metal", "Images of Amazon Linux 2023 do not run on mac2: take another family."],
    ["a1.large", "Images of Amazon Linux 2023 do not run on a1: take another family."],
  ] as const) {
    it(`says what to do about ${came}`, () => {
      assert.equal(instanceTypeRemedy(came), remedy);
    });
  }
});
