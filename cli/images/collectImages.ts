import path from "node:path";

import type { CatalogueImage } from "../../components/images/catalogueItem";
import type { CatalogueAccess } from "../../components/images/imageCatalogue";
import { ImageError } from "../../components/images/imageError";
import { type CollectionPlan, imageWords, planCollection } from "../../images/collection";
import type { CollectionStore, Leftovers } from "../../images/collectionStore";
import { errorText } from "../../providers/switch/failure";
import { CliError } from "../cliError";
import type { Surroundings } from "../context";
import { EXIT } from "../exitCodes";
import { type StackPlace, stackPlaces } from "../preview/stackPlaces";
import type { Phase, Progress } from "../progress";
import { catalogueAccess } from "./catalogueAccess";
import { readPins } from "./imagePins";

/** What is kept although nothing points at it, in days and in numbers. */
export interface CollectionLimits {
  /** Different releases of each colour, and of each stack, that one may turn back to. */
  readonly releases: number;

  /** One may turn back to what the public names reached in so many days; what was launched in them is kept, too. */
  readonly windowDays: number;

  /** Images that the ledger's records of so many days name are evidence. */
  readonly recordDays: number;

  /** Days from its bake in which an image is kept. */
  readonly youngDays: number;

  /** Newest base images of each architecture that are kept. */
  readonly newestBases: number;
}

export interface CollectionTools extends Pick<Surroundings, "openSession"> {
  readonly openStore: (access: CatalogueAccess) => Promise<CollectionStore>;
  readonly progress: Progress;

  /** Milliseconds. */
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** What is to be done, and with what. To be closed. */
export interface ReadyCollection {
  readonly plan: CollectionPlan;

  /** Images that an earlier run began to delete. */
  readonly unfinished: readonly CatalogueImage[];

  /** What dead bakes left, but for what is unfinished. */
  readonly leftovers: readonly Leftovers[];
  readonly store: CollectionStore;
}

const DAY = 86_400_000;

/**
 * Reads everything that may need an image, and decides which ones go. Changes nothing.
 *
 * @param root Folder of the root program.
 * @throws CliError listing everything that could not be read: as long as there is anything, nothing may be deleted.
 */
export async function prepareCollection(
  root: string,
  limits: CollectionLimits,
  tools: CollectionTools,
): Promise<ReadyCollection> {
  const { openSession, openStore, progress, signal } = tools;
  const now = new Date(tools.now());
  const open = ({ folder, stack }: StackPlace) => openSession({ cwd: path.join(root, folder), stack });
  const places = await stackPlaces(root);
  const read = await progress.phase("Reading what the stacks need", () =>
    readPins(root, places, open, { now, ...limits }, signal),
  );
  if (read.problems.length > 0) {
    throw unreadable(read.problems);
  }
  const access = await catalogueAccess(root, places, open);
  const store = await openStore(access);
  try {
    return await progress.phase("Reading the images", async () => {
      const catalogue = await store.catalogue();
      const regions = [...new Set([access.region, ...catalogue.flatMap(regionsOf)])].sort();
      const since = new Date(now.getTime() - limits.windowDays * DAY);
      const [uses, leftovers] = await Promise.all([store.uses(regions, since), store.leftovers(regions)]);
      const unfinished = catalogue.filter(({ collected }) => remainsOf(collected).length > 0);
      const known = new Set(unfinished.flatMap(({ collected }) => remainsOf(collected)));
      return {
        plan: planCollection(catalogue, [...read.pins, ...uses], { now, ...limits }),
        unfinished,
        leftovers: leftovers.map(({ region, things }) => ({
          region,
          things: things.filter(({ id }) => !known.has(id)),
        })),
        store,
      };
    });
  } catch (error) {
    store.close();
    throw error instanceof ImageError ? unreadable([error.message]) : error;
  }
}

/** What came of it, by `imageWords`. */
export interface CollectionResult {
  readonly deleted: readonly string[];
  readonly deprecated: readonly string[];

  /** Ids of what dead bakes had left, and that was removed. */
  readonly reclaimed: readonly string[];

  /** Left alone, because somebody changed them meanwhile. */
  readonly changed: readonly string[];

  /** One sentence each; everything else was done all the same. */
  readonly problems: readonly string[];
}

/** Carries a plan out, one image after the other. May be repeated after whatever ended it. */
export async function carryOut(
  { plan, unfinished, leftovers, store }: ReadyCollection,
  phase: Phase,
  signal: AbortSignal,
): Promise<CollectionResult> {
  const result = {
    deleted: [] as string[],
    deprecated: [] as string[],
    reclaimed: [] as string[],
    changed: [] as string[],
    problems: [] as string[],
  };
  const attempt = async (what: string, work: () => Promise<void>) => {
    signal.throwIfAborted();
    try {
      await work();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ImageError)) {
        throw error;
      }
      result.problems.push(`${what}: ${errorText(error.message)}`);
    }
  };
  for (const image of [...unfinished, ...plan.collected.map((judged) => judged.image)]) {
    await attempt(imageWords(image), async () => {
      const isGone = await store.collect(image, signal);
      phase.line(`${imageWords(image)}, ${image.imageId}: ${isGone ? "deleted" : "changed meanwhile, left"}`);
      (isGone ? result.deleted : result.changed).push(imageWords(image));
    });
  }
  for (const image of plan.superseded) {
    await attempt(imageWords(image), async () => {
      await store.deprecate(image, "newer base images have taken its place");
      result.deprecated.push(imageWords(image));
    });
  }
  for (const some of leftovers.filter(({ things }) => things.length > 0)) {
    await attempt(`Leftovers in ${some.region}`, async () => {
      await store.reclaim(
        some,
        (line) => {
          phase.line(line);
        },
        signal,
      );
      result.reclaimed.push(...some.things.map(({ id }) => id));
    });
  }
  return result;
}

function unreadable(reasons: readonly string[]): CliError {
  return new CliError(
    EXIT.refused,
    "Nothing was deleted: as long as something that may need an image cannot be read, nobody knows what may go.",
    reasons,
  );
}

/** Ids of what may be left of a deleted image. */
function remainsOf(collected: CatalogueImage["collected"]): readonly string[] {
  return Object.values(collected?.remains ?? {}).flatMap((ids) => ids.split(" "));
}

function regionsOf({ region, copies }: CatalogueImage): readonly string[] {
  return [region, ...Object.keys(copies)];
}
