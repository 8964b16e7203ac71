import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

import type { Clock } from "./types";

/** Why the signal of {@link Clock.deadline} aborts once its time is over; anything else ends it early. */
export class DeadlinePassed extends Error {
  public constructor(what: string, seconds: number) {
    super(`${what} was not done within ${seconds} s.`);
  }
}

/** The machine's own time and chance. Every wait ends early when the given signal aborts. */
export function systemClock(end: AbortSignal): Clock {
  return {
    now: () => Date.now(),
    random: () => Math.random(),

    async sleep(milliseconds, signal) {
      try {
        await sleep(milliseconds, undefined, { signal });
      } catch (error) {
        throw signal.aborted ? signal.reason : error;
      }
    },

    deadline(seconds, what) {
      const controller = new AbortController();
      const timer = setTimeout(() => {
        controller.abort(new DeadlinePassed(what, seconds));
      }, seconds * 1000);
      // A deadline that nobody waits for any more must not keep the process alive.
      timer.unref();
      const signal = AbortSignal.any([controller.signal, end]);
      // Every call in flight listens, and Node would warn of a leak from the eleventh on.
      setMaxListeners(0, signal);
      return signal;
    },
  };
}
