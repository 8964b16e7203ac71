import { compileSources } from "../sandbox/compileSources";
import { MATRIX } from "../sandbox/faults/cases";
import { runMatrix } from "../sandbox/faults/runMatrix";
import { measureThrottling } from "../sandbox/faults/throttling";
import { everyKill } from "../sandbox/kills/everyKill";
import { withStep } from "../sandbox/progress";
import { openSandbox } from "../sandbox/session";
import { UserError } from "../sandbox/userError";
import type { Benchmark } from "./benchmark";
import { FAULTS_UNITS, faultsFigures, faultsProblems } from "./faultsFigures";

/** What a release survives: everything that may go wrong around it, and the end of its process at every step. */
export const faultsBenchmark: Benchmark = {
  name: "faults",
  description: "the fault matrix on the engine, throttling, and every kill point, in the sandbox",
  units: FAULTS_UNITS,
  async run({ projectDir, stateDir, progress }) {
    const sandbox = await openSandbox({ projectDir, stateDir, progress });
    try {
      const { endpoint, region, env, workDir } = sandbox;
      await compileSources(workDir);
      let done = 0;
      const cases = await withStep(progress, "the fault matrix", (step) =>
        runMatrix(sandbox, MATRIX, ({ name }) => {
          step.update(`${(done += 1)} of ${MATRIX.length}: ${name}`);
        }),
      );
      const throttling = await withStep(progress, "a third of all calls throttled", () =>
        measureThrottling(sandbox),
      );
      let killed = 0;
      const { kills, failures } = await withStep(progress, "kills at every step", (step) =>
        everyKill({
          endpoint,
          region,
          projectDir: workDir,
          env,
          onPoint: ({ title }) => {
            step.update(`${(killed += 1)}: ${title}`);
          },
        }),
      );
      const measured = { cases, throttling, kills, failures };
      const problems = faultsProblems(measured);
      if (problems.length > 0) {
        throw new UserError(`What went wrong was not taken as it should be:\n - ${problems.join("\n - ")}`);
      }
      return faultsFigures(measured);
    } finally {
      await sandbox.close();
    }
  },
};
