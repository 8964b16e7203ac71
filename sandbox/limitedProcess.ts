import { constants } from "node:os";
import type { ChildProcess } from "node:child_process";

import { spawnSupervised } from "./processes";

/**
 * Seconds between the signals of a run that has to end: Pulumi's engine waits for operations in flight after the first
 * SIGTERM, and ends at once at the second.
 */
export const DEFAULT_GRACE_SECONDS = 30;

/** Milliseconds that the output of an ended process is waited for. */
const OUTPUT_GRACE = 2000;

export interface LimitedOptions {
  /** The run that the process belongs to. */
  readonly runId: string;
  readonly cwd: string;

  /** Whole environment of the process. */
  readonly env: Readonly<Record<string, string>>;
  readonly limitSeconds: number;

  /** @default DEFAULT_GRACE_SECONDS */
  readonly graceSeconds?: number | undefined;

  /** Gets every piece of output as it comes. */
  readonly onOutput?: ((chunk: Buffer) => void) | undefined;

  /** Gets the process once it runs, for a caller that wants to disturb it. */
  readonly onStart?: ((child: ChildProcess) => void) | undefined;
}

/** How a process ended. */
export interface EndedProcess {
  /** 128 plus the signal's number where a signal ended it. */
  readonly exitCode: number;
  readonly seconds: number;
  readonly timedOut: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a process of the sandbox's run to its end, without standard input, within a time limit.
 *
 * At the limit it gets SIGTERM, after the grace SIGTERM again, after half of it SIGKILL.
 *
 * @throws Error where the program cannot be started.
 */
export async function runLimited(
  command: string,
  args: readonly string[],
  options: LimitedOptions,
): Promise<EndedProcess> {
  const started = performance.now();
  const child = spawnSupervised(command, [...args], {
    runId: options.runId,
    cwd: options.cwd,
    env: { ...options.env },
    label: [command, args[0]].join(" "),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => {
    stdout.push(chunk);
    options.onOutput?.(chunk);
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    stderr.push(chunk);
    options.onOutput?.(chunk);
  });
  options.onStart?.(child);

  const ending = new Ending(child, options.graceSeconds ?? DEFAULT_GRACE_SECONDS);
  let timedOut = false;
  const limit = setTimeout(() => {
    timedOut = true;
    ending.begin();
  }, options.limitSeconds * 1000);
  try {
    const exitCode = await exitCodeOf(child, command);
    const seconds = (performance.now() - started) / 1000;
    return { exitCode, seconds, timedOut, stdout: text(stdout), stderr: text(stderr) };
  } finally {
    clearTimeout(limit);
    ending.stop();
  }
}

/** The signals that end a process, one after the other, until it is gone. */
class Ending {
  private timer: NodeJS.Timeout | undefined;

  public constructor(
    private readonly child: ChildProcess,
    private readonly graceSeconds: number,
  ) {}

  public begin(): void {
    this.send(["SIGTERM", "SIGTERM", "SIGKILL"], this.graceSeconds);
  }

  public stop(): void {
    clearTimeout(this.timer);
  }

  private send(signals: readonly NodeJS.Signals[], waitSeconds: number): void {
    const [signal, ...later] = signals;
    if (signal === undefined) {
      return;
    }
    this.child.kill(signal);
    this.timer = setTimeout(() => {
      this.send(later, waitSeconds / 2);
    }, waitSeconds * 1000);
  }
}

/** The exit code, once the process has ended and its output is read. */
function exitCodeOf(child: ChildProcess, command: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", (cause) => {
      reject(new Error(`${command} could not be started: ${cause.message}`, { cause }));
    });
    child.once("exit", (code, signal) => {
      const exitCode = code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
      const end = () => {
        clearTimeout(timer);
        resolve(exitCode);
      };
      // A child of a killed process may hold the pipes open: what it still writes is not waited for.
      const timer = setTimeout(end, OUTPUT_GRACE);
      child.once("close", end);
    });
  });
}

function text(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString("utf8");
}
