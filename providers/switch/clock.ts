import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

import type { Clock } from "./types";

/** The machine's own time and chance. */
export const systemClock: Clock = {
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
    // Every call in flight listens, and Node would warn of a leak from the eleventh on.
    setMaxListeners(0, controller.signal);
    const timer = setTimeout(() => {
      controller.abort(new Error(`${what} was not done within ${seconds} s.`));
    }, seconds * 1000);
    // A deadline that nobody waits for any more must not keep the process alive.
    timer.unref();
    return controller.signal;
  },
};
