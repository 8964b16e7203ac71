import type { Surroundings } from "../../../cli/context";
import { Interrupted } from "../../../cli/cliError";
import type { OnInterrupt } from "../../../cli/interruption";
import { PLAIN } from "../../../cli/paint";
import { duotoneProgram } from "../../../cli/program";
import { lineProgress } from "../../../cli/progress";
import type { Session } from "../../../cli/session";

/** What one start of `duotone` said and ended with. */
export interface Told {
  readonly exitCode: number | undefined;
  readonly printed: string;
  readonly noted: string;

  /** The JSON document, as a program would read it; undefined where none was written. */
  readonly document: Readonly<Record<string, unknown>> | undefined;
  readonly questions: readonly string[];
}

export interface RunOptions {
  /** What is typed at each question; without it, nobody is there. */
  readonly answers?: readonly string[];

  /** Folder that it is started in. */
  readonly cwd?: string;
  readonly environment?: Record<string, string | undefined>;

  /** The session of a stack, where there are several. */
  readonly openSession?: Surroundings["openSession"];

  /** Gets what ends the program, as Ctrl-C does. */
  readonly onStart?: (interrupt: () => void) => void;
}

/** Starts `duotone` with the given arguments on a session. */
export async function runDuotone(
  session: Session,
  args: readonly string[],
  { answers, onStart, cwd = "/project", environment = {}, openSession }: RunOptions = {},
): Promise<Told> {
  const told = {
    printed: [] as string[],
    noted: [] as string[],
    documents: [] as unknown[],
    questions: [] as string[],
  };
  const left = [...(answers ?? [])];
  const controller = new AbortController();
  const listeners = new Set<OnInterrupt>();
  onStart?.(() => {
    controller.abort(new Interrupted("SIGINT"));
    listeners.forEach((listener) => {
      listener(1);
    });
  });
  const surroundings: Surroundings = {
    clock: session.clock,
    interruption: {
      signal: controller.signal,
      onInterrupt: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    terminal: ({ json }) => ({
      columns: 80,
      canAsk: answers !== undefined,
      isLive: false,
      paint: PLAIN,
      print: (text) => told.printed.push(text),
      note: (text) => told.noted.push(text),
      document: (value) => json && told.documents.push(JSON.parse(JSON.stringify(value))),
      ask: (question) => {
        told.questions.push(question.trim());
        return Promise.resolve(left.shift() ?? "");
      },
    }),
    progress: ({ note }) => lineProgress({ note, now: () => session.clock.now() }),
    openSession: openSession ?? (() => Promise.resolve(session)),
    person: () =>
      Promise.resolve({ name: "ann@example.com", holder: "ann@example.com on laptop (process 7)" }),
    cwd,
    environment,
  };
  let exitCode: number | undefined;
  const program = duotoneProgram(surroundings, (code) => {
    exitCode = code;
  });
  await program.parseAsync(["node", "duotone", ...args]);
  if (told.documents.length > 1) {
    throw new Error(`${told.documents.length} JSON documents were written.`);
  }
  return {
    exitCode,
    printed: told.printed.join("\n"),
    noted: told.noted.join("\n"),
    document: told.documents[0] as Told["document"],
    questions: told.questions,
  };
}

/** A screen without its line breaks. */
export function flat(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}
