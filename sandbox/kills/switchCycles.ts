import { setTimeout as sleep } from "node:timers/promises";

import { verifyLedger } from "../../providers/ledger/verify";
import type { Lane } from "../../providers/queue/lane";
import { releaseSwitchProvider } from "../../providers/releaseSwitch";
import { readLedger } from "../twoColours/ledgerReader";
import {
  placeOfAll,
  readLane,
  readParameters,
  readPlaces,
  readStrangers,
  splitZones,
} from "../twoColours/readers";
import { COLORS, type World } from "../twoColours/world";
import type { Cycle, Operation } from "./cycle";
import { found, type Findings } from "./findings";
import type { Properties } from "./oneResource";
import { providerText } from "./providerText";

/** Where names are and what workers are told where there is no switch. */
const NOWHERE = { place: "nothing", parameter: undefined };

/** A promotion and the rollback of it. */
export async function movingCycle(world: World): Promise<Cycle> {
  const [first, second] = COLORS;
  const operation = operationsOn(world, await inputsOf(world));
  return {
    ...looks(world),
    prelude: operation("creation", first),
    operations: [operation("promotion", second), operation("rollback", first)],
  };
}

/** The first creation of the switch and its deletion. */
export async function livingCycle(world: World): Promise<Cycle> {
  const operation = operationsOn(world, await inputsOf(world));
  return {
    ...looks(world),
    operations: [operation("creation", COLORS[0]), operation("deletion", undefined)],
  };
}

/** The switch's inputs on a colour, as the engine hands them over. */
export type InputsOn = (color: string) => Properties;

export async function inputsOf({ args }: World): Promise<InputsOn> {
  const text = await providerText(releaseSwitchProvider);
  return (activeColor) => ({ ...args, activeColor, version: 1, __provider: text });
}

function operationsOn(world: World, inputsOn: InputsOn) {
  return (title: string, color: string | undefined): Operation => ({
    title,
    wanted: color === undefined ? "nothing" : inputsOn(color),
    settled: () => settledOn(world, color),
  });
}

function looks(world: World): Pick<Cycle, "title" | "interrupted" | "look"> {
  return {
    title: "release switch",
    interrupted: async () => found({ split: splitText(await readPlaces(world)) }),
    look: async () => [await readPlaces(world), await readParameters(world)],
  };
}

/** What is wrong where everything should be on one colour, or gone. */
async function settledOn(world: World, color: string | undefined): Promise<Findings> {
  const wanted = color === undefined ? NOWHERE : { place: color, parameter: color };
  const [places, parameters, strangers, lane, ledger] = await Promise.all([
    readPlaces(world),
    readParameters(world),
    readStrangers(world),
    laneInTheEnd(world),
    readLedger(world),
  ]);
  const place = placeOfAll(places);
  const untold = Object.entries(parameters).filter(([, value]) => value !== wanted.parameter);
  const left = [
    ...lane.tickets.map(({ id }) => `ticket ${id}`),
    ...(lane.lease === undefined ? [] : ["a lease"]),
  ];
  const written = verifyLedger(ledger);
  return found({
    split: splitText(places),
    orphans: [
      ...strangers.map((fqdn) => `${fqdn} is nobody's name`),
      ...left.map((what) => `${what} is left in the queue`),
      ...written.filter(({ kind }) => kind === "open").map(({ message }) => message),
    ],
    duplicates: written
      .filter(({ kind }) => kind === "forked" || kind === "out of turn")
      .map(({ message }) => message),
    byHand: [
      ...(place === wanted.place
        ? []
        : [`the names are on ${place ?? "several colours"}, not on ${wanted.place}`]),
      ...untold.map(
        ([name, value]) => `${name} is ${value ?? "missing"}, not ${wanted.parameter ?? "missing"}`,
      ),
      ...written
        .filter(({ kind, isFault }) => isFault && kind !== "forked" && kind !== "out of turn")
        .map(({ message }) => message),
    ],
  });
}

/** The lane once the lease is over that a run could not give back: it ends by itself. */
async function laneInTheEnd(world: World): Promise<Lane> {
  const lane = await readLane(world);
  if (lane.lease === undefined) {
    return lane;
  }
  await sleep(Math.max(0, lane.lease.expiresAt - Date.now()));
  return readLane(world);
}

function splitText(places: Awaited<ReturnType<typeof readPlaces>>): readonly string[] {
  return splitZones(places).map((zone) => `zone ${zone.zoneId}: ${zone.places.join(" and ")}`);
}
