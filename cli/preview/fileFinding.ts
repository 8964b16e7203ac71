/** Something in a file that must not be there. The text itself is never repeated. */
export interface FileFinding {
  /** Relative to the root. */
  readonly file: string;

  /** Counted from 1. */
  readonly line: number;

  /** What it is and what to do instead, as one or two sentences. */
  readonly message: string;
}
