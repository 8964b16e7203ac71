import type { EngineRun } from "../story/pulumi";

/** @throws Error with the engine's output where a run failed that nothing stands in the way of. */
export function expectDone(run: EngineRun): void {
  if (run.exitCode !== 0) {
    throw new Error(`${run.command} ended with ${run.exitCode}:\n${run.output.trim()}`);
  }
}
