import { constants } from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Thrown where the user, or the system, asked the program to end. */
export class Interrupted extends Error {
  public override readonly name = "Interrupted";

  public constructor(public readonly signal: (typeof SIGNALS)[number]) {
    super(`Interrupted by ${signal}.`);
  }

  /** As a shell says it: 130 after Ctrl-C. */
  public get exitCode(): number {
    return 128 + constants.signals[this.signal];
  }
}

/** Turns the signals that ask a program to end into an error, so that it ends in order. */
export class Interruption {
  private readonly interrupted: Promise<never>;

  /** From now on; a second signal ends the process at once, and its reaper ends what it started. */
  public constructor() {
    this.interrupted = new Promise<never>((_resolve, reject) => {
      for (const signal of SIGNALS) {
        let count = 0;
        process.on(signal, () => {
          const error = new Interrupted(signal);
          count += 1;
          if (count > 1) {
            process.exit(error.exitCode);
          }
          reject(error);
        });
      }
    });
    // Nobody may be waiting when the signal comes; the next `until` still throws it.
    this.interrupted.catch(() => undefined);
  }

  /**
   * Waits for some work, or throws as soon as a signal comes.
   *
   * @throws Interrupted
   */
  public until<T>(work: Promise<T>): Promise<T> {
    // What is left of the work fails once its processes are ended; by then nobody asks.
    work.catch(() => undefined);
    return Promise.race([this.interrupted, work]);
  }
}
