import type { Mode, Stack } from "../support/declaredStack";

/** A fault that a developer could make in our own program or its stack files: one text in one file is another. */
export interface Mutant {
  /** What the fault is. */
  readonly title: string;

  /** Path in the project. */
  readonly file: string;

  /** Text that the file has exactly once. */
  readonly text: string;
  readonly replacement: string;

  /** A stack in which the fault shows. */
  readonly stack: Stack;

  /**
   * @default preview - before anything exists. A document that names an account is not known yet then, and a fault in it
   * shows in the preview of the next change: `update`
   */
  readonly mode?: Mode;

  /** Rules of which at least one must refuse it. */
  readonly refusedBy: readonly string[];
}
