/** What was found wrong, each in a sentence; all empty where nothing is. */
export interface Findings {
  /** Zones whose names point at more than one colour. */
  readonly split: readonly string[];

  /** Names that moved to where they must not. */
  readonly unsafe: readonly string[];

  /** What was made and belongs to nobody. */
  readonly orphans: readonly string[];

  /** What was made or written down more than once. */
  readonly duplicates: readonly string[];

  /** What the next run did not bring in order, so that a person would have to. */
  readonly byHand: readonly string[];
}

export const NOTHING_FOUND: Findings = { split: [], unsafe: [], orphans: [], duplicates: [], byHand: [] };

/** Some kinds of findings, the others empty. */
export function found(some: Partial<Findings>): Findings {
  return { ...NOTHING_FOUND, ...some };
}

export function together(all: readonly Findings[]): Findings {
  const kinds = Object.keys(NOTHING_FOUND) as (keyof Findings)[];
  return Object.fromEntries(
    kinds.map((kind) => [kind, all.flatMap((findings) => findings[kind])]),
  ) as unknown as Findings;
}

/** One line per finding, with its kind. */
export function findingLines(findings: Findings): readonly string[] {
  return Object.entries(findings).flatMap(([kind, lines]) =>
    (lines as readonly string[]).map((line) => `${kind}: ${line}`),
  );
}
