import type { ProgressStep } from "../sandbox/progress";
import { batchCount } from "../sandbox/story/expectations";
import type { EngineRun } from "../sandbox/story/pulumi";
import { UserError } from "../sandbox/userError";
import type { DynamicStack } from "./dynamicStack";
import { takeTurns } from "./turns";

const REPEATS = 5;

/** Promotions and rollbacks, in turn. */
export interface Moves {
  /** Seconds of the `pulumi up` of each. */
  readonly walls: Readonly<Record<"promotion" | "rollback", readonly number[]>>;

  /** Change batches that reached Route 53, of each promotion. */
  readonly changeRequests: readonly number[];

  /** What the engine created and deleted in all rollbacks together; a replacement is one of each. */
  readonly rollbackCreates: number;
  readonly rollbackDeletes: number;
}

/**
 * Moves all names to the other colour and back, each with one `pulumi up`.
 *
 * @throws UserError where a move failed or did not change the switch.
 */
export async function thereAndBack(stack: DynamicStack, step: ProgressStep): Promise<Moves> {
  const { gateway } = stack.sandbox;
  const [home, away] = stack.world.args.colors;
  if (home === undefined || away === undefined) {
    throw new Error("The world has no two colours.");
  }
  const rollbacks: EngineRun[] = [];
  const changeRequests: number[] = [];
  const walls = await takeTurns(
    {
      promotion: async () => {
        await gateway.resetCalls();
        const { seconds } = moved(await stack.up(away));
        changeRequests.push(batchCount({ calls: [], batches: await gateway.changeBatches() }));
        return seconds;
      },
      rollback: async () => {
        const run = moved(await stack.up(home));
        rollbacks.push(run);
        return run.seconds;
      },
    },
    {
      repeats: REPEATS,
      onRound: (round) => {
        step.update(`round ${round} of ${REPEATS}`);
      },
    },
  );
  const total = (of: (run: EngineRun) => number) => rollbacks.reduce((sum, run) => sum + of(run), 0);
  return {
    walls,
    changeRequests,
    rollbackCreates: total(({ created, replaced }) => created + replaced),
    rollbackDeletes: total(({ deleted, replaced }) => deleted + replaced),
  };
}

function moved(run: EngineRun): EngineRun {
  if (run.updated !== 1) {
    throw new UserError(
      `${run.command} was to update the release switch, and updated ${run.updated} resources. See ${run.logFile}`,
    );
  }
  return run;
}
