import type { CatalogueImage } from "../../../components/images/catalogueItem";

const BAKED = "2026-11-02T10:00:00.000Z";
const DELIVERY = "100000000002";

/** An image as the bake registers it, changed where a test says so. */
export function catalogueImage(
  image: Pick<CatalogueImage, "service" | "build"> & Partial<CatalogueImage>,
): CatalogueImage {
  const { state = "available", bakedAt = BAKED } = image;
  return {
    architecture: "arm64",
    imageId: "ami-1",
    imageName: `duotone-${image.service}`,
    region: "eu-west-1",
    ownerAccountId: DELIVERY,
    copies: {},
    base: "2026-11-01#arm64",
    contentKey: "aa",
    parts: {},
    manifest: { key: `manifests/${image.service}/1.json`, sha256: "ab".repeat(32) },
    bakedAt,
    state,
    stateChanges: [
      { state, at: bakedAt, by: `arn:aws:iam::${DELIVERY}:role/duotone-delivery`, reason: "baked" },
    ],
    consumers: [],
    ...image,
  };
}
