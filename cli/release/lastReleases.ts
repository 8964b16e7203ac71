import type { Intent, LedgerEntry } from "../../providers/ledger/record";
import type { LedgerStore } from "../../providers/ledger/store";

/** Newest records that are read for the last releases: an intent and an outcome each. */
const RECORDS = 10;

/** One move of the names, as the ledger has it. */
export interface PastRelease {
  /** Number of its intent. */
  readonly sequence: number;

  /** ISO 8601, UTC: when it began. */
  readonly at: string;
  readonly action: Intent["action"];
  readonly from: readonly string[];
  readonly to: string | null;

  /** `open` where the ledger has no outcome yet. */
  readonly result: "done" | "failed" | "interrupted" | "open";
  readonly by: string;
  readonly reason?: string;
  readonly reference?: string;
}

export async function readReleases(
  ledger: LedgerStore,
  signal: AbortSignal,
): Promise<readonly PastRelease[]> {
  return pastReleases(await ledger.entries(signal, { last: RECORDS }));
}

/** The moves that the records tell of, the newest first. */
export function pastReleases(entries: readonly LedgerEntry[]): readonly PastRelease[] {
  const results = new Map(
    entries.flatMap(({ record: { body } }) =>
      body.kind === "outcome" ? [[body.intent, body.result] as const] : [],
    ),
  );
  return entries
    .flatMap(({ record: { body, sequence, at } }): PastRelease[] => {
      if (body.kind !== "intent") {
        return [];
      }
      const { action, from, to, ticket, caller } = body;
      return [
        {
          sequence,
          at,
          action,
          from,
          to,
          result: results.get(sequence) ?? "open",
          by: ticket?.requestedBy ?? caller.arn,
          ...(ticket?.reason !== undefined && { reason: ticket.reason }),
          ...(ticket?.reference !== undefined && { reference: ticket.reference }),
        },
      ];
    })
    .reverse();
}
