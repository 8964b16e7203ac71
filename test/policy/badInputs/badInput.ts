/** Something bad that may come to the pack, and what is stated to come of it. */
export interface BadInput {
  /** What comes. */
  readonly comes: string;

  /** What is to come of it: a violation of one of some rules, none, or a result in words. */
  readonly stated: string;

  /** Has it happen for real. @returns In which way it was not as stated; nothing where it was. */
  readonly deviations: () => Promise<readonly string[]>;
}

/** A result that is neither a violation nor none. */
export function badInput(comes: string, stated: string, deviations: BadInput["deviations"]): BadInput {
  return { comes, stated, deviations };
}
