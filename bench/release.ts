import { availableParallelism } from "node:os";

import { type Progress, withStep } from "../sandbox/progress";
import { openSandbox, type Sandbox } from "../sandbox/session";
import type { StepName } from "../sandbox/story/report";
import { resourcesOf } from "../sandbox/story/stackExport";
import { STORY } from "../sandbox/story/steps";
import { tellStory } from "../sandbox/story/story";
import type { Benchmark } from "./benchmark";
import { manyToOne } from "./manyToOne";
import { prodSwitchOf } from "./prodSwitch";
import { recordsToSwitch } from "./recordsToSwitch";
import { RELEASE_UNITS, releaseFigures, type ReleaseMeasurements } from "./releaseFigures";

/** The story is told up to here: prod is up, was promoted and is rolled back. */
const LAST_STEP: StepName = "rollback prod1";

/** Steps that deploy nothing and measure nothing: what a pull request would see. */
const LEFT_OUT: readonly StepName[] = [
  "first preview",
  "previews under the rules",
  "preview of bad lines",
  "staging deploy",
  "deploy prod2",
  "migrate prod2",
  "contract prod2",
  "promote refused",
];

/** Seconds from the opening of the sandbox in which everything is to be measured. */
const LIMIT_SECONDS = 14 * 60;

/** What a release takes: its promotion, its rollback, and an update that changes nothing. */
export const releaseBenchmark: Benchmark = {
  name: "release",
  description: "promotion, rollback and unchanged update of the whole prod stack, in the sandbox",
  units: RELEASE_UNITS,
  async run(args) {
    const sandbox = await openSandbox(args);
    try {
      return releaseFigures(await measure(sandbox, args.progress));
    } finally {
      await sandbox.close();
    }
  },
};

async function measure(sandbox: Sandbox, progress: Progress): Promise<ReleaseMeasurements> {
  const endBy = performance.now() + LIMIT_SECONDS * 1000;
  const steps = STORY.slice(0, STORY.findIndex(({ name }) => name === LAST_STEP) + 1).filter(
    ({ name }) => !LEFT_OUT.includes(name),
  );
  const { report, failure } = await tellStory({ sandbox, steps, progress });
  if (failure !== undefined) {
    throw failure;
  }
  const exported = await sandbox.root.export("prod");
  const prod = prodSwitchOf(exported);

  const moves = await withStep(progress, "all names against one", (step) =>
    manyToOne({ sandbox, prod, step }),
  );
  const ups = await withStep(progress, "records against the switch", (step) =>
    recordsToSwitch({ sandbox, prod, endBy, step }),
  );
  return { report, resources: resourcesOf(exported).length, moves, ups, cores: availableParallelism() };
}
