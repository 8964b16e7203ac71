import assert from "node:assert/strict";

import { keyText, serviceKey } from "../../components/images/imageCatalogue";
import { BUILD_KINDS, type BuildThing } from "../../images/buildThings";
import { leftoversAmong } from "../../images/leftovers";
import { catalogueImage } from "../components/images/catalogueImage";

const key = serviceKey("core", "1".repeat(40), "arm64");
const other = serviceKey("core", "2".repeat(40), "arm64");
const none: ReadonlySet<string> = new Set();

const thing = (kind: BuildThing["kind"], id: string, more: Partial<BuildThing> = {}): BuildThing => ({
  kind,
  id,
  contentKey: "a".repeat(64),
  key,
  ...more,
});
const image = thing("image", "ami-1", { snapshotIds: ["snap-1"] });
const snapshot = thing("snapshot", "snap-1");

describe("leftoversAmong", () => {
  it("takes one of each kind that belongs to no registered image and no bake at work", () => {
    const things = BUILD_KINDS.map((kind) => thing(kind, `${kind}-1`));
    assert.deepEqual(leftoversAmong(things, [], { living: none }), things);
  });

  it("leaves everything of a bake at work alone, and nothing of another", () => {
    const things = BUILD_KINDS.flatMap((kind) => [
      thing(kind, `${kind}-1`),
      thing(kind, `${kind}-2`, { key: other }),
    ]);
    assert.deepEqual(
      leftoversAmong(things, [], { living: new Set([keyText(key)]) }).map(({ id }) => id),
      BUILD_KINDS.map((kind) => `${kind}-2`),
    );
  });

  it("leaves a registered image and its snapshots alone, but not what its bake left besides", () => {
    const things = [thing("key pair", "packer_1"), image, snapshot, thing("snapshot", "snap-2")];
    const registered = [catalogueImage({ ...key, imageId: "ami-1" })];
    assert.deepEqual(
      leftoversAmong(things, registered, { living: none }).map(({ id }) => id),
      ["packer_1", "snap-2"],
    );
  });

  it("leaves a registered image's copies and their snapshots alone", () => {
    const registered = [catalogueImage({ ...key, imageId: "ami-9", copies: { "eu-central-1": "ami-1" } })];
    assert.deepEqual(leftoversAmong([image, snapshot], registered, { living: none }), []);
  });

  it("takes a second image of a registered content", () => {
    const second = thing("image", "ami-2", { snapshotIds: ["snap-2"] });
    const registered = [catalogueImage({ ...key, imageId: "ami-1" })];
    assert.deepEqual(leftoversAmong([image, snapshot, second], registered, { living: none }), [second]);
  });

  it("leaves the image alone that is about to be registered", () => {
    assert.deepEqual(leftoversAmong([image, snapshot], [], { living: none, spared: "ami-1" }), []);
  });
});
