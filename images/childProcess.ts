import { spawn } from "node:child_process";

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
  { env, onLine, signal }: ProgramOptions,
): Promise<ProgramEnd | undefined> {
  const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
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
  }
}
