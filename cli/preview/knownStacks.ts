import { readFile } from "node:fs/promises";
import path from "node:path";

import { parse } from "yaml";

import { readConfig } from "../../config";
import { readFoundationConfig } from "../../foundation/config";
import type { CatalogueImage } from "../../components/images/catalogueItem";
import { BASE_IMAGE } from "../../components/images/imageCatalogue";
import { errorText } from "../../providers/switch/failure";
import { CliError } from "../cliError";
import { recordOf } from "../release/configValues";
import type { ImageInAccount } from "../release/imageShelf";
import type { Session } from "../session";
import type { KnownStack } from "./inventory";
import { FOUNDATION, type StackPlace } from "./stackPlaces";

/** What could be learnt of the stacks, what their files get wrong, and what could not be asked. */
export interface Knowledge {
  readonly stacks: readonly KnownStack[];
  readonly problems: readonly string[];
  readonly catalogue: readonly CatalogueImage[];
  readonly inAccount: readonly ImageInAccount[];

  /** What nobody could tell, in words. The rules take it for unknown. */
  readonly notes: readonly string[];
}

/** Opens a stack; fails where it does not exist, or nobody may see it. */
export type OpenStack = (place: StackPlace) => Promise<Session>;

/** Reads the stacks' files, and asks the stacks and the image catalogue for what only they know. */
export async function learnStacks(
  root: string,
  places: readonly StackPlace[],
  open: OpenStack,
  signal: AbortSignal,
): Promise<Knowledge> {
  const read = await Promise.all(places.map((place) => learnStack(root, place, open, signal)));
  const stacks = read.map(({ stack }) => stack);
  const services = [
    ...new Set(stacks.flatMap(({ config }) => (config?.services ?? []).map(({ name }) => name))),
  ];
  const session = read.find(
    ({ place, session: opened }) => place.folder !== FOUNDATION && opened !== undefined,
  )?.session;
  const images =
    session === undefined || services.length === 0
      ? { catalogue: [], inAccount: [], notes: [] }
      : await learnImages(session, services.sort());
  return {
    stacks,
    problems: read.flatMap(({ problems }) => problems),
    catalogue: images.catalogue,
    inAccount: images.inAccount,
    notes: [...read.flatMap(({ notes }) => notes), ...images.notes],
  };
}

async function learnStack(root: string, place: StackPlace, open: OpenStack, signal: AbortSignal) {
  const text = await readFile(path.join(root, place.file), "utf8");
  const declared = readStackFile(place, text);
  const notes: string[] = [];
  let session: Session | undefined;
  let outputs: KnownStack["outputs"] = {};
  let deployed: KnownStack["deployed"] = [];
  try {
    session = await open(place);
    [outputs, deployed] = await Promise.all([session.outputs(), session.configsDeployed()]);
    if (place.folder === FOUNDATION && outputs.managementAccountId === undefined) {
      // The foundation, too, takes the caller's account for it, and refuses to begin where it is another.
      outputs = { ...outputs, managementAccountId: (await session.caller(signal)).account };
    }
  } catch (error) {
    notes.push(`${place.name} could not be asked what it has: ${why(error)}`);
  }
  return {
    place,
    session,
    stack: { name: place.name, file: place.file, ...declared, outputs, deployed },
    problems: declared.problems,
    notes,
  };
}

async function learnImages(session: Session, services: readonly string[]) {
  try {
    const shelf = await session.images();
    try {
      const lists = await Promise.all([...services, BASE_IMAGE].map((service) => shelf.list(service)));
      const copied = lists.flat().flatMap(({ copies }) => Object.keys(copies));
      const regions = [...new Set([shelf.region, ...copied])];
      const inAccount = (await Promise.all(regions.map((region) => shelf.inAccount(region)))).flat();
      return { catalogue: lists.flat(), inAccount, notes: [] };
    } finally {
      shelf.close();
    }
  } catch (error) {
    return {
      catalogue: [],
      inAccount: [],
      notes: [`The image catalogue could not be read, so no image is known: ${why(error)}`],
    };
  }
}

function why(error: unknown): string {
  return error instanceof CliError ? error.message : errorText(error);
}

/** What a stack's file declares. Secrets stay as they are, and nothing that is wanted of the file is one. */
export function readStackFile(
  { file, stack, folder }: StackPlace,
  text: string,
): Pick<KnownStack, "config" | "regions" | "accountEmails"> & { readonly problems: readonly string[] } {
  let raw: Readonly<Record<string, unknown>>;
  try {
    raw = clear(recordOf(recordOf(parse(text)).config));
  } catch {
    return nothingOf([`${file} cannot be read as YAML.`]);
  }
  if (folder === FOUNDATION) {
    const values = Object.entries(raw).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
    const read = readFoundationConfig(Object.fromEntries(values) as Record<string, string>);
    return "config" in read
      ? {
          config: undefined,
          regions: read.config.regions,
          accountEmails: {
            delivery: read.config.accounts.delivery.email,
            audit: read.config.accounts.audit.email,
          },
          problems: [],
        }
      : nothingOf(read.problems.map((problem) => `${file}: ${problem}`));
  }
  const read = readConfig(raw, stack);
  return "config" in read
    ? { config: read.config, regions: [read.config.aws.region], accountEmails: {}, problems: [] }
    : nothingOf(read.problems.map((problem) => `${file}: ${problem}`));
}

function nothingOf(problems: readonly string[]): ReturnType<typeof readStackFile> {
  return { config: undefined, regions: [], accountEmails: {}, problems };
}

function clear(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => recordOf(value).secure === undefined),
  );
}
