import path from "node:path";

import type { SwitchInputs } from "../providers/switch/switchInputs";
import type { ProgressStep } from "../sandbox/progress";
import type { Sandbox } from "../sandbox/session";
import { type EngineRun, PulumiProject } from "../sandbox/story/pulumi";
import { UserError } from "../sandbox/userError";
import type { ProdSwitch } from "./prodSwitch";
import { type Mover, MOVERS, type NamesPlan } from "./programs/names/plan";
import { takeTurns } from "./turns";

const REPEATS = 5;

/** Seconds that one run of the engine may take; it takes half a minute at most. */
const RUN_LIMIT_SECONDS = 180;

export interface RecordsToSwitchArgs {
  readonly sandbox: Sandbox;

  /** Its balancers and fleets are what the names get. */
  readonly prod: ProdSwitch;

  /** When all rounds must be over, as `performance.now()` tells it. One is done in any case. */
  readonly endBy: number;
  readonly step: ProgressStep;
}

/** By mover, the seconds of the `pulumi up` that moved all names, in each round. */
export type UpWalls = Readonly<Record<Mover, readonly number[]>>;

/**
 * Moves as many names as prod has with two stacks of one small program: with one alias record per name, and with one
 * release switch. Both run on the same engine with the same `--parallel`, and start the same provider.
 *
 * @throws UserError where a run failed, or did something else than to move every name.
 */
export async function recordsToSwitch(args: RecordsToSwitchArgs): Promise<UpWalls> {
  const { sandbox, prod, endBy, step } = args;
  const { inputs } = prod;
  const { env, runId, stateDir, workDir } = sandbox;
  const project = new PulumiProject({
    dir: path.join(workDir, "bench", "programs", "names"),
    env,
    runId,
    logDir: path.join(stateDir, "logs"),
  });
  const colors = [...inputs.colors].sort((color) => (color === inputs.activeColor ? -1 : 1));

  /** Sets the colour and runs `pulumi up`, as a user does; the wall is that of `pulumi up`. */
  const up = async (mover: Mover, color: string): Promise<EngineRun> => {
    await project.configSet(mover, "activeColor", color);
    step.update(`${mover} to ${color}`);
    return project.up(mover, { limitSeconds: RUN_LIMIT_SECONDS });
  };
  const move = async (mover: Mover, round: number): Promise<number> => {
    const run = await up(mover, colors[round % colors.length] ?? "");
    expectCounts(run, { created: 0, updated: mover === "switch" ? 1 : inputs.names.length });
    return run.seconds;
  };

  for (const mover of MOVERS) {
    await project.stackInit(mover);
    await project.configSet(mover, "plan", JSON.stringify(planOf(inputs)));
    const run = await up(mover, inputs.activeColor);
    // The stack and its provider are resources, too.
    expectCounts(run, { created: 2 + (mover === "switch" ? 1 : inputs.names.length), updated: 0 });
  }
  return takeTurns(
    { records: (round) => move("records", round), switch: (round) => move("switch", round) },
    { repeats: REPEATS, limitSeconds: (endBy - performance.now()) / 1000 },
  );
}

/** The switch's inputs without what each stack says itself. */
function planOf(inputs: SwitchInputs): NamesPlan {
  const own: readonly string[] = ["version", "stack", "activeColor", "jobs"];
  const plan = Object.entries(inputs).filter(([key]) => !own.includes(key));
  return Object.fromEntries(plan) as unknown as NamesPlan;
}

function expectCounts(run: EngineRun, { created, updated }: Pick<EngineRun, "created" | "updated">): void {
  const { replaced, deleted, exitCode } = run;
  if (exitCode === 0 && run.created === created && run.updated === updated && replaced + deleted === 0) {
    return;
  }
  throw new UserError(
    `${run.command} was to create ${created} and to update ${updated} resources. It ended with ${exitCode}, after ` +
      `${run.created} created, ${run.updated} updated, ${replaced} replaced, ${deleted} deleted. See ${run.logFile}`,
  );
}
