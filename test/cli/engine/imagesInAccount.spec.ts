import assert from "node:assert/strict";

import { imageOf } from "../../../cli/engine/imagesInAccount";

const image = { ImageId: "ami-1", OwnerId: "100000000002" };
const encrypted = (...disks: readonly (boolean | undefined)[]) =>
  imageOf({
    ...image,
    BlockDeviceMappings: disks.map((disk) => ({ Ebs: disk === undefined ? {} : { Encrypted: disk } })),
  })[0]?.encrypted;

describe("an image of EC2", () => {
  it("is encrypted where every disk of it is", () => {
    assert.equal(encrypted(true), true);
    assert.equal(encrypted(true, true), true);
    assert.equal(encrypted(true, false), false);
    assert.equal(encrypted(undefined), false);
  });

  it("is not called encrypted where it has no disk", () => {
    assert.equal(encrypted(), false);
    assert.equal(imageOf(image)[0]?.encrypted, false);
    assert.equal(
      imageOf({ ...image, BlockDeviceMappings: [{ VirtualName: "ephemeral0" }] })[0]?.encrypted,
      false,
    );
  });

  it("is known by its name", () => {
    assert.equal(imageOf({ ...image, Name: "duotone-core-3f1c" })[0]?.name, "duotone-core-3f1c");
    assert.equal("name" in (imageOf(image)[0] ?? {}), false);
  });

  it("is none without its id or its owner", () => {
    assert.deepEqual(imageOf({ ImageId: "ami-1" }), []);
    assert.deepEqual(imageOf({ OwnerId: "1" }), []);
  });
});
