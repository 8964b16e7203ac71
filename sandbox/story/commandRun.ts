import { writeFile } from "node:fs/promises";
import path from "node:path";

import { runDuotone } from "../duotoneCommand";
import type { Sandbox } from "../session";
import type { EngineRun } from "./pulumi";

/** What one run of `duotone` did that changes no resource. */
export interface CommandRun extends EngineRun {
  /** What it wrote for programs; undefined where that is no JSON. */
  readonly document: unknown;
}

/**
 * Runs `duotone` in the work copy, for programs and without a question.
 *
 * @param name What its log is called.
 */
export async function runCommand(
  sandbox: Sandbox,
  name: string,
  ...args: readonly string[]
): Promise<CommandRun> {
  const { stdout, stderr, exitCode, seconds, timedOut } = await runDuotone(
    sandbox,
    ...args,
    "--yes",
    "--json",
  );
  const logFile = path.join(sandbox.stateDir, "logs", `${name.replaceAll(" ", "-")}.log`);
  await writeFile(logFile, stdout + stderr);
  return {
    command: ["duotone", ...args].join(" "),
    exitCode,
    seconds,
    timedOut,
    created: 0,
    updated: 0,
    replaced: 0,
    deleted: 0,
    same: 0,
    changedUrns: [],
    diagnostics: exitCode === 0 ? [] : [{ severity: "error", message: stderr }],
    output: stdout + stderr,
    logFile,
    document: documentIn(stdout),
  };
}

function documentIn(stdout: string): unknown {
  try {
    return JSON.parse(stdout);
  } catch {
    return undefined;
  }
}
