import { readFile } from "node:fs/promises";
import path from "node:path";

import type { Pin } from "../../images/collection";
import { errorText } from "../../providers/switch/failure";
import { CliError } from "../cliError";
import { readStackFile } from "../preview/knownStacks";
import { FOUNDATION, type StackPlace } from "../preview/stackPlaces";
import type { Session } from "../session";
import { type LedgerWindow, ledgerPins } from "./ledgerPins";
import { configPins, deployedPins, queuePins, resourcesOf, statePins } from "./stackPins";

/** What the stacks need, and what could not be read of them. */
export interface PinReading {
  readonly pins: readonly Pin[];

  /** One sentence each. Where there is one, nobody knows what may go. */
  readonly problems: readonly string[];
}

const NOTHING: PinReading = { pins: [], problems: [] };

/** Reads what keeps images: of every stack its file, its deployments, its state, its queue and its ledger. */
export async function readPins(
  root: string,
  places: readonly StackPlace[],
  open: (place: StackPlace) => Promise<Session>,
  window: LedgerWindow,
  signal: AbortSignal,
): Promise<PinReading> {
  const readings = await Promise.all(
    places
      .filter(({ folder }) => folder !== FOUNDATION)
      .flatMap((place) => [filePins(root, place), stackPins(place, open, window, signal)]),
  );
  return together(readings);
}

async function filePins(root: string, place: StackPlace): Promise<PinReading> {
  return attempted(place.file, async () => {
    const text = await readFile(path.join(root, place.file), "utf8");
    const { config, problems } = readStackFile(place, text);
    if (config === undefined) {
      return { pins: [], problems };
    }
    const releases = Object.fromEntries(config.clusters.map(({ name, release }) => [name, release]));
    const names = { releases, images: config.images };
    return { pins: configPins(place.stack, names, `in ${place.file}`, "use"), problems };
  });
}

async function stackPins(
  place: StackPlace,
  open: (place: StackPlace) => Promise<Session>,
  window: LedgerWindow,
  signal: AbortSignal,
): Promise<PinReading> {
  const { name, stack } = place;
  return attempted(`Stack ${name}`, async () => {
    const session = await open(place);
    const exported = await session.exported();
    const readings = await Promise.all([
      attempted(`The deployments of ${name}`, async () => ({
        pins: deployedPins(stack, await session.configsDeployed(), window.releases),
        problems: [],
      })),
      attempted(`The ledger or the queue of ${name}`, () =>
        // What was never deployed has neither, and nobody could say where they are.
        resourcesOf(exported).length === 0 ? NOTHING : switchPins(session, stack, window, signal),
      ),
    ]);
    return together([{ pins: statePins(stack, exported), problems: [] }, ...readings]);
  });
}

/** A stack without colours has neither queue nor ledger. */
async function switchPins(
  session: Session,
  stack: string,
  window: LedgerWindow,
  signal: AbortSignal,
): Promise<PinReading> {
  const of = await session.releaseSwitch();
  if (of === undefined) {
    return NOTHING;
  }
  const [ledger, queue] = [session.ledger(of), session.queue(of)];
  try {
    const [entries, lane] = await Promise.all([ledger.entries(signal), queue.read(signal)]);
    return { pins: [...ledgerPins(stack, entries, window), ...queuePins(stack, lane)], problems: [] };
  } finally {
    ledger.close();
    queue.close();
  }
}

function together(readings: readonly PinReading[]): PinReading {
  return {
    pins: readings.flatMap(({ pins }) => pins),
    problems: readings.flatMap(({ problems }) => problems),
  };
}

async function attempted(what: string, read: () => Promise<PinReading> | PinReading): Promise<PinReading> {
  try {
    return await read();
  } catch (error) {
    const why = error instanceof CliError ? [error.message, ...error.reasons].join(" ") : errorText(error);
    return { pins: [], problems: [`${what} could not be read: ${why}`] };
  }
}
