import type { CatalogueImage } from "./catalogueItem";
import { BASE_IMAGE } from "./imageCatalogue";

/** Why nothing may run an image any more. */
export interface Revocation {
  /** Build of the base image that is revoked, `<version>#<architecture>`; absent where the image itself is. */
  readonly base?: string;

  /** ARN of the caller who revoked. */
  readonly by: string;

  /** ISO 8601. */
  readonly at: string;
  readonly reason: string;
}

/**
 * Whether an image is revoked, by itself or through the base image that it was made of.
 *
 * Nothing is written to what was built from a revoked base: the question is asked of both whenever it matters, so that
 * no image is forgotten, and none that is baked at the same moment slips through.
 *
 * @param base The base image that `image.base` names: `undefined` for a base image, and where the catalogue has none.
 * @throws Error where that is another image: a caller's mistake, which must not pass for an unrevoked base.
 */
export function revocationOf(
  image: CatalogueImage,
  base: CatalogueImage | undefined,
): Revocation | undefined {
  if (base !== undefined && base.build !== image.base) {
    throw new Error(
      `${image.service}#${image.build} was made of base image ${image.base ?? "none"}, and was judged by ${base.build}.`,
    );
  }
  const own = revokedBy(image);
  const through = base && revokedBy(base);
  return own ?? (base && through && { base: base.build, ...through });
}

/**
 * Why nothing may run an image: it is revoked, or nobody can say whether it is, because the catalogue does not have its
 * base image.
 *
 * @returns Words that follow on the image's name; `undefined` where it may run.
 */
export function whyNotToRun(image: CatalogueImage, base: CatalogueImage | undefined): string | undefined {
  const revocation = revocationOf(image, base);
  if (revocation !== undefined) {
    return revocationText(revocation);
  }
  return image.service !== BASE_IMAGE && base === undefined
    ? `was made of ${image.base === undefined ? "a base image" : `base image ${image.base},`} which the catalogue does not have: nobody can say whether that is revoked`
    : undefined;
}

/** A revocation in words that follow on the image's name: `was revoked by …`. */
export function revocationText({ base, by, at, reason }: Revocation): string {
  const what = base === undefined ? "was revoked" : `was made of base image ${base}, which was revoked`;
  return `${what} by ${by} at ${at}: ${reason}`;
}

/** The state counts. Of the changes, the one that brought it says why. */
function revokedBy({ state, stateChanges, bakedAt }: CatalogueImage): Revocation | undefined {
  if (state !== "revoked") {
    return undefined;
  }
  const change = stateChanges.find((one) => one.state === "revoked");
  return change === undefined
    ? { by: "nobody whom the catalogue names", at: bakedAt, reason: "no reason is on record" }
    : { by: change.by, at: change.at, reason: change.reason };
}
