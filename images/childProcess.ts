import { spawn } from "node:child_process";
import type { Readable } from "node:stream";

/** How a program ended. */
export interface ProgramEnd {
  /** Undefined where a signal ended it. */
  readonly exitCode: number | undefined;

  /** What it printed on both streams, in the order in which it came; the last 64 KiB of it. */
  readonly printed: string;
}

export interface ProgramOptions {
  /** The whole environment. */
  readonly env: NodeJS.ProcessEnv;

  /** Gets every line of both streams as it comes, without its line break. */
  readonly onLine?: (line: string) => void;

  /** Sends SIGTERM when it fires. The program is then waited for all the same: it has to clean up. */
  readonly signal?: AbortSignal;

  /**
   * Whether the program is told to end when this process is gone, however it went.
   *
   * @default false - it then runs on to its end
   */
  readonly endsWithUs?: boolean;
}

const KEPT_CHARACTERS = 64 * 1024;

/**
 * Runs a program to its end, without standard input.
 *
 * @returns Undefined where there is no such program.
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  { env, onLine, signal, endsWithUs = false }: ProgramOptions,
): Promise<ProgramEnd | undefined> {
  const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const stopWatching = endsWithUs && child.pid !== undefined ? watchOver(child, child.pid, env) : undefined;
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    let rest = "";
    stream.setEncoding("utf8").on("data", (piece: string) => {
      printed = (printed + piece).slice(-KEPT_CHARACTERS);
      const lines = (rest + piece).split("\n");
      rest = lines.pop() ?? "";
      lines.forEach((line) => onLine?.(line));
    });
    stream.on("end", () => {
      if (rest !== "") {
        onLine?.(rest);
      }
    });
  }
  const end = () => child.kill("SIGTERM");
  signal?.addEventListener("abort", end, { once: true });
  if (signal?.aborted === true) {
    end();
  }
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", (cause) => {
        if ("code" in cause && cause.code === "ENOENT") {
          resolve(undefined);
        } else {
          reject(cause);
        }
      });
      child.once("close", (code) => {
        resolve({ exitCode: code ?? undefined, printed });
      });
    });
  } finally {
    signal?.removeEventListener("abort", end);
    stopWatching?.();
  }
}

/** Seconds that a program may take to clean up once this process is gone. Packer waits for its instance to end. */
const CLEANING_SECONDS = 600;

/**
 * Has a shell wait for this process to be gone, and then end a program: with SIGTERM, so that it cleans up, and with
 * SIGKILL should it not end.
 *
 * The kernel closes the pipe to the shell when this process ends, for whatever reason; nothing is ever written to it.
 *
 * @returns Ends the watch.
 */
function watchOver(
  { stdout, stderr }: { readonly stdout: Readable; readonly stderr: Readable },
  pid: number,
  env: NodeJS.ProcessEnv,
): () => void {
  // It reads what the program prints from then on: a program whose output nobody can read is ended by its next line.
  const script =
    'read -r _; cat <&3 >/dev/null & cat <&4 >/dev/null & kill -TERM "$1" && for _ in $(seq "$2"); do sleep 1; kill -0 "$1" || exit 0; done; kill -KILL "$1"';
  // In a group of its own: what ends this process by its group must not end the watch.
  const watch = spawn("sh", ["-c", script, "sh", String(pid), String(CLEANING_SECONDS)], {
    env,
    detached: true,
    stdio: ["pipe", "ignore", "ignore", stdout, stderr],
  });
  // Without a shell there is no watch, and the bake goes on: its lease says that it is dead.
  watch.on("error", () => undefined);
  watch.stdin?.on("error", () => undefined);
  watch.unref();
  // Node stops reading what it hands on.
  stdout.resume();
  stderr.resume();
  return () => {
    watch.kill("SIGKILL");
  };
}
