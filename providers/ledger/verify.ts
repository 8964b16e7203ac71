import { listingFindings, type Finding } from "./findings";
import { hashOf } from "./record";
import { readVersion, recordFindings, type ReadVersion, type Trust } from "./recordFindings";
import { missingNumbers, shelve, type LedgerVersion } from "./shelves";

/** A head that somebody remembers: from a notice, an earlier look, or a run of the engine. */
export interface KnownHead {
  readonly sequence: number;
  readonly hash: string;
}

/** What `verifyLedger` looks at. */
export interface LedgerEvidence extends Trust {
  /** Every version of every object under the stack's prefix and the delete markers, in S3's order. */
  readonly versions: readonly LedgerVersion[];

  /** Where one is known. */
  readonly head?: KnownHead | undefined;
}

/**
 * Everything that is wrong with a ledger, by number; an empty list is a sound one.
 *
 * Needs nothing but what is stored and the public key. What was cut off from the end without a trace shows only where
 * a later head is known.
 */
export function verifyLedger(evidence: LedgerEvidence): readonly Finding[] {
  const { shelves, strays } = shelve(evidence.stack, evidence.versions);
  const read = shelves.flatMap(({ sequence, versions: [first] }) =>
    first === undefined ? [] : [readVersion(sequence, first)],
  );
  const findings = [
    ...listingFindings(evidence, shelves, strays, missingNumbers(shelves)),
    ...recordFindings(evidence, read),
    ...headFindings(evidence, read),
  ];
  return findings.sort((a, b) => (a.sequence ?? Infinity) - (b.sequence ?? Infinity));
}

/** What a remembered head shows: whether its record is still there, and still the same. */
function headFindings(
  { stack, bucket, head }: LedgerEvidence,
  records: readonly ReadVersion[],
): readonly Finding[] {
  if (head === undefined) {
    return [];
  }
  const { sequence, hash } = head;
  const found = records.find((record) => record.sequence === sequence);
  const last = records.at(-1)?.sequence ?? 0;
  const expected = `Record ${sequence} of ${stack} is known to have the hash ${hash}`;
  if (found === undefined && sequence > last) {
    const end = last === 0 ? "the ledger is empty" : `the ledger ends with record ${last}`;
    const message =
      `${expected}, and ${end}: the end was cut off. While Object Lock holds, nobody can do that: look for DeleteObject and ` +
      `PutObjectRetention on ${bucket} in the trail. Or is this another bucket, or another stack's head?`;
    return [{ kind: "removed", isFault: true, sequence, message }];
  }
  // A number that is missing further up, or a record that cannot be read, is a finding already.
  const there = found?.entry === undefined ? undefined : hashOf(found.entry.record);
  if (found === undefined || there === undefined || there === hash) {
    return [];
  }
  const message =
    `${expected}, and the record that is there has ${there}. Either the ledger was written anew from there on, or the ` +
    "hash is another ledger's: compare it with the notice that told it.";
  return [{ kind: "changed", isFault: true, sequence, key: found.version.key, message }];
}
