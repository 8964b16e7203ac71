import { readFile } from "node:fs/promises";
import path from "node:path";

import type { CatalogueImage } from "../../components/images/catalogueItem";
import { errorText } from "../../providers/switch/failure";
import { CliError } from "../cliError";
import { readStackFile } from "../preview/knownStacks";
import { FOUNDATION, stackPlaces } from "../preview/stackPlaces";
import { recordOf } from "../release/configValues";
import type { Session, StackConfig } from "../session";

/** Commits by cluster, then by service. */
export type Releases = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What one stack has to do with images. */
export interface StackReleases {
  readonly stack: string;
  readonly file: string;

  /** As the stack's file says. */
  readonly wanted: Releases;

  /** As its last successful update left it; nothing where it was never deployed. */
  readonly deployed: Releases;

  /** Vertical by service. */
  readonly verticals: Readonly<Record<string, string>>;

  /** Account id by vertical, of those that exist. */
  readonly accountIds: Readonly<Record<string, string>>;

  /** What could not be read, in words. */
  readonly problems: readonly string[];
}

/** One place where an image runs, or is to run. */
export interface ImageUse {
  readonly stack: string;
  readonly cluster: string;

  /** Whether it is deployed there, and not only named in the stack's file. */
  readonly deployed: boolean;
}

/** Reads what every stack of the root program releases, from its file and from its last update. */
export async function readStackReleases(
  root: string,
  open: (stack: string) => Promise<Session>,
): Promise<readonly StackReleases[]> {
  const places = (await stackPlaces(root)).filter(({ folder }) => folder !== FOUNDATION);
  return Promise.all(
    places.map(async (place) => {
      const read = readStackFile(place, await readFile(path.join(root, place.file), "utf8"));
      const { config } = read;
      const asked = await askStack(place.name, () => open(place.stack));
      return {
        stack: place.stack,
        file: place.file,
        wanted: Object.fromEntries((config?.clusters ?? []).map(({ name, release }) => [name, release])),
        verticals: Object.fromEntries((config?.services ?? []).map(({ name, vertical }) => [name, vertical])),
        ...asked,
        problems: [...read.problems, ...asked.problems],
      };
    }),
  );
}

async function askStack(
  name: string,
  open: () => Promise<Session>,
): Promise<Pick<StackReleases, "deployed" | "accountIds" | "problems">> {
  try {
    const session = await open();
    const [outputs, [last]] = await Promise.all([session.outputs(), session.configsDeployed()]);
    return { deployed: releasesOf(last), accountIds: textsOf(outputs.accounts), problems: [] };
  } catch (error) {
    const why = error instanceof CliError ? error.message : errorText(error);
    return { deployed: {}, accountIds: {}, problems: [`${name} could not be asked what it runs: ${why}`] };
  }
}

function releasesOf(config: StackConfig | undefined): Releases {
  return Object.fromEntries(
    Object.entries(recordOf(config?.releases)).map(([cluster, release]) => [cluster, textsOf(release)]),
  );
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(recordOf(value)).flatMap(([key, text]) => (typeof text === "string" ? [[key, text]] : [])),
  );
}

/** Every service of some stack, sorted. */
export function servicesOf(stacks: readonly StackReleases[]): readonly string[] {
  return [...new Set(stacks.flatMap(({ verticals }) => Object.keys(verticals)))].sort();
}

/** Where an image runs or is to run. */
export function usesOf(
  { service, build }: Pick<CatalogueImage, "service" | "build">,
  stacks: readonly StackReleases[],
): readonly ImageUse[] {
  const [commit] = build.split("#");
  return stacks.flatMap(({ stack, wanted, deployed }) =>
    [...new Set([...Object.keys(deployed), ...Object.keys(wanted)])].flatMap((cluster) => {
      const runs = deployed[cluster]?.[service] === commit;
      return runs || wanted[cluster]?.[service] === commit ? [{ stack, cluster, deployed: runs }] : [];
    }),
  );
}

/** The accounts in which a service runs in some stack. */
export function consumersOf(service: string, stacks: readonly StackReleases[]): readonly string[] {
  return stacks.flatMap(({ verticals, accountIds }) => accountIds[verticals[service] ?? ""] ?? []);
}
