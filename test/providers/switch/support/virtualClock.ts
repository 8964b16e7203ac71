import { DeadlinePassed } from "../../../../providers/switch/clock";
import type { Clock } from "../../../../providers/switch/types";

/** Time that passes only while somebody sleeps, and chance that is always one half. */
export class VirtualClock implements Clock {
  private time = 0;
  private readonly deadlines: { readonly at: number; readonly expire: () => void }[] = [];

  public now(): number {
    return this.time;
  }

  public random(): number {
    return 0.5;
  }

  public deadline(seconds: number, what: string): AbortSignal {
    const controller = new AbortController();
    this.deadlines.push({
      at: this.time + seconds * 1_000,
      expire: () => {
        controller.abort(new DeadlinePassed(what, seconds));
      },
    });
    return controller.signal;
  }

  public async sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    await Promise.resolve();
    this.pass(milliseconds);
    signal.throwIfAborted();
  }

  public pass(milliseconds: number): void {
    this.time += milliseconds;
    for (const { at, expire } of this.deadlines) {
      if (at <= this.time) {
        expire();
      }
    }
  }
}
