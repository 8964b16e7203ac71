import { existsSync } from "node:fs";
import path from "node:path";

import { compileSources } from "../../sandbox/compileSources";
import type { Sandbox } from "../../sandbox/session";
import { PulumiProject } from "../../sandbox/story/pulumi";

/**
 * One of the programs below `programs`, compiled once for all of its runs.
 *
 * @param env Beside the sandbox's.
 */
export async function engineProgram(
  sandbox: Sandbox,
  name: string,
  env: Readonly<Record<string, string>> = {},
): Promise<PulumiProject> {
  const dir = path.join(sandbox.workDir, "test", "engine", "programs", name);
  if (!existsSync(path.join(dir, "index.js"))) {
    await compileSources(sandbox.workDir);
  }
  return new PulumiProject({
    dir,
    env: { ...sandbox.env, ...env },
    logDir: path.join(sandbox.stateDir, "logs"),
    runId: sandbox.runId,
  });
}
