import assert from "node:assert/strict";

import { baseKey, serviceKey } from "../../components/images/imageCatalogue";
import { refuseOtherContent } from "../../images/bakePlan";
import { contentKey } from "../../images/contentKey";
import { catalogueImage } from "../components/images/catalogueImage";

const COMMIT = "3f1c9e0b7a2d4c5e6f708192a3b4c5d6e7f80912";
const parts = { artifact: "aaaa", "base-image": "ami-0b", commit: COMMIT };

const known = catalogueImage({
  ...serviceKey("core", COMMIT, "arm64"),
  imageId: "ami-0123",
  contentKey: contentKey(parts),
  parts,
});

const plan = (changes: Readonly<Record<string, string>>, key = serviceKey("core", COMMIT, "arm64")) => {
  const changed = { ...parts, ...changes };
  return { key, parts: changed, contentKey: contentKey(changed) };
};

describe("refuseOtherContent", () => {
  it("takes the same content", () => {
    refuseOtherContent(plan({}), known);
  });

  it("refuses other content, listing exactly what differs and what to do", () => {
    assert.throws(
      () => {
        refuseOtherContent(plan({ artifact: "bbbb", "base-image": "ami-0c" }), known);
      },
      {
        name: "ImageError",
        message:
          `core#${COMMIT}#arm64 is baked already, as ami-0123 on 2026-11-02T10:00:00.000Z, and from other content:\n` +
          " - artifact: was aaaa, is bbbb\n" +
          " - base-image: was ami-0b, is ami-0c\n" +
          "A commit is baked once and never again. Put back what it was baked from, or bake another commit.",
      },
    );
  });

  it("speaks of versions where it is about a base image", () => {
    assert.throws(() => {
      refuseOtherContent(plan({ scripts: "new" }, baseKey("2026-11-01", "arm64")), known);
    }, /A version is baked once and never again\. .* or bake another version\.$/);
  });
});
