import type { Lane } from "./lane";

/** What a change makes of a lane. Without a change it returns the very lane that it was given: nothing is written. */
export type Transition<T> = (lane: Lane, now: number) => { readonly lane: Lane; readonly result: T };

/** The one copy of a stack's queue that everybody shares. */
export interface QueueStore {
  /** The lane as it is now: a lease that is over does not show. */
  read(signal: AbortSignal): Promise<Lane>;

  /**
   * Changes the lane as one step: nobody else's change comes between what the transition saw and what it made.
   *
   * @param transition Pure; it may be run several times, each time on the newest lane, settled at `now`. What it throws
   *   ends the change, and nothing is written.
   */
  change<T>(transition: Transition<T>, signal: AbortSignal): Promise<T>;
  close(): void;
}
