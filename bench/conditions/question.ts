/** A source with another text, and the specs that should notice. */
export interface Question {
  /** Path in the project. */
  readonly file: string;

  /** Undefined: as it is. */
  readonly text: string | undefined;
  readonly specs: readonly string[];
}

export interface Answer {
  /** Whether a test failed. */
  readonly noticed: boolean;
}
