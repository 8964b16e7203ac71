import path from "node:path";
import { StringDecoder } from "node:string_decoder";

import { runLimited } from "../sandbox/limitedProcess";
import type { TestCounts } from "./countingReporter";
import type { OutputTurns } from "./outputTurns";

const PROJECT_DIR = path.resolve(__dirname, "..");

/** Seconds that one program may take before it is taken for stuck; the longest takes less than half of it. */
const PROGRAM_LIMIT_SECONDS = 5400;

/** What came of some tests, and what is to be said about it at the end. */
export interface Result extends Omit<TestCounts, "failures"> {
  readonly notes: readonly string[];
}

/** A piece that was run, and how long that took. */
export interface Done extends Result {
  readonly title: string;
  readonly seconds: number;
}

/** What a piece of the tests works with. */
export interface Tools {
  /** Shows a line when its turn comes. */
  readonly print: (line: string) => void;

  /**
   * Runs a tool of the project's own node_modules to its end and shows its output.
   *
   * @returns Its exit code; 128 plus the signal's number where a signal ended it.
   * @throws Error where it cannot be started.
   */
  readonly run: (
    tool: string,
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
  ) => Promise<number>;
}

/** A piece of the tests that is run as a whole. */
export interface Piece {
  readonly title: string;
  readonly run: (tools: Tools) => Promise<Result>;
}

/** Pieces that are run one after the other. The next one is asked for when its turn comes. */
export interface Lane {
  readonly title: string;
  readonly pieces: Iterable<Piece>;
}

export interface LanesOptions {
  readonly turns: OutputTurns;

  /** The run that everything which is started belongs to. */
  readonly runId: string;

  /** No piece is begun once it has aborted. */
  readonly signal: AbortSignal;
}

/**
 * Runs lanes side by side, and the pieces of each one after the other, whatever becomes of any.
 *
 * @returns The results of all pieces, lane by lane.
 */
export async function runLanes(
  lanes: readonly Lane[],
  { turns, runId, signal }: LanesOptions,
): Promise<readonly Done[]> {
  const running = lanes.map(async ({ title, pieces }) => {
    const turn = turns.open(title);
    const print = (line: string) => {
      turn.write(`${line}\n`);
    };
    const results: Done[] = [];
    for (const piece of pieces) {
      if (signal.aborted) {
        break;
      }
      print(`\n== ${piece.title}`);
      const begun = performance.now();
      const result = await resultOf(piece, { print, run: runTool(turn.write, runId) });
      results.push({ ...result, title: piece.title, seconds: (performance.now() - begun) / 1000 });
    }
    turn.end();
    return results;
  });
  return (await Promise.all(running)).flat();
}

/** One that cannot be run at all has failed, once. */
async function resultOf({ title, run }: Piece, tools: Tools): Promise<Result> {
  try {
    return await run(tools);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return { passed: 0, failed: 1, skipped: 0, notes: [`Failed: ${title}. ${reason}`] };
  }
}

function runTool(write: (text: string) => void, runId: string): Tools["run"] {
  return async (tool, args, env = {}) => {
    // What a program prints comes in pieces, and a piece may end within a letter.
    const decoder = new StringDecoder("utf8");
    const { exitCode, timedOut } = await runLimited(
      path.join(PROJECT_DIR, "node_modules", ".bin", tool),
      args,
      {
        runId,
        cwd: PROJECT_DIR,
        env: { ...definedOf(process.env), ...env },
        limitSeconds: PROGRAM_LIMIT_SECONDS,
        onOutput: (chunk) => {
          write(decoder.write(chunk));
        },
      },
    );
    if (timedOut) {
      write(`\n${tool} was ended: it had not come to its end after ${PROGRAM_LIMIT_SECONDS} s.\n`);
    }
    return exitCode;
  };
}

function definedOf(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
}
