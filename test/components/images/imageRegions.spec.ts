import assert from "node:assert/strict";

import { imageIdIn } from "../../../components/images/imageRegions";

describe("imageIdIn", () => {
  const image = { imageId: "ami-1", region: "eu-west-1", copies: { "eu-central-1": "ami-2" } };

  it("is the image where it was baked, its copy elsewhere, and nothing where it has none", () => {
    assert.equal(imageIdIn(image, "eu-west-1"), "ami-1");
    assert.equal(imageIdIn(image, "eu-central-1"), "ami-2");
    assert.equal(imageIdIn(image, "us-east-1"), undefined);
  });
});
