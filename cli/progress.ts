import { Listr, ListrLogger, ProcessOutput } from "listr2";

import { duration } from "./screens/words";

/** One piece of work that is under way. */
export interface Phase {
  /** What it is doing now; it may be said as often as one likes. */
  update(detail: string): void;

  /** A line that stays. */
  line(text: string): void;
}

/** Shows a person that work goes on, and how long each piece of it took. */
export interface Progress {
  phase<T>(title: string, work: (phase: Phase) => Promise<T>): Promise<T>;
}

/** Milliseconds between two lines about the same phase where lines cannot be painted over. */
const BEAT = 10_000;

export interface LineProgressArgs {
  readonly note: (text: string) => void;

  /** Milliseconds. */
  readonly now: () => number;
}

/** A line when a phase begins, every ten seconds while it says something new, and when it ends. */
export function lineProgress({ note, now }: LineProgressArgs): Progress {
  return {
    async phase(title, work) {
      const started = now();
      let said = started;
      let lastDetail = "";
      note(`${title} ...`);
      const end = (word: string) => {
        note(`${title}: ${word} (${duration(now() - started)})`);
      };
      try {
        const result = await work({
          update: (detail) => {
            if (detail !== lastDetail && now() - said >= BEAT) {
              said = now();
              lastDetail = detail;
              note(`  ${detail} (${duration(now() - started)})`);
            }
          },
          line: (text) => {
            note(`  ${text}`);
          },
        });
        end("done");
        return result;
      } catch (error) {
        end("FAILED");
        throw error;
      }
    },
  };
}

/** One line per phase that is painted over until the phase ends, with the lines that stay below it. */
export function liveProgress(stream: NodeJS.WriteStream, now: () => number): Progress {
  return {
    async phase<T>(title: string, work: (phase: Phase) => Promise<T>): Promise<T> {
      const started = now();
      const since = () => duration(now() - started);
      const context: { result?: { readonly value: T } } = {};
      const tasks = new Listr<typeof context, "default", "silent">(
        {
          title,
          task: async (results, task) => {
            const value = await work({
              update: (detail) => {
                task.title = `${title}: ${detail} (${since()})`;
              },
              line: (text) => {
                task.output = text;
              },
            });
            task.title = `${title} (${since()})`;
            results.result = { value };
          },
          rendererOptions: { persistentOutput: true, outputBar: Infinity },
        },
        {
          ctx: context,
          renderer: "default",
          // Whether this is a terminal was asked of the stream that is written to; listr2 would ask stdout.
          forceTTY: true,
          // The program itself decides what a signal means.
          registerSignalListeners: false,
          rendererOptions: {
            logger: new ListrLogger({
              useIcons: true,
              toStderr: [],
              processOutput: new ProcessOutput(stream, stream, { leaveEmptyLine: false }),
            }),
            // Failures are told once, by whoever ends the program.
            showErrorMessage: false,
            collapseErrors: false,
          },
        },
      );
      await tasks.run();
      if (context.result === undefined) {
        throw new Error(`${title} ended without a result.`);
      }
      return context.result.value;
    },
  };
}
