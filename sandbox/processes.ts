import { type ChildProcess, type ChildProcessByStdio, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { Socket } from "node:net";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import * as ts from "typescript";
import { GRACE_MS, READY_MESSAGE, RELEASE_MESSAGE, RUN_VARIABLE, endMarkedProcesses } from "./reaper";

/** How a process of a run is started. */
export interface SupervisedOptions {
  /**
   * Working directory.
   *
   * @default - that of this process
   */
  readonly cwd?: string;

  /**
   * The whole environment of the process, to which the run's mark is added.
   *
   * @default - that of this process
   */
  readonly env?: NodeJS.ProcessEnv;

  /** What the process is called in error messages, for example `"AWS emulator"`. */
  readonly label: string;

  /** As for `child_process.spawn`. @default "pipe" */
  readonly stdio?: SpawnOptions["stdio"];

  /**
   * The run that the process belongs to.
   *
   * @default - the run for which this process started a reaper
   */
  readonly runId?: string;

  /**
   * Whether the process ends by itself when its standard input closes, so that it never outlives this process, not
   * even where there is no reaper. Such a process must take the line `release` on its standard input as leave to
   * live on; it is sent when the run is released.
   *
   * @default false
   */
  readonly tethered?: boolean;
}

/** The process that ends a run whose main process is gone. */
export interface Reaper {
  readonly pid: number | undefined;

  /** Lets the run live on after this process: the reaper goes, and `stopRun` is the way to end the run. */
  release(): Promise<void>;
}

const children = new Map<ChildProcess, SupervisedOptions>();

/**
 * Starts a process that belongs to a run: it carries the run's mark in its environment, and so do the processes
 * that it starts in turn. It is ended with the run, see `startReaper`.
 *
 * @throws Error if no run is named and none was started here
 */
export function spawnSupervised(command: string, args: string[], options: SupervisedOptions): ChildProcess {
  const runId = options.runId ?? process.env[RUN_VARIABLE];
  if (runId === undefined) {
    throw new Error(
      `${options.label} cannot be started: it belongs to no run. Call startReaper(runId) first, or pass a runId.`,
    );
  }
  const child = spawn(command, args, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...(options.env ?? process.env), [RUN_VARIABLE]: checkedRunId(runId) },
    stdio: options.stdio ?? "pipe",
  });
  children.set(child, options);
  const forget = () => children.delete(child);
  child.once("exit", forget).once("error", forget);
  // Writing to a process that has just ended is no error of ours.
  child.stdin?.on("error", () => undefined);
  return child;
}

/**
 * Starts the reaper of a run and marks this process's environment, so that whatever it starts from now on belongs
 * to the run, spawned here or by a library.
 *
 * The reaper is a session of its own and holds a pipe to this process. When the pipe closes, because this process
 * returned, threw, got Ctrl-C or was killed with its whole process group, it ends every process on the machine
 * that carries exactly this run's mark, and then itself. A process that was given another environment (`env -i`)
 * or another user is out of its reach.
 *
 * This works through /proc, which is Linux. Elsewhere there is no reaper: the children known here are ended when
 * this process exits, and a SIGKILL leaves them to themselves.
 *
 * @param graceMs time between SIGTERM and SIGKILL when the reaper ends the run, in milliseconds
 * @throws Error if the reaper ends instead of starting, for example because the machine has no memory left
 */
export async function startReaper(runId: string, graceMs: number = GRACE_MS): Promise<Reaper> {
  process.env[RUN_VARIABLE] = checkedRunId(runId);
  if (!existsSync("/proc/self/environ")) {
    process.once("exit", endKnownChildren);
    return {
      pid: undefined,
      release: () => {
        process.removeListener("exit", endKnownChildren);
        return untether();
      },
    };
  }
  const environment = { ...process.env };
  // The reaper is no part of the run: it would end itself.
  Reflect.deleteProperty(environment, RUN_VARIABLE);
  const reaper = spawn(process.execPath, ["-e", await reaperProgram(runId, graceMs)], {
    detached: true,
    env: environment,
    cwd: "/",
    stdio: ["pipe", "pipe", "ignore"],
  });
  await untilReady(reaper);
  reaper.unref();
  // Writing to a reaper that somebody ended must not end this process.
  reaper.stdin.on("error", () => undefined);
  if (reaper.stdin instanceof Socket) {
    reaper.stdin.unref();
  }
  return {
    pid: reaper.pid,
    release: async () => {
      await untether();
      if (reaper.exitCode === null && reaper.signalCode === null) {
        reaper.ref();
        reaper.stdin.end(RELEASE_MESSAGE);
        await once(reaper, "exit");
      }
    },
  };
}

/**
 * Ends every process of a run, for example of a sandbox that was kept. Linux only.
 *
 * @param graceMs time between SIGTERM and SIGKILL, in milliseconds
 * @returns the ids of the processes that were told to end; empty when nothing of the run was left
 * @throws Error if a process cannot be ended, even by SIGKILL
 */
export function stopRun(runId: string, graceMs: number = GRACE_MS): Promise<number[]> {
  return endMarkedProcesses(checkedRunId(runId), graceMs);
}

/** The labels of the processes started here that still run. */
export function runningProcesses(): string[] {
  return [...children.values()].map(({ label }) => label);
}

/** Resolves once the reaper minds no signal, so that nothing of the run starts without somebody to end it. */
async function untilReady(reaper: ChildProcessByStdio<Writable, Readable, null>): Promise<void> {
  await once(reaper, "spawn");
  for await (const message of reaper.stdout) {
    if (String(message) === READY_MESSAGE) {
      // Leaving the loop closes this end of the pipe, which would keep this process alive.
      return;
    }
  }
  throw new Error("The process that ends a run's processes could not be started: it ended at once.");
}

/** Gives the tethered processes leave to live on, and this process leave to end before them. */
async function untether(): Promise<void> {
  for (const [child, { tethered }] of children) {
    child.unref();
    if (tethered === true && child.stdin !== null) {
      const { stdin } = child;
      await new Promise<void>((resolve) => {
        stdin.end(`${RELEASE_MESSAGE}\n`, resolve);
      });
    }
  }
}

/**
 * The reaper as a program for `node -e`. It is compiled here rather than by ts-node there, because the reaper
 * lives as long as the run and would otherwise keep a whole compiler in memory (40 MB instead of 130 MB).
 */
async function reaperProgram(runId: string, graceMs: number): Promise<string> {
  const source = await readFile(join(__dirname, "reaper.ts"), "utf8");
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  return `${outputText}\nexports.reap(${JSON.stringify(runId)}, ${graceMs});`;
}

function endKnownChildren(): void {
  for (const child of children.keys()) {
    child.kill("SIGTERM");
  }
}

function checkedRunId(runId: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{3,63}$/.test(runId)) {
    throw new Error(
      `"${runId}" is no run id: 4 to 64 letters, digits, dots, dashes or underscores, beginning with a letter or digit.`,
    );
  }
  return runId;
}
