import type { LedgerBody, LedgerEntry } from "../../../../providers/ledger/record";
import type { LedgerHead } from "../../../../providers/ledger/store";
import { intent, outcome, recordAfter, STACK } from "./fixture";
import type { SigningKey } from "./signingKey";

/** Intents and outcomes in turns, hashed, linked and signed as the ledger does it. */
export function chainOf(
  key: SigningKey,
  length: number,
  fields: { readonly stack?: string; readonly bodies?: readonly LedgerBody[] } = {},
): readonly LedgerEntry[] {
  const entries: LedgerEntry[] = [];
  for (let sequence = 1; sequence <= length; sequence += 1) {
    const last = entries.at(-1);
    const head: LedgerHead | undefined =
      last === undefined ? undefined : { entry: last, isOpen: last.record.body.kind === "intent" };
    const body = fields.bodies?.[sequence - 1] ?? (sequence % 2 === 1 ? intent() : outcome(sequence - 1));
    const record = recordAfter(head, body, fields.stack ?? STACK);
    entries.push(key.entry(record));
  }
  return entries;
}
