import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

import type { Answer, Question } from "./question";

const WORKER = path.join(__dirname, "worker.ts");

/** Milliseconds for one question: without a condition a loop may never end, and that is noticed, too. */
const LIMIT = 60_000;

/** Megabytes of a process' heap: without a filter, a list may grow without end. */
const MEMORY = 1500;

/**
 * Asks several processes, each one question after the other; one that does not answer is ended and counts as having
 * noticed.
 */
export async function askAll<T extends Question>(
  questions: readonly T[],
  processes: number,
  onAnswer: (question: T, answer: Answer, done: number) => void,
): Promise<void> {
  const waiting = [...questions];
  let done = 0;
  const work = async (): Promise<void> => {
    let worker = started();
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const answer = await answerOf(worker, next);
        if (answer === undefined) {
          worker.kill("SIGKILL");
          worker = started();
        }
        onAnswer(next, answer ?? { noticed: true }, (done += 1));
      }
    } finally {
      worker.kill("SIGKILL");
    }
  };
  await Promise.all(Array.from({ length: processes }, work));
}

function started(): ChildProcess {
  return fork(WORKER, {
    execArgv: ["--require", "ts-node/register/transpile-only", `--max-old-space-size=${MEMORY}`],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
}

/** Nothing where the process ended, or took too long. */
async function answerOf(worker: ChildProcess, { file, text, specs }: Question): Promise<Answer | undefined> {
  const waiting = new AbortController();
  const { signal } = waiting;
  const timer = setTimeout(() => {
    waiting.abort();
  }, LIMIT);
  worker.send({ file, text, specs } satisfies Question);
  try {
    const found: unknown[] = await Promise.race([
      once(worker, "message", { signal }),
      once(worker, "exit", { signal }).then(() => []),
    ]);
    return found[0] as Answer | undefined;
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
    waiting.abort();
  }
}
