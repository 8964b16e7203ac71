import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";

/** How many of the last lines of a command's output are kept. */
const KEPT_LINES = 40;

/** Milliseconds between SIGTERM and SIGKILL to a command that has to end. */
const GRACE = 5000;

export interface CommandOptions {
  readonly cwd: string;

  /** Whole environment of the command. */
  readonly env: NodeJS.ProcessEnv;

  /** Seconds after which the command is ended. */
  readonly limitSeconds: number;

  /** Ends the command early. */
  readonly signal?: AbortSignal | undefined;

  /** Gets every line of standard error as it comes. */
  readonly onLine?: ((line: string) => void) | undefined;
}

/** How a command ended. */
export interface EndedCommand {
  /** `undefined` where a signal ended it. */
  readonly code: number | undefined;
  readonly timedOut: boolean;
  readonly stdout: string;

  /** Last lines of standard error. */
  readonly tail: readonly string[];
}

/**
 * Runs a command to its end, without standard input. What it starts inherits the mark of the run, if there is one, and
 * so ends with the run.
 *
 * @throws Error where the command cannot be started or `signal` fires.
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<EndedCommand> {
  options.signal?.throwIfAborted();
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stdout: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  const tail: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => {
    tail.push(line);
    if (tail.length > KEPT_LINES) {
      tail.shift();
    }
    options.onLine?.(line);
  });

  let timedOut = false;
  const limit = setTimeout(() => {
    timedOut = true;
    end(child);
  }, options.limitSeconds * 1000);
  const abort = () => {
    end(child);
  };
  const endWithUs = () => {
    child.kill("SIGTERM");
  };
  options.signal?.addEventListener("abort", abort);
  process.once("exit", endWithUs);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", (cause) => {
        reject(new Error(`${command} could not be started: ${cause.message}`, { cause }));
      });
      child.once("close", resolve);
    });
    options.signal?.throwIfAborted();
    return { code: code ?? undefined, timedOut, stdout: Buffer.concat(stdout).toString("utf8"), tail };
  } finally {
    clearTimeout(limit);
    options.signal?.removeEventListener("abort", abort);
    process.removeListener("exit", endWithUs);
  }
}

/** What went wrong with a command, with the last lines it said; `undefined` where nothing did. */
export function complaint(ended: EndedCommand, limitSeconds: number): string | undefined {
  if (ended.code === 0) {
    return undefined;
  }
  const how = ended.timedOut
    ? `did not end within ${limitSeconds} s`
    : `ended with ${ended.code === undefined ? "a signal" : `exit code ${ended.code}`}`;
  return [how, ...ended.tail.map((line) => `    ${line}`)].join("\n");
}

function end(child: ChildProcess): void {
  child.kill("SIGTERM");
  setTimeout(() => {
    child.kill("SIGKILL");
  }, GRACE).unref();
}

/** Every executable file called `program` in the folders of PATH, in its order. */
export async function findOnPath(program: string, env: NodeJS.ProcessEnv): Promise<string[]> {
  const folders = (env.PATH ?? "").split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const candidates = [...new Set(folders)].map((folder) => path.join(folder, program));
  const found = await Promise.all(candidates.map(isExecutable));
  return candidates.filter((_, index) => found[index]);
}

/** Whether there is a file that may be run, links followed. */
export async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
