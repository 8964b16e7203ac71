import { setImmediate as turn } from "node:timers/promises";

import { DeadlinePassed } from "../../../../providers/switch/clock";
import type { Clock } from "../../../../providers/switch/types";

interface Timer {
  readonly at: number;
  readonly ring: () => void;
}

/** Turns of the event loop after which nothing more is going on by itself. */
const QUIET_TURNS = 5;

/** Time that passes only when a test says so, for several that wait at once. */
export class SteppedClock implements Clock {
  private timers: Timer[] = [];

  /** @param chance What `random` answers, over and over. */
  public constructor(
    private time = Date.parse("2030-01-02T03:04:05Z"),
    private readonly chance: () => number = () => 0.5,
  ) {}

  public now(): number {
    return this.time;
  }

  public random(): number {
    return this.chance();
  }

  public async sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      this.timers.push({ at: this.time + milliseconds, ring: resolve });
      signal.addEventListener("abort", () => {
        reject(signal.reason as Error);
      });
    });
  }

  public deadline(seconds: number, what: string): AbortSignal {
    const controller = new AbortController();
    const ring = () => {
      controller.abort(new DeadlinePassed(what, seconds));
    };
    this.timers.push({ at: this.time + seconds * 1_000, ring });
    return controller.signal;
  }

  /** Jumps ahead, as for a machine that slept: whoever waited wakes only at the end. */
  public jump(milliseconds: number): void {
    this.time += milliseconds;
  }

  /** Lets time pass, waking everybody at their moment and letting them do what they do. */
  public async pass(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    await this.quiet();
    for (let next = this.next(end); next !== undefined; next = this.next(end)) {
      this.timers = this.timers.filter((timer) => timer !== next);
      this.time = Math.max(this.time, next.at);
      next.ring();
      await this.quiet();
    }
    this.time = Math.max(this.time, end);
  }

  private next(end: number): Timer | undefined {
    return this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  }

  private async quiet(): Promise<void> {
    for (let turns = 0; turns < QUIET_TURNS; turns++) {
      await turn();
    }
  }
}
