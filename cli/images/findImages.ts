import type { CatalogueImage } from "../../components/images/catalogueItem";
import { BASE_IMAGE } from "../../components/images/imageCatalogue";
import { usageError } from "../cliError";
import type { ImageShelf } from "../release/imageShelf";

/** What people call base images. */
export const BASE = "base";

/** What is asked of the catalogue for a name that somebody typed. @throws CliError for one that is no service */
export function catalogueService(name: string, services: readonly string[]): string {
  if (services.includes(name)) {
    return name;
  }
  if (name === BASE || name === BASE_IMAGE) {
    return BASE_IMAGE;
  }
  throw usageError(
    `There is no service "${name}". The services are: ${services.join(", ")}; base images are "${BASE}".`,
  );
}

/** Fewest digits by which a commit is told: as many as git shows. */
const FEWEST_DIGITS = 7;

/**
 * The images of a service at a commit, or of a version of the base image: one for each architecture.
 *
 * @param what A whole version, or a commit or its first digits.
 * @throws CliError where there is none, or where the digits fit several commits.
 */
export function imagesAt(
  service: string,
  what: string,
  list: readonly CatalogueImage[],
): readonly CatalogueImage[] {
  const isBase = service === BASE_IMAGE;
  const name = isBase ? "base image" : `image of ${service}`;
  const found = list.filter(({ build }) => {
    const [start = ""] = build.split("#");
    return start === what || (!isBase && what.length >= FEWEST_DIGITS && start.startsWith(what));
  });
  const starts = [...new Set(found.map(({ build }) => build.split("#")[0] ?? ""))];
  if (starts.length > 1) {
    throw usageError(`"${what}" is the beginning of several commits: ${starts.join(", ")}.`);
  }
  if (found.length === 0) {
    const newest = list.slice(0, 5).map(({ build }) => build.split("#")[0] ?? build);
    throw usageError(
      `The catalogue has no ${name} at "${what}". ` +
        (newest.length === 0
          ? "It has none at all."
          : `The newest are: ${[...new Set(newest)].join(", ")}. \`duotone images ${isBase ? BASE : service}\` lists all.`),
    );
  }
  return found;
}

/** Base images by their build, as images name them. */
export async function basesOf(shelf: ImageShelf): Promise<ReadonlyMap<string, CatalogueImage>> {
  return new Map((await shelf.list(BASE_IMAGE)).map((base) => [base.build, base]));
}

/** The base image that an image was made of, where the catalogue has it. */
export function baseOf(
  { base }: CatalogueImage,
  bases: ReadonlyMap<string, CatalogueImage>,
): CatalogueImage | undefined {
  return base === undefined ? undefined : bases.get(base);
}
