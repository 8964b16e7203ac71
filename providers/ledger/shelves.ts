import { sequenceOf } from "./record";

/** One version of one object, or a delete marker, as S3 lists them: of one key the newest first. */
export interface LedgerVersion {
  readonly key: string;
  readonly versionId: string;
  readonly isLatest: boolean;
  readonly isDeleteMarker: boolean;

  /** S3's own time, in steps of a second. */
  readonly lastModified: Date;

  /** What `storedValue` makes of the object's text. Absent for delete markers, and where nobody looked. */
  readonly entry?: unknown;
}

/** Everything that is stored under one number. */
export interface Shelf {
  readonly sequence: number;

  /** Oldest first. The first is the record: under Object Lock nobody can have taken it away and put another in its place. */
  readonly versions: readonly LedgerVersion[];
  readonly markers: readonly LedgerVersion[];
}

/** The versions by number, in the order of the numbers, and those under keys that no record has. */
export function shelve(
  stack: string,
  versions: readonly LedgerVersion[],
): { readonly shelves: readonly Shelf[]; readonly strays: readonly LedgerVersion[] } {
  const byNumber = new Map<number, LedgerVersion[]>();
  const strays: LedgerVersion[] = [];
  for (const version of versions) {
    const sequence = sequenceOf(stack, version.key);
    if (sequence === undefined) {
      strays.push(version);
      continue;
    }
    // S3 lists the newest first, and tells the order within one second by nothing else.
    byNumber.set(sequence, [version, ...(byNumber.get(sequence) ?? [])]);
  }
  const shelves = [...byNumber]
    .sort(([a], [b]) => a - b)
    .map(([sequence, stored]) => ({
      sequence,
      versions: stored.filter(({ isDeleteMarker }) => !isDeleteMarker),
      markers: stored.filter(({ isDeleteMarker }) => isDeleteMarker),
    }));
  return { shelves, strays };
}

/** Numbers from 1 to the last under which no version is left, as ranges such as `3` and `7 to 9`. */
export function missingNumbers(shelves: readonly Shelf[]): readonly { first: number; last: number }[] {
  const missing: { first: number; last: number }[] = [];
  let next = 1;
  for (const { sequence, versions } of shelves) {
    if (versions.length === 0) {
      continue;
    }
    if (sequence > next) {
      missing.push({ first: next, last: sequence - 1 });
    }
    next = sequence + 1;
  }
  const end = shelves.at(-1)?.sequence ?? 0;
  return end >= next ? [...missing, { first: next, last: end }] : missing;
}
