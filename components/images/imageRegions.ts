import type { CatalogueImage } from "./catalogueItem";

/**
 * The id of an image in a region: an image is of one region, and everywhere else it is its copy there that is started.
 *
 * @returns `undefined` where the image has no copy there.
 */
export function imageIdIn(
  { imageId, region: home, copies }: Pick<CatalogueImage, "imageId" | "region" | "copies">,
  region: string,
): string | undefined {
  return region === home ? imageId : copies[region];
}
