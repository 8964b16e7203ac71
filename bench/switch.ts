import { availableParallelism } from "node:os";

import { type Progress, withStep } from "../sandbox/progress";
import { openSandbox, type Sandbox } from "../sandbox/session";
import type { Benchmark } from "./benchmark";
import { type Drift, drift } from "./drift";
import { DynamicStack } from "./dynamicStack";
import { manyToOne } from "./manyToOne";
import { parallelCreates } from "./parallelCreates";
import { prodSwitchOf } from "./prodSwitch";
import { providerTextsOf } from "./providerTexts";
import { recordsToSwitch } from "./recordsToSwitch";
import { SWITCH_UNITS, switchFigures, type SwitchMeasurements } from "./switchFigures";
import { thereAndBack } from "./thereAndBack";

/** Seconds for the comparison with alias records: five rounds take less. */
const RECORDS_LIMIT_SECONDS = 10 * 60;

/** What the switch promises: little work, all names at once, the way back as quick, nothing unseen. */
export const switchBenchmark: Benchmark = {
  name: "switch",
  description: "the release switch and the other dynamic classes, on a small world of two colours",
  units: SWITCH_UNITS,
  async run(args) {
    const sandbox = await openSandbox(args);
    try {
      return switchFigures(await measure(sandbox, args.progress));
    } finally {
      await sandbox.close();
    }
  },
};

async function measure(sandbox: Sandbox, progress: Progress): Promise<SwitchMeasurements> {
  const stack = await withStep(progress, "two colours", () => DynamicStack.make(sandbox));
  try {
    const { names, activeColor } = stack.world.args;
    await withStep(progress, "up", (step) => stack.up(activeColor, step));
    const again = await withStep(progress, "up again", (step) => stack.up(activeColor, step));
    const exported = await stack.export();
    const prod = prodSwitchOf(exported);
    return {
      names: names.length,
      zones: new Set(names.map(({ zoneId }) => zoneId)).size,
      noopChanges: again.created + again.updated + again.replaced + again.deleted,
      texts: providerTextsOf(exported),
      moves: await withStep(progress, "promotions and rollbacks", (step) => thereAndBack(stack, step)),
      manyToOne: await withStep(progress, "all names against one", (step) =>
        manyToOne({ sandbox, prod, step }),
      ),
      drift: await measureDrift(stack, progress),
      creates: await withStep(progress, "sixteen creates against one", (step) =>
        parallelCreates(stack, step),
      ),
      ups: await withStep(progress, "records against the switch", (step) =>
        recordsToSwitch({ sandbox, prod, endBy: performance.now() + RECORDS_LIMIT_SECONDS * 1000, step }),
      ),
      cores: availableParallelism(),
    };
  } finally {
    stack.world.close();
  }
}

/** What a refresh did not see is said: the figure alone would not help. */
async function measureDrift(stack: DynamicStack, progress: Progress): Promise<Drift> {
  const step = progress.step("drift");
  const found = await drift(stack, step).catch((cause: unknown) => {
    step.fail(cause instanceof Error ? cause.message : String(cause));
    throw cause;
  });
  step.done(found.unseen.length === 0 ? "all was seen" : `not seen: ${found.unseen.join("; ")}`);
  return found;
}
