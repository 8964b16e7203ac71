import type { Shelf, LedgerVersion } from "./shelves";
import { keyOf } from "./record";

export type FindingKind =
  /** The object is no entry at all. */
  | "unreadable"
  /** The record is not the one that was hashed. */
  | "changed"
  /** A number is missing, hidden by a delete marker, or gone from the end. */
  | "removed"
  /** The record belongs under another number. */
  | "reordered"
  /** Several records for one number. */
  | "forked"
  /** The record, or the object, is not one of this ledger. */
  | "foreign"
  /** The record names another key. */
  | "foreign key"
  /** The signature is not the key's for this record. */
  | "bad signature"
  /** The record does not follow the one before it. */
  | "unlinked"
  /** Intents and outcomes do not take turns. */
  | "out of turn"
  /** Time runs backwards, or is not S3's. */
  | "time"
  /** The last record is an intent without an outcome: a run goes on, or was cut off. */
  | "open";

/** One thing to know about a ledger. */
export interface Finding {
  readonly kind: FindingKind;

  /** Whether somebody has to answer for it; otherwise it is worth knowing, and can happen to an honest ledger. */
  readonly isFault: boolean;

  /** The record that it is about. */
  readonly sequence?: number;
  readonly key?: string;

  /** Which record, what was expected, what is there, and what to do. */
  readonly message: string;
}

/** Where the ledger is, for messages. */
export interface Place {
  readonly stack: string;
  readonly bucket: string;
}

/** What a ledger's listing shows, without a look into any object. */
export function listingFindings(
  place: Place,
  shelves: readonly Shelf[],
  strays: readonly LedgerVersion[],
  missing: readonly { readonly first: number; readonly last: number }[],
): readonly Finding[] {
  return [
    ...missing.map((range) => removed(place, range)),
    ...shelves.flatMap((shelf) => [...hidden(place, shelf), ...forked(place, shelf)]),
    ...strays.map((stray) => strayed(place, stray)),
  ];
}

/** The command that reads one version of an object. */
export function readingCommand({ bucket }: Place, { key, versionId }: LedgerVersion): string {
  return `aws s3api get-object --bucket ${bucket} --key '${key}' --version-id ${versionId} record.json`;
}

function removed({ stack, bucket }: Place, { first, last }: { first: number; last: number }): Finding {
  const key = keyOf(stack, first);
  const which =
    first === last ? `Record ${first} of ${stack} is` : `Records ${first} to ${last} of ${stack} are`;
  return {
    kind: "removed",
    isFault: true,
    sequence: first,
    key,
    message:
      `${which} missing: numbers run from 1 without gaps, and no version is left under ${key}. While Object Lock ` +
      `holds, nobody can remove one: look for DeleteObject and PutObjectRetention on ${bucket} in the trail, and for the ` +
      "record in copies of the bucket.",
  };
}

function hidden(place: Place, { sequence, versions, markers }: Shelf): readonly Finding[] {
  const [original] = versions;
  return markers.map(({ key, versionId, lastModified }) => ({
    kind: "removed",
    isFault: true,
    sequence,
    key,
    message:
      `Record ${sequence} of ${place.stack} has a delete marker (version ${versionId}, ${lastModified.toISOString()}), ` +
      "and nobody deletes records. " +
      (original === undefined
        ? "Nothing is left below it: look for DeleteObject in the trail."
        : `The record below it is kept under Object Lock: ${readingCommand(place, original)} reads it. Find out in the trail ` +
          `who deleted it, then take the marker away: aws s3api delete-object --bucket ${place.bucket} --key '${key}' ` +
          `--version-id ${versionId}.`),
  }));
}

function forked(place: Place, { sequence, versions }: Shelf): readonly Finding[] {
  const [original, ...later] = versions;
  if (original === undefined || later.length === 0) {
    return [];
  }
  const others = later.map(({ versionId, lastModified }) => `${versionId} of ${lastModified.toISOString()}`);
  return [
    {
      kind: "forked",
      isFault: true,
      sequence,
      key: original.key,
      message:
        `Record ${sequence} of ${place.stack} was written ${versions.length} times, and a record is written once. ` +
        `The first version is the record, kept under Object Lock: ${readingCommand(place, original)} reads it. Later: ` +
        `${others.join(", ")}. Find out in the trail who wrote there (PutObject on ${original.key}).`,
    },
  ];
}

function strayed({ stack, bucket }: Place, { key, versionId, lastModified }: LedgerVersion): Finding {
  return {
    kind: "foreign",
    isFault: true,
    key,
    message:
      `${key} (version ${versionId}, ${lastModified.toISOString()}) is no record of ${stack}: records are named like ` +
      `${keyOf(stack, 1)}. duotone did not write it: find out in the trail who did (PutObject on ${bucket}).`,
  };
}
