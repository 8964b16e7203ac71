import assert from "node:assert/strict";

import { inventoryImages } from "../../../cli/preview/inventoryImages";
import type { CatalogueImage } from "../../../components/images/catalogueItem";
import type { ImageState } from "../../../components/images/imageState";
import { catalogueImage } from "../../components/images/catalogueImage";

const COMMIT = "dcb98e40175c8039285dac29c882310d8543377d";
const CORE = { service: "core", build: `${COMMIT}#arm64`, imageId: "ami-01111111" };
const BASE = { service: "base-image", build: "2026-11-01#arm64", imageId: "ami-02222222", base: undefined };

/** An image that came into these states, the last one being the one that counts. */
function inStates(
  image: Pick<CatalogueImage, "service" | "build"> & Partial<CatalogueImage>,
  ...states: readonly ImageState[]
): CatalogueImage {
  const stateChanges = states.map((state) => ({
    state,
    at: "2026-11-20T10:00:00.000Z",
    by: "ada",
    reason: `${state} it is`,
  }));
  return catalogueImage({ ...image, state: states.at(-1) ?? "available", stateChanges });
}

const inAccount = ["ami-01111111", "ami-02222222", "ami-03333333"].map((id) => ({
  id,
  ownerAccountId: "100000000002",
  encrypted: true,
}));
const of = (...catalogue: CatalogueImage[]) => inventoryImages(catalogue, [], inAccount);

describe("the images of the inventory", () => {
  const base = catalogueImage(BASE);
  const cases: [string, readonly CatalogueImage[], object][] = [
    ["baked", [catalogueImage(CORE), base], { is: "usable", triedOnStaging: false }],
    [
      "that staging ran",
      [inStates(CORE, "available", "deployed-to-staging"), base],
      { is: "usable", triedOnStaging: true },
    ],
    [
      "deprecated after staging ran it",
      [inStates(CORE, "available", "deployed-to-staging", "deprecated"), base],
      { is: "deprecated", reason: "is deprecated: deprecated it is", triedOnStaging: true },
    ],
    [
      "of a deprecated base image",
      [catalogueImage(CORE), inStates(BASE, "available", "deprecated")],
      { is: "deprecated", reason: "is deprecated: deprecated it is", triedOnStaging: false },
    ],
    [
      "revoked",
      [inStates(CORE, "available", "revoked"), base],
      {
        is: "revoked",
        reason: "was revoked by ada at 2026-11-20T10:00:00.000Z: revoked it is",
        triedOnStaging: false,
      },
    ],
    [
      "deprecated, of a revoked base image",
      [inStates(CORE, "available", "deprecated"), inStates(BASE, "available", "revoked")],
      {
        is: "revoked",
        reason:
          "was made of base image 2026-11-01#arm64, which was revoked by ada at 2026-11-20T10:00:00.000Z: revoked it is",
        triedOnStaging: false,
      },
    ],
    [
      "whose base image is not there",
      [catalogueImage(CORE)],
      {
        is: "revoked",
        reason: "counts as revoked: the catalogue does not have its base image 2026-11-01#arm64",
        triedOnStaging: false,
      },
    ],
  ];
  for (const [title, catalogue, expected] of cases) {
    it(`say of one ${title} what counts`, () => {
      assert.deepEqual(
        of(...catalogue).map(({ id, state }) => ({ id, state })),
        [{ id: "ami-01111111", state: expected }],
      );
    });
  }

  it("are there with every copy that EC2 has", () => {
    const copies = { "eu-central-1": "ami-03333333", "us-east-1": "ami-04444444" };
    assert.deepEqual(
      of(catalogueImage({ ...CORE, copies }), base).map(({ id, region }) => [id, region]),
      [
        ["ami-01111111", "eu-west-1"],
        ["ami-03333333", "eu-central-1"],
      ],
    );
  });
});
