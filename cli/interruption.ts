import { Interrupted } from "./cliError";

/** What asks a program to end. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Milliseconds within which several signals are one. A terminal sends Ctrl-C to every process in front of it, and npx
 * hands it on once more: the second one is no second wish.
 */
const ONE_WISH = 1_000;

/** The part of a process that tells of signals. */
export interface SignalSource {
  on(signal: (typeof SIGNALS)[number], listener: () => void): unknown;
  off(signal: (typeof SIGNALS)[number], listener: () => void): unknown;
}

/** Called with 1 when the program is asked to end, with 2 when it is asked again, and so on. */
export type OnInterrupt = (times: number) => void;

/**
 * Turns the signals that ask a program to end into an orderly end: the first aborts what waits, so that what was begun
 * is put back; a second ends the engine; a third ends this program, whatever it is doing.
 */
export class Interruption {
  private readonly controller = new AbortController();
  private readonly listeners = new Set<OnInterrupt>();
  private readonly handlers: readonly (readonly [(typeof SIGNALS)[number], () => void])[];
  private times = 0;
  private last = -Infinity;

  /**
   * @param source The process.
   * @param now Milliseconds.
   * @param exit Ends the program at once.
   */
  public constructor(
    private readonly source: SignalSource,
    private readonly now: () => number,
    private readonly exit: () => void,
  ) {
    this.handlers = SIGNALS.map((signal) => [
      signal,
      () => {
        this.receive(signal);
      },
    ]);
    for (const [signal, handler] of this.handlers) {
      source.on(signal, handler);
    }
  }

  /** Aborts with an `Interrupted` at the first signal. */
  public get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Listens until the returned function is called. */
  public onInterrupt(listener: OnInterrupt): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** From now on, signals do again what they do by themselves. */
  public close(): void {
    for (const [signal, handler] of this.handlers) {
      this.source.off(signal, handler);
    }
  }

  private receive(signal: string): void {
    const now = this.now();
    if (now - this.last < ONE_WISH) {
      return;
    }
    this.last = now;
    this.times += 1;
    if (this.times > 2) {
      this.exit();
      return;
    }
    this.controller.abort(new Interrupted(signal));
    for (const listener of this.listeners) {
      listener(this.times);
    }
  }
}
