import { checkedRecord } from "./entrySchema";
import { hashOf, NO_RECORD, type LedgerBody, type LedgerRecord } from "./record";
import type { LedgerHead } from "./store";

/**
 * The record that follows.
 *
 * @param now Milliseconds since the epoch.
 * @throws Error where it is not the body's turn, or with every reason why the body is no record's.
 */
export function nextRecord(
  stack: string,
  body: LedgerBody,
  after: LedgerHead | undefined,
  now: number,
): LedgerRecord {
  return checkedRecord({
    version: 1,
    stack,
    sequence: (after?.entry.record.sequence ?? 0) + 1,
    previous: after === undefined ? NO_RECORD : hashOf(after.entry.record),
    at: timeAfter(after, now),
    body: inTurn(body, after),
  });
}

/**
 * Never before the record that it follows: the clocks of two machines differ by seconds, and time that runs backwards
 * is a sign of tampering.
 */
function timeAfter(after: LedgerHead | undefined, now: number): string {
  const at = new Date(now).toISOString();
  const before = after?.entry.record.at ?? at;
  return at < before ? before : at;
}

/** The body, where it is its kind's turn. */
function inTurn(body: LedgerBody, after: LedgerHead | undefined): LedgerBody {
  const last = after?.entry.record.sequence ?? 0;
  if (body.kind !== "outcome" && after?.isOpen === true) {
    throw new Error(
      `${body.kind === "intent" ? "An intent" : "A migration"} cannot follow record ${last}, an intent without an outcome: write its outcome first, "interrupted" ` +
        "where its run was cut off.",
    );
  }
  if (body.kind === "outcome" && (after?.isOpen !== true || body.intent !== last)) {
    throw new Error(
      `The outcome of record ${body.intent} cannot follow record ${last}: an outcome follows its own intent.`,
    );
  }
  return body;
}
