import { once } from "node:events";
import type { Socket } from "node:net";

/** A call that is being held. */
export interface HeldCall {
  /** The account that called, 12 digits; absent if the request was not signed. */
  readonly account?: string;
  readonly service: string;
  readonly action: string;
  /** `before`: the emulator has not seen it. `after`: it has had its effect, and the caller does not know. */
  readonly when: "before" | "after";
  /** Id of the fault that holds it. */
  readonly fault: string;
}

/** What can be waited for: that some call is held, or none. */
export type HeldState = "some" | "none";

/** The calls that `hold` faults keep waiting, each until the faults are set anew or its caller is gone. */
export class HeldCalls {
  private readonly entries = new Map<HeldCall, AbortController>();
  private readonly watchers = new Set<() => void>();

  /**
   * Holds a call.
   *
   * @param socket The caller's connection.
   * @returns Whether the caller is still there when the call is let go.
   */
  public async hold(call: HeldCall, socket: Socket): Promise<boolean> {
    const letGo = new AbortController();
    this.entries.set(call, letGo);
    this.tell();
    try {
      if (!socket.destroyed) {
        await once(socket, "close", { signal: letGo.signal });
      }
    } catch (error) {
      if (!letGo.signal.aborted) {
        throw error;
      }
    } finally {
      this.entries.delete(call);
      this.tell();
    }
    return !socket.destroyed;
  }

  public list(): HeldCall[] {
    return [...this.entries.keys()];
  }

  /** Lets all go that are held now. */
  public release(): void {
    for (const letGo of this.entries.values()) {
      letGo.abort();
    }
  }

  /** Waits for a state. @returns what is held then, or after so many milliseconds */
  public async until(state: HeldState, ms: number): Promise<HeldCall[]> {
    const isThere = () => this.entries.size > 0 === (state === "some");
    if (!isThere()) {
      await new Promise<void>((resolve) => {
        const end = () => {
          clearTimeout(timer);
          this.watchers.delete(watcher);
          resolve();
        };
        const timer = setTimeout(end, ms);
        timer.unref();
        const watcher = () => {
          if (isThere()) {
            end();
          }
        };
        this.watchers.add(watcher);
      });
    }
    return this.list();
  }

  private tell(): void {
    for (const watcher of [...this.watchers]) {
      watcher();
    }
  }
}
