import { writeFile } from "node:fs/promises";
import path from "node:path";

import type { SwitchInputs } from "../providers/switch/switchInputs";
import type { Fault } from "../sandbox/cloud/gatewayClient";
import { runLimited } from "../sandbox/limitedProcess";
import type { ProgressStep } from "../sandbox/progress";
import type { Sandbox } from "../sandbox/session";
import { managementAccess, roleAccess } from "../sandbox/story/cloudAccess";
import { namesElsewhere, readLiveNames } from "../sandbox/story/publicNames";
import { UserError } from "../sandbox/userError";
import type { ProdSwitch } from "./prodSwitch";
import { type MoveTask, type MoveWalls, onlyService, readWalls, stateOf } from "./moveNames";

const REPEATS = 5;

/** Milliseconds until the emulated Route 53 says INSYNC; of itself it says so at once. */
const INSYNC_AFTER = 2_000;

/** Moves in one round: each contestant goes there and back. */
const MOVES_PER_ROUND = 4;

/** Seconds of all moves together; each takes a few. */
const LIMIT_SECONDS = 300;

const SLOW_INSYNC: Fault = {
  id: "insync-after-2s",
  match: { service: "route53", action: "GetChange" },
  effect: { kind: "delay", ms: INSYNC_AFTER },
};

export interface ManyToOneArgs {
  readonly sandbox: Sandbox;
  readonly prod: ProdSwitch;
  readonly step: ProgressStep;
}

/**
 * Moves all public names of prod, and in turn a single one, from the active colour to the other and back.
 *
 * The switch's operations run in a process of their own with a stack's environment, as the engine starts one for them.
 *
 * @throws UserError where a move failed or did not wait for Route 53, or where a name did not come back.
 */
export async function manyToOne({ sandbox, prod, step }: ManyToOneArgs): Promise<MoveWalls> {
  const { gateway, stateDir } = sandbox;
  const taskFile = path.join(stateDir, "move-task.json");
  const wallsFile = path.join(stateDir, "move-walls.json");
  await writeFile(taskFile, JSON.stringify(moveTask(prod.inputs)));

  await gateway.setFaults([SLOW_INSYNC]);
  try {
    await runMoves(sandbox, [taskFile, wallsFile], step);
    const [waits] = await gateway.faultCounts();
    const moves = REPEATS * MOVES_PER_ROUND;
    if (waits === undefined || waits.struck < moves) {
      throw new UserError(
        `Of ${moves} moves, ${waits?.struck ?? 0} at most waited for Route 53, so their walls say nothing.`,
      );
    }
  } finally {
    await gateway.clearFaults();
  }
  await expectNamesBack(sandbox, prod);
  return readWalls(wallsFile);
}

/** @throws UserError where there is nothing to compare: no name, or no second colour. */
function moveTask(inputs: SwitchInputs): MoveTask {
  const { names, colors, activeColor } = inputs;
  const [name] = names;
  const away = colors.find((color) => color !== activeColor);
  if (name === undefined || away === undefined) {
    throw new UserError(
      `The benchmark moves public names between two colours, and prod has ${names.length} names and the colours ` +
        `${colors.join(", ")}. Give prod a web service and a second colour.`,
    );
  }
  const states = { many: stateOf(inputs), one: stateOf(onlyService(inputs, name.service)) };
  return { repeats: REPEATS, colors: [activeColor, away], states };
}

async function runMoves(sandbox: Sandbox, files: readonly string[], step: ProgressStep): Promise<void> {
  const { env, runId, workDir } = sandbox;
  const program = path.join(workDir, "bench", "moveNames.ts");
  const ended = await runLimited(
    process.execPath,
    ["--require", "ts-node/register/transpile-only", program, ...files],
    {
      runId,
      cwd: workDir,
      env,
      limitSeconds: LIMIT_SECONDS,
      onOutput: (chunk) => {
        const [round] = /^round .*/m.exec(chunk.toString("utf8")) ?? [];
        if (round !== undefined) {
          step.update(round);
        }
      },
    },
  );
  if (ended.exitCode !== 0) {
    const how = ended.timedOut ? `took longer than ${LIMIT_SECONDS} s` : `ended with ${ended.exitCode}`;
    throw new UserError(`Moving the names ${how}:\n${(ended.stdout + ended.stderr).trim()}`);
  }
}

async function expectNamesBack({ endpoint, region }: Sandbox, { inputs, state }: ProdSwitch): Promise<void> {
  const { dnsRoleArn, activeColor } = inputs;
  const access =
    dnsRoleArn === undefined ? managementAccess(endpoint, region) : roleAccess(endpoint, region, dnsRoleArn);
  const elsewhere = namesElsewhere(await readLiveNames(access, state), state, activeColor);
  if (elsewhere.length > 0) {
    throw new UserError(`After the moves, names were left behind:\n - ${elsewhere.join("\n - ")}`);
  }
}
