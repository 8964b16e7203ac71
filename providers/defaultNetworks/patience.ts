import { verdictOn } from "../accountAccess/verdict";
import { errorText, isNamed } from "../switch/failure";
import type { Clock } from "../switch/types";

/** Milliseconds before the second try, and the most between two. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 10_000;

/** Milliseconds between two lines of progress. */
const REPORT_INTERVAL = 15_000;

/**
 * Tries until it works or waiting is in vain.
 *
 * EC2 opens a new account region by region, some minutes after the first; and it takes some seconds to see that what a
 * network depended on is gone.
 *
 * @param onWait Told why it waits, now and then.
 * @throws Error with the last refusal in AWS's own words, at the deadline or where waiting is in vain.
 */
export async function keepTrying<T>(
  clock: Clock,
  task: () => Promise<T>,
  onWait: (why: string) => void,
  signal: AbortSignal,
): Promise<T> {
  let last: unknown;
  let reported = -Infinity;
  try {
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        return await task();
      } catch (error) {
        if (signal.aborted) {
          throw error;
        }
        throwInVain(error);
        last = error;
      }
      if (clock.now() - reported >= REPORT_INTERVAL) {
        reported = clock.now();
        onWait(errorText(last));
      }
      // Half to all of the pause, so that regions that failed together do not ask together.
      await clock.sleep(pause * (0.5 + clock.random() / 2), signal);
    }
  } catch (error) {
    if (!signal.aborted || last === undefined) {
      throw error;
    }
    throw new Error(`${errorText(error, signal)} The last answer was: ${errorText(last)}${hint(last)}`, {
      cause: error,
    });
  }
}

function throwInVain(error: unknown): void {
  const verdict = verdictOn(error);
  if (!isDependency(error) && !verdict.wait) {
    throw new Error(`${errorText(error)} ${verdict.advice}`, { cause: error });
  }
}

/** The removal lists what it knows of before it begins; AWS has kinds of things that it does not know of. */
function hint(error: unknown): string {
  return isDependency(error) ? " Asked to delete the VPC, AWS's console lists what is still in it." : "";
}

function isDependency(error: unknown): boolean {
  return isNamed(error, "DependencyViolation");
}
