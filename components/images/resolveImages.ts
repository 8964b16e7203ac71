import { baseKey, type CatalogueAccess, serviceKey } from "./imageCatalogue";
import { ImageError } from "./imageError";
import { readCatalogueWithBases } from "./imagesWithBases";
import { type ImageRules, judgeImages, type Judgement, type WantedImage } from "./judgeImages";

/** Told what people should know, though it stops nothing. */
type Warn = (message: string) => void;

/** What the catalogue has of the images of releases. */
export type ResolvedImages = Pick<Judgement, "ids" | "ranges">;

/**
 * The ids of the images that a stack's releases name, and what they state of their databases' schemas. Called before the first resource, so that an image that may not run
 * stops the preview.
 *
 * @returns What the catalogue has; in a stack that bakes, some may be missing.
 * @throws ImageError listing every image that may not run, or saying why the catalogue cannot be read.
 */
export async function resolveImages(
  access: CatalogueAccess,
  wanted: readonly WantedImage[],
  rules: ImageRules,
  warn: Warn,
): Promise<ResolvedImages> {
  const keys = wanted.map(({ service, commit, architecture }) => serviceKey(service, commit, architecture));
  // Most images are of the newest base, so one round tells of all of them.
  const bases = [...new Set(wanted.map(({ architecture }) => architecture))].map((architecture) =>
    baseKey(rules.baseVersion, architecture),
  );
  const catalogue = await readCatalogueWithBases(access, [...keys, ...bases]);
  const { ids, ranges, refusals, warnings } = judgeImages(wanted, catalogue, rules);
  warnings.forEach(warn);
  if (refusals.length > 0) {
    throw new ImageError(refusals.join("\n\n"));
  }
  return { ids, ranges };
}
