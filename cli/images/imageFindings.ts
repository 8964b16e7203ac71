import type { CatalogueImage } from "../../components/images/catalogueItem";
import type { ImageInAccount } from "../release/imageShelf";

/** One thing that is not as the catalogue says. */
export interface ImageFinding {
  readonly kind: "missing" | "owner" | "name" | "unencrypted" | "shared" | "duplicate";
  readonly service: string;
  readonly build: string;
  readonly imageId: string;
  readonly region: string;

  /** What is wrong, in words. */
  readonly message: string;
}

/** An image or a copy of it, in one region. */
export interface PlacedImage {
  readonly image: CatalogueImage;
  readonly imageId: string;
  readonly region: string;
}

/** An image and its copies. */
export function placesOf(image: CatalogueImage): readonly PlacedImage[] {
  return [
    { image, imageId: image.imageId, region: image.region },
    ...Object.entries(image.copies).map(([region, imageId]) => ({ image, imageId, region })),
  ];
}

/**
 * What of an image is not as the catalogue says.
 *
 * @param inRegion Everything that the delivery account has in the image's region.
 * @param strangers Who may start it and is no consumer; `undefined` where nobody was asked, because it is not there.
 */
export function findingsOf(
  { image, imageId, region }: PlacedImage,
  inRegion: readonly ImageInAccount[],
  strangers: readonly string[] | undefined,
): readonly ImageFinding[] {
  const { service, build, imageName, ownerAccountId } = image;
  const finding = (kind: ImageFinding["kind"], message: string): ImageFinding => ({
    kind,
    service,
    build,
    imageId,
    region,
    message,
  });
  const here = inRegion.find(({ id }) => id === imageId);
  if (here === undefined) {
    return [finding("missing", "EC2 does not have it: nothing can start from it any more")];
  }
  const twins = inRegion.filter(({ id, name }) => id !== imageId && name === here.name && name !== undefined);
  return [
    ...(here.ownerAccountId === ownerAccountId
      ? []
      : [finding("owner", `it belongs to ${here.ownerAccountId}, and was baked by ${ownerAccountId}`)]),
    ...(here.name === imageName
      ? []
      : [finding("name", `it is called "${here.name ?? ""}", and was baked as "${imageName}"`)]),
    ...(here.encrypted ? [] : [finding("unencrypted", "not every disk of it is encrypted")]),
    ...twins.map(({ id }) => finding("duplicate", `${id} has the same name, "${imageName}"`)),
    ...(strangers ?? []).map((stranger) => finding("shared", `it is shared with ${stranger}`)),
  ];
}
