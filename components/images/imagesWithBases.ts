import type { CatalogueImage } from "./catalogueItem";
import { type CatalogueKey, type CatalogueTable, openCatalogueTable } from "./catalogueTable";
import { deliveryCredentials } from "./deliveryCredentials";
import { BASE_IMAGE, type CatalogueAccess, keyText } from "./imageCatalogue";

/** An image, and the base image that it was made of. */
export interface ImageWithBase {
  readonly image: CatalogueImage;

  /** `undefined` for a base image, and where the catalogue does not have the base that the image names. */
  readonly base: CatalogueImage | undefined;
}

/**
 * Reads images and their base images: in one round where the bases are guessed right, else in two.
 *
 * @param likelyBases Bases that the images may have been made of.
 * @returns Those that there are, by `keyText`.
 */
export async function readWithBases(
  table: Pick<CatalogueTable, "read">,
  keys: readonly CatalogueKey[],
  likelyBases: readonly CatalogueKey[] = [],
): Promise<ReadonlyMap<string, ImageWithBase>> {
  const known = new Map<string, CatalogueImage>();
  const read = async (some: readonly CatalogueKey[]) => {
    for (const image of await table.read(some)) {
      known.set(keyText(image), image);
    }
  };
  await read([...keys, ...likelyBases]);
  const images = keys.flatMap((key) => known.get(keyText(key)) ?? []);
  const asked = new Set([...keys, ...likelyBases].map(keyText));
  const further = images.flatMap(baseKeyOf).filter((key) => !asked.has(keyText(key)));
  if (further.length > 0) {
    await read(further);
  }
  return new Map(
    images.map((image) => {
      const [base] = baseKeyOf(image);
      return [keyText(image), { image, base: base && known.get(keyText(base)) }];
    }),
  );
}

/** `readWithBases` of a catalogue that is opened for it. @throws ImageError where it cannot be read, saying what to do. */
export async function readCatalogueWithBases(
  access: CatalogueAccess,
  keys: readonly CatalogueKey[],
  likelyBases: readonly CatalogueKey[] = [],
): Promise<ReadonlyMap<string, ImageWithBase>> {
  const table = await openCatalogueTable({
    ...access,
    credentials: deliveryCredentials(access.region, access.roleArn, "duotone-catalogue"),
  });
  try {
    return await readWithBases(table, keys, likelyBases);
  } finally {
    table.close();
  }
}

function baseKeyOf({ base }: CatalogueImage): readonly CatalogueKey[] {
  return base === undefined ? [] : [{ service: BASE_IMAGE, build: base }];
}
