import type { Architecture } from "./architecture";
import type { CatalogueImage } from "./catalogueItem";
import { type CatalogueKey, openCatalogueTable } from "./catalogueTable";
import { deliveryCredentials } from "./deliveryCredentials";
import { ImageError } from "./imageError";
import { imageIdIn } from "./imageRegions";

/** What base images are called in the catalogue, in the place of a service. No service may be called so. */
export const BASE_IMAGE = "base-image";

/** Where the catalogue is. */
export interface CatalogueAccess {
  /** Region of the catalogue, which is the one that images are baked in. */
  readonly region: string;

  /**
   * Role of the delivery account.
   *
   * @default - the caller's own credentials, which must then be of that account
   */
  readonly roleArn?: string;
  readonly tableName: string;
}

/** An image that a release needs. */
export interface WantedImage {
  readonly cluster: string;
  readonly service: string;

  /** 40 hexadecimal digits. */
  readonly commit: string;
  readonly architecture: Architecture;

  /** Region that it is to run in. */
  readonly region: string;
}

/** Image ids by cluster, then by service. */
export type ResolvedImageIds = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Key of a service's image at a commit. */
export function serviceKey(service: string, commit: string, architecture: Architecture): CatalogueKey {
  return { service, build: `${commit}#${architecture}` };
}

/** Key of a version of the base image. */
export function baseKey(version: string, architecture: Architecture): CatalogueKey {
  return { service: BASE_IMAGE, build: `${version}#${architecture}` };
}

/** A key as one text, by which `readCatalogue` answers. */
export function keyText({ service, build }: CatalogueKey): string {
  return `${service}#${build}`;
}

/**
 * Reads images from the catalogue.
 *
 * @returns Those that there are, by `keyText`.
 * @throws ImageError where the catalogue cannot be read, saying what to do.
 */
export async function readCatalogue(
  access: CatalogueAccess,
  keys: readonly CatalogueKey[],
): Promise<ReadonlyMap<string, CatalogueImage>> {
  const table = await openCatalogueTable({
    ...access,
    credentials: deliveryCredentials(access.region, access.roleArn, "duotone-catalogue"),
  });
  try {
    return new Map((await table.read(keys)).map((image) => [keyText(image), image]));
  } finally {
    table.close();
  }
}

/**
 * The ids of the images that a stack's releases name, for a stack that never bakes. Called before the first resource, so
 * that a commit without an image stops the preview.
 *
 * @throws RunError listing every image that was never baked, or saying why the catalogue cannot be read.
 */
export async function resolveImages(
  access: CatalogueAccess,
  wanted: readonly WantedImage[],
): Promise<ResolvedImageIds> {
  try {
    const keys = wanted.map(({ service, commit, architecture }) => serviceKey(service, commit, architecture));
    return imageIdsOf(wanted, await readCatalogue(access, keys));
  } catch (cause) {
    if (cause instanceof ImageError) {
      // Loaded here, because the bake program reads this file too, and has no use for the engine's SDK.
      const { RunError } = await import("@pulumi/pulumi");
      throw new RunError(cause.message);
    }
    throw cause;
  }
}

/**
 * Finds every wanted image among those of the catalogue.
 *
 * @throws ImageError listing every one that is not there, or not in its region.
 */
export function imageIdsOf(
  wanted: readonly WantedImage[],
  catalogue: ReadonlyMap<string, CatalogueImage>,
): ResolvedImageIds {
  const ids: Record<string, Record<string, string>> = {};
  const missing: string[] = [];
  const elsewhere: string[] = [];
  for (const { cluster, service, commit, architecture, region } of wanted) {
    const image = catalogue.get(keyText(serviceKey(service, commit, architecture)));
    const imageId = image === undefined ? undefined : imageIdIn(image, region);
    if (imageId === undefined) {
      const what = ` - cluster ${cluster}, service ${service}: commit ${commit} for ${architecture}`;
      if (image === undefined) {
        missing.push(what);
      } else {
        elsewhere.push(`${what}, in ${region}`);
      }
    } else {
      (ids[cluster] ??= {})[service] = imageId;
    }
  }
  const problems = [
    ...(missing.length === 0
      ? []
      : [
          `These releases name images that were never baked:\n${missing.join("\n")}\n` +
            "This stack takes images as they are and bakes none: deploy the commits to staging first, which does, or " +
            "name commits that staging has run.",
        ]),
    ...(elsewhere.length === 0
      ? []
      : [
          `These releases name images that have no copy where they are to run:\n${elsewhere.join("\n")}\n` +
            "Add the region to copyRegions in duotone:images of the stack that bakes, and deploy that stack: it copies " +
            "what it has baked already, too.",
        ]),
  ];
  if (problems.length > 0) {
    throw new ImageError(problems.join("\n"));
  }
  return ids;
}
