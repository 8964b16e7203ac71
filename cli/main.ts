import { createRequire } from "node:module";

import { CommanderError } from "commander";

import { systemClock } from "../providers/switch/clock";
import type * as sessions from "./engine/pulumiSession";
import { drained } from "./drained";
import { EXIT } from "./exitCodes";
import { Interruption } from "./interruption";
import { personHere } from "./person";
import { duotoneProgram } from "./program";
import { lineProgress, liveProgress } from "./progress";
import { processTerminal } from "./terminal";

/** Starts `duotone` with the arguments of this process. */
export function main(): void {
  // Node 20 is what the project's Pulumi version runs on; the AWS SDK would say at every start that it is old.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  const interruption = new Interruption(process, Date.now, () => process.exit(EXIT.interrupted));
  // What is put back at the end must be put back although the program was asked to end.
  const clock = systemClock(new AbortController().signal);
  let exitCode: number = EXIT.done;
  const program = duotoneProgram(
    {
      clock,
      interruption,
      terminal: (options) => processTerminal(process, process.env, options),
      progress: (terminal) =>
        terminal.isLive
          ? liveProgress(process.stderr, Date.now)
          : lineProgress({ note: terminal.note, now: Date.now }),
      openSession: (where) => loadSessions().openPulumiSession({ ...where, clock, interruption }),
      person: personHere,
      cwd: process.cwd(),
      environment: process.env,
    },
    (code) => {
      exitCode = code;
    },
  );
  exitOnBadUsage(program);
  program
    .parseAsync()
    .catch((error: unknown) => {
      if (error instanceof CommanderError) {
        exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
        if (exitCode !== EXIT.done && process.argv.includes("--json")) {
          const document = { exitCode, error: error.message, reasons: [] };
          process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
        }
        return;
      }
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      exitCode = EXIT.failed;
    })
    // Connections that are kept alive would hold the process.
    .finally(() =>
      Promise.all([process.stdout, process.stderr].map(drained)).finally(() => process.exit(exitCode)),
    );
}

/** Commander ends the process itself with 1 where the usage is wrong. Commands have a code of their own for that. */
function exitOnBadUsage(command: ReturnType<typeof duotoneProgram>): void {
  command.exitOverride();
  command.commands.forEach(exitOnBadUsage);
}

/** Engine and AWS take a second to load, which no help text or completion should wait for. */
function loadSessions(): typeof sessions {
  return createRequire(__filename)("./engine/pulumiSession") as typeof sessions;
}
