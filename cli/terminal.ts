import { createInterface } from "node:readline/promises";

import { COLORED, type Paint, PLAIN } from "./paint";

/** Where a command's words go. */
export interface Terminal {
  /** Characters of a line. 80 where nobody knows. */
  readonly columns: number;

  /** Whether somebody is there to answer a question. */
  readonly canAsk: boolean;

  /** Whether lines may be painted over, and so progress shown in place. */
  readonly isLive: boolean;
  readonly paint: Paint;

  /** What the command is asked for: on stdout; on stderr where a program reads stdout. */
  readonly print: (text: string) => void;

  /** What is said on the way: on stderr. */
  readonly note: (text: string) => void;

  /** The one JSON document, on stdout, where a program reads it; nothing otherwise. */
  readonly document: (value: unknown) => void;

  /** What somebody types after the question, without blanks around it; an end of input is an empty answer. */
  readonly ask: (question: string, signal: AbortSignal) => Promise<string>;
}

export interface TerminalOptions {
  /** Whether a program reads stdout. */
  readonly json: boolean;

  /** Whether colours are allowed. */
  readonly color: boolean;
}

/** Lines of a terminal that is wider than this are harder to read. */
const WIDEST = 140;
const NARROWEST = 60;
const DEFAULT_COLUMNS = 80;

type Streams = Pick<NodeJS.Process, "stdin" | "stdout" | "stderr">;

/** The terminal of this process. */
export function processTerminal(
  { stdin, stdout, stderr }: Streams,
  environment: Readonly<Record<string, string | undefined>>,
  { json, color }: TerminalOptions,
): Terminal {
  const screen = json ? stderr : stdout;
  const mayColor = color && (environment.NO_COLOR ?? "") === "" && environment.TERM !== "dumb";
  return {
    columns: Math.min(WIDEST, Math.max(NARROWEST, screen.columns || DEFAULT_COLUMNS)),
    canAsk: stdin.isTTY && stderr.isTTY,
    isLive: stderr.isTTY && environment.TERM !== "dumb" && (environment.CI ?? "") === "",
    paint: mayColor && screen.isTTY ? COLORED : PLAIN,
    print: (text) => {
      screen.write(`${text}\n`);
    },
    note: (text) => {
      stderr.write(`${text}\n`);
    },
    document: (value) => {
      if (json) {
        stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
      }
    },
    async ask(question, signal) {
      const reader = createInterface({ input: stdin, output: stderr });
      // The reader takes Ctrl-C from the terminal for itself, and the program would never hear of it.
      reader.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
      const ended = new Promise<string>((resolve) => {
        reader.once("close", () => {
          resolve("");
        });
      });
      try {
        const answer = reader.question(question, { signal }).catch((error: unknown) => {
          throw signal.aborted ? signal.reason : error;
        });
        return (await Promise.race([answer, ended])).trim();
      } finally {
        reader.close();
      }
    },
  };
}
