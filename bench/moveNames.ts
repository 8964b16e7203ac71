import { readFile, writeFile } from "node:fs/promises";

import { z } from "zod";

import { readRequired, withoutTrace } from "../providers/switch/inputs";
import { releaseSwitchOperations, type SwitchOperations } from "../providers/switch/operations";
import { wantedRecords } from "../providers/switch/records";
import type { SwitchInputs } from "../providers/switch/switchInputs";
import type { Properties } from "../providers/switch/types";
import { takeTurns } from "./turns";

/** Names of the contestants. */
const CONTESTANTS = ["many", "one"] as const;

const properties = z.record(z.string(), z.unknown());

const taskSchema = z.object({
  repeats: z.number(),

  /** The colour that the names are on, and the one that they move to and back from. */
  colors: z.tuple([z.string(), z.string()]),

  /** State of a switch for each contestant. */
  states: z.record(z.enum(CONTESTANTS), properties),
});

/** What the program is asked to do. */
export type MoveTask = Readonly<z.infer<typeof taskSchema>>;

const wallsSchema = z.record(z.enum(CONTESTANTS), z.array(z.number()));

/** By contestant, the seconds of one move in each round. */
export type MoveWalls = Readonly<z.infer<typeof wallsSchema>>;

/** Reads what the program has written. */
export async function readWalls(file: string): Promise<MoveWalls> {
  return wallsSchema.parse(JSON.parse(await readFile(file, "utf8")));
}

/** What a switch records once its names are where the inputs want them. */
export function stateOf(inputs: SwitchInputs): Properties {
  return { ...inputs, records: wantedRecords(inputs) };
}

/** The same switch if it had nothing but one service and its public name. */
export function onlyService(inputs: SwitchInputs, service: string): SwitchInputs {
  const ofService = <T>(byService: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(byService).filter(([name]) => name === service));
  const ofColors = <T>(byColor: Readonly<Record<string, T>>, pick: (value: T) => T) =>
    Object.fromEntries(Object.entries(byColor).map(([color, value]) => [color, pick(value)]));

  const fleets = ofColors(inputs.fleets, (fleet) => fleet.filter((one) => one.service === service));
  const roles = new Set(Object.values(fleets).flatMap((fleet) => fleet.map(({ roleArn }) => roleArn)));
  return {
    ...inputs,
    names: inputs.names.filter((name) => name.service === service),
    releases: ofColors(inputs.releases, ofService),
    fleets,
    jobs: inputs.jobs.filter(({ roleArn }) => roles.has(roleArn)),
  };
}

/**
 * Moves the names of a switch to a colour, with the calls that the engine makes of its provider in an update.
 *
 * @returns The new state.
 * @throws Error where the switch refuses, or sees nothing to do.
 */
export async function moveTo(
  operations: SwitchOperations,
  state: Properties,
  color: string,
): Promise<Properties> {
  const { inputs, failures } = await operations.check(state, { ...withoutTrace(state), activeColor: color });
  if (failures.length > 0) {
    const reasons = failures.map(({ property, reason }) => ` - ${property}: ${reason}`).join("\n");
    throw new Error(`The names were not to be moved to ${color}:\n${reasons}`);
  }
  const { changes } = await operations.diff(state, inputs);
  if (!changes) {
    throw new Error(`The switch sees nothing to do on the way to ${color}; the names are there already.`);
  }
  const { outs } = await operations.update(`release-switch-${readRequired(inputs).stack}`, state, inputs);
  return outs;
}

/** @returns Seconds of one move: half of those of the way there and the way back. */
async function moveThereAndBack(
  operations: SwitchOperations,
  state: Properties,
  [home, away]: MoveTask["colors"],
): Promise<number> {
  const started = performance.now();
  const moved = await moveTo(operations, state, away);
  await moveTo(operations, moved, home);
  return (performance.now() - started) / 2000;
}

/** The program: reads a task, moves names in the AWS of its environment, writes the walls. */
async function main(taskFile: string, wallsFile: string): Promise<void> {
  const { repeats, colors, states } = taskSchema.parse(JSON.parse(await readFile(taskFile, "utf8")));
  const operations = releaseSwitchOperations();
  const walls = await takeTurns(
    {
      many: () => moveThereAndBack(operations, states.many, colors),
      one: () => moveThereAndBack(operations, states.one, colors),
    },
    { repeats, onRound: (round) => process.stdout.write(`round ${round} of ${repeats}\n`) },
  );
  await writeFile(wallsFile, JSON.stringify(walls));
}

if (require.main === module) {
  const [taskFile = "", wallsFile = ""] = process.argv.slice(2);
  main(taskFile, wallsFile).catch((cause: unknown) => {
    process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`);
    process.exitCode = 1;
  });
}
