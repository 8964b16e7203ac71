import type { Findings } from "./findings";
import type { Wanted } from "./oneResource";

/** One operation of a provider: what the program asks for in this run, and what must be true when it is done. */
export interface Operation {
  /** For messages, for example `promotion`. */
  readonly title: string;
  readonly wanted: Wanted;

  /** What is wrong with the cloud once the operation has converged. */
  settled(): Promise<Findings>;
}

/**
 * Operations of one provider that lead back to where they began, so that each can be done, and interrupted, many times
 * without the cloud being made anew.
 */
export interface Cycle {
  /** The provider, for messages. */
  readonly title: string;

  /** Done once, before everything else. */
  readonly prelude?: Operation;
  readonly operations: readonly Operation[];

  /** What is wrong with the cloud whenever an operation was interrupted. */
  interrupted(): Promise<Findings>;

  /** What a user of the cloud sees, for comparing before and after. */
  look(): Promise<unknown>;

  /**
   * Brings the cloud back to where the first operation begins, where the operations themselves do not; the engine's
   * record goes with it.
   */
  readonly reset?: (() => Promise<void>) | undefined;

  /** Closes the connections, where it has its own. */
  readonly close?: (() => void) | undefined;
}

/** The same lists of calls and moments are split between several drivers: this one takes every `of`th, from `index`. */
export interface Share {
  readonly index: number;
  readonly of: number;
}
