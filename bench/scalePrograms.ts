import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";

import { parse } from "yaml";

import { readConfig } from "../config";
import type { FakeAws } from "./host/fakeAws";
import { FakeEngine, type Recorded } from "./host/fakeEngine";
import type { Registration } from "./host/registration";
import { runProgram, type Taken } from "./host/runProgram";
import type { BarePlan } from "./programs/bare/registerAll";
import { engineAnswers } from "./scaleWorld";

/** Nobody's: what stands in for AWS looks at none. */
const CREDENTIALS = { AWS_ACCESS_KEY_ID: "none", AWS_SECRET_ACCESS_KEY: "none" };

export interface ProgramsArgs {
  /** Root of the clone. */
  readonly projectDir: string;

  /** Where the bare program's plan goes. */
  readonly stateDir: string;
  readonly aws: FakeAws;
  readonly stack: string;

  /** The stack's file. */
  readonly text: string;
}

/** Programs that can be run for one stack's file, each in a process of its own. */
export interface Programs {
  /** Resources that `own` and `bare` register, the stack itself not counted. */
  readonly resources: number;
  readonly own: () => Promise<Taken>;
  readonly bare: () => Promise<Taken>;

  /** Loads what `own` loads, and registers one resource. */
  readonly one: () => Promise<Taken>;

  /** Loads the SDK and declares nothing: its host, and what that needs for TypeScript. */
  readonly empty: () => Promise<Taken>;
  readonly stop: () => void;
}

interface StackFile {
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * Runs the program once to record what it registers, and makes the bare program of that.
 *
 * @throws Error where the bare one does not register exactly the same.
 */
export async function preparePrograms(args: ProgramsArgs): Promise<Programs> {
  const { projectDir, stateDir, aws, stack } = args;
  const values = (parse(args.text) as StackFile).config;
  const read = readConfig(values, stack);
  if ("problems" in read) {
    throw new Error(`The benchmark's stack file has mistakes:\n${read.problems.join("\n")}`);
  }
  const engine = await FakeEngine.start(engineAnswers(read.config));
  const planFile = path.join(stateDir, `scale-${read.config.services.length}.json`);
  const run = (dir: string) =>
    runProgram({
      dir: path.join(projectDir, dir),
      stack,
      config: asGiven(values),
      engine: engine.address,
      env: { ...CREDENTIALS, AWS_ENDPOINT_URL: aws.endpoint, BARE_PLAN: planFile },
    });
  const timed = async (dir: string, resources: number) => {
    engine.begin({ keep: false });
    const taken = await run(dir);
    if (engine.registered !== resources) {
      throw new Error(`${dir} registered ${engine.registered} resources, not ${resources}.`);
    }
    return taken;
  };
  const recorded = async (dir: string): Promise<BarePlan> => {
    const kept = engine.begin({ keep: true });
    await run(dir);
    const problems = [...kept.problems, ...aws.problems];
    if (problems.length > 0) {
      throw new Error(`${dir} did not get what it asked for:\n${problems.join("\n")}`);
    }
    return planOf(kept);
  };
  try {
    const plan = await recorded(".");
    await mkdir(stateDir, { recursive: true });
    await writeFile(planFile, JSON.stringify(plan));
    expectSame(plan, await recorded("bench/programs/bare"));
    const resources = plan.registrations.length;
    return {
      resources,
      own: () => timed(".", resources),
      bare: () => timed("bench/programs/bare", resources),
      one: () => timed("bench/programs/one", 1),
      empty: () => timed("bench/programs/empty", 0),
      stop: () => {
        engine.stop();
      },
    };
  } catch (cause) {
    engine.stop();
    throw cause;
  }
}

/** The stack itself is registered by the host of both. */
function planOf({ registrations, outputs }: Recorded): BarePlan {
  const own = registrations.filter(({ parent }) => parent !== "");
  return {
    registrations: own,
    outputs: Object.fromEntries(
      own.flatMap(({ urn }) => (outputs.has(urn) ? [[urn, outputs.get(urn) ?? {}]] : [])),
    ),
  };
}

function expectSame(program: BarePlan, bare: BarePlan): void {
  const byUrn = new Map(bare.registrations.map((registration) => [registration.urn, registration]));
  const different = program.registrations.filter(
    (registration: Registration) =>
      !isDeepStrictEqual(registration, byUrn.get(registration.urn)) ||
      !isDeepStrictEqual(program.outputs[registration.urn], bare.outputs[registration.urn]),
  );
  if (different.length > 0 || bare.registrations.length !== program.registrations.length) {
    throw new Error(
      `The bare program registers ${bare.registrations.length} resources, the program ` +
        `${program.registrations.length}, and ${different.length} differ: ` +
        different.map(({ urn }) => urn).join(", "),
    );
  }
}

/** As the engine hands values to a program: texts, and all else as JSON. */
function asGiven(values: StackFile["config"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}
