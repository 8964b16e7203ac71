import { parseEntry } from "./entrySchema";
import { readingCommand, type Finding, type Place } from "./findings";
import { hashOf, NO_RECORD, type LedgerEntry } from "./record";
import type { LedgerVersion } from "./shelves";
import { isSignedBy, readPublicKey } from "./signature";

/**
 * How far a record's time may be from S3's, in milliseconds, before it is worth a word: S3 itself refuses requests
 * from clocks that are wrong by more;
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html (RequestTimeTooSkewed)
 */
const CLOCK_TOLERANCE = 900_000;

/** What the records are checked against. */
export interface Trust extends Place {
  readonly keyArn: string;

  /** DER in base64, as KMS gives it. */
  readonly publicKey: string;
}

/** A stored version, with what it holds where that is an entry. */
export interface ReadVersion {
  readonly sequence: number;
  readonly version: LedgerVersion;
  readonly entry?: LedgerEntry;
}

export function readVersion(sequence: number, version: LedgerVersion): ReadVersion {
  const parsed = parseEntry(version.entry);
  return { sequence, version, ...("value" in parsed && { entry: parsed.value }) };
}

/** What is wrong with each of the records, and between neighbours among them. */
export function recordFindings(trust: Trust, records: readonly ReadVersion[]): readonly Finding[] {
  const key = readPublicKey(trust.publicKey);
  return records.flatMap((record, index) => {
    const { sequence, version, entry } = record;
    const about = aboutRecord(trust, record);
    if (entry === undefined) {
      return [about("unreadable", unreadable(version.entry))];
    }
    const before = records[index - 1];
    return [
      ...ownFindings(trust, entry, sequence).map(([kind, text]) => about(kind, text)),
      ...(isSignedBy(key, entry)
        ? []
        : [about("bad signature", `its signature is not that of ${trust.keyArn} for this record`)]),
      ...(sequence === 1 || before?.sequence === sequence - 1
        ? linkFindings(entry, before?.entry).map(([kind, text]) => about(kind, text))
        : []),
      ...clockFindings(about, entry, version),
      ...(entry.record.body.kind === "intent" && index === records.length - 1
        ? [openFinding(trust, record)]
        : []),
    ];
  });
}

type Fault = readonly [kind: Finding["kind"], text: string];

function ownFindings({ stack, keyArn }: Trust, entry: LedgerEntry, sequence: number): readonly Fault[] {
  const { record, hash } = entry;
  const faults: Fault[] = [];
  if (record.stack !== stack) {
    faults.push(["foreign", `it is a record of stack ${record.stack}`]);
  }
  if (record.sequence !== sequence) {
    faults.push(["reordered", `it is record ${record.sequence}, in the place of record ${sequence}`]);
  }
  if (hash !== hashOf(record)) {
    faults.push(["changed", `its hash is said to be ${hash}, and the record hashes to ${hashOf(record)}`]);
  }
  if (entry.keyArn !== keyArn) {
    faults.push(["foreign key", `it names the key ${entry.keyArn}, and this ledger's key is ${keyArn}`]);
  }
  return faults;
}

/** What does not fit between a record and the one before; `before` is absent where that one cannot be read. */
function linkFindings({ record }: LedgerEntry, before: LedgerEntry | undefined): readonly Fault[] {
  const { previous, at, body, sequence } = record;
  if (sequence !== 1 && before === undefined) {
    return [];
  }
  const faults: Fault[] = [];
  const expected = before === undefined ? NO_RECORD : hashOf(before.record);
  if (previous !== expected) {
    const what =
      before === undefined ? "the first record follows" : `record ${before.record.sequence} hashes to`;
    faults.push(["unlinked", `it follows ${previous}, and ${what} ${expected}`]);
  }
  if (before !== undefined && at < before.record.at) {
    faults.push(["time", `it is of ${at}, and the record before it of ${before.record.at}`]);
  }
  const open = before?.record.body.kind === "intent" ? before.record.sequence : undefined;
  if (body.kind !== "outcome" && open !== undefined) {
    faults.push([
      "out of turn",
      `it is ${body.kind === "intent" ? "an intent" : "a migration"}, and record ${open} is an intent that has no outcome`,
    ]);
  }
  if (body.kind === "outcome" && body.intent !== open) {
    const wanted = open === undefined ? "no intent is open" : `the open intent is record ${open}`;
    faults.push(["out of turn", `it is the outcome of record ${body.intent}, and ${wanted}`]);
  }
  return faults;
}

function clockFindings(
  about: About,
  { record }: LedgerEntry,
  { lastModified }: LedgerVersion,
): readonly Finding[] {
  const apart = Math.abs(Date.parse(record.at) - lastModified.getTime());
  if (apart <= CLOCK_TOLERANCE) {
    return [];
  }
  const text = `it says that it is of ${record.at}, and S3 took it at ${lastModified.toISOString()}`;
  return [about("time", text, false)];
}

function unreadable(stored: unknown): string {
  const parsed = parseEntry(stored);
  if (typeof stored === "string" || !("problems" in parsed)) {
    return `what is there is not JSON as duotone writes it: ${JSON.stringify(String(stored).slice(0, 80))}`;
  }
  return `what is there is no entry (${parsed.problems.join("; ")})`;
}

type About = (kind: Finding["kind"], text: string, isFault?: boolean) => Finding;

/** Makes findings of what is wrong with one record. */
function aboutRecord(place: Place, { sequence, version }: ReadVersion): About {
  return (kind, text, isFault = true) => ({
    kind,
    isFault,
    sequence,
    key: version.key,
    message:
      `Record ${sequence} of ${place.stack}: ${text}. ` +
      (isFault
        ? `See what is there with: ${readingCommand(place, version)}. Look for who wrote it in the trail (PutObject on ` +
          `${version.key}, Sign with the ledger's key), and for the record in copies of the bucket.`
        : "Was the clock of the machine that wrote it wrong?"),
  });
}

function openFinding({ stack }: Place, { sequence, version }: ReadVersion): Finding {
  return {
    kind: "open",
    isFault: false,
    sequence,
    key: version.key,
    message:
      `Record ${sequence} of ${stack} is an intent without an outcome. A run goes on, or was cut off: then the next ` +
      "`pulumi up` finds out what became of it and writes the outcome.",
  };
}
