import { type EndedProcess, runLimited } from "./limitedProcess";
import type { Sandbox } from "./session";

/** Seconds that one command may take: a preview and an update of the largest stack take two or three minutes. */
const LIMIT_SECONDS = 15 * 60;

/** Runs `duotone` in a sandbox's work copy, as a user does in a clone. */
export function runDuotone(
  { env, runId, workDir }: Pick<Sandbox, "env" | "runId" | "workDir">,
  ...args: readonly string[]
): Promise<EndedProcess> {
  return runLimited(process.execPath, ["cli/duotone.js", ...args], {
    runId,
    cwd: workDir,
    env,
    limitSeconds: LIMIT_SECONDS,
  });
}
