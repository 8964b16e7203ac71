import { canonical } from "../canonicalJson";
import type { Intent, LedgerEntry, LedgerRecord, LedgerRelease, Outcome } from "./record";

/** What the public names reached at a moment. */
export interface ReleaseAt {
  /** Null where no colour had all names. */
  readonly activeColor: string | null;

  /** By zone id, the colour that its names were on, or `unknown`. */
  readonly namesOn: Readonly<Record<string, string>>;

  /** By service. */
  readonly release: Readonly<Record<string, LedgerRelease>>;

  /** Since when it was so, in ISO 8601. */
  readonly since: string;

  /** What brought it about: who, why, and under which ticket. */
  readonly by: Intent | null;

  /** The outcome that told it first, and its intent. */
  readonly sequence: number;
  readonly intent: number;

  /** An intent that had no outcome yet at that moment: names may have been on their way to its colour. */
  readonly moving: LedgerEntry | null;
}

/**
 * What the public names reached at a moment; undefined before the first outcome. What happened since an intent without
 * an outcome is told by `moving`, for nobody has looked.
 *
 * @param entries All of them, or those around the moment, oldest first.
 */
export function releaseAt(entries: readonly LedgerEntry[], date: Date): ReleaseAt | undefined {
  const until = entries.filter(({ record }) => Date.parse(record.at) <= date.getTime());
  const outcomes = until.flatMap(({ record }) => (isOutcome(record) ? [record] : []));
  const last = outcomes.at(-1);
  if (last === undefined) {
    return undefined;
  }
  const state = stateText(last.body);
  const start = outcomes.map(({ body }) => stateText(body) === state).lastIndexOf(false) + 1;
  const { sequence, at, body } = outcomes[start] ?? last;
  const intent = entries.find(({ record }) => record.sequence === body.intent)?.record.body;
  const { activeColor, namesOn, release } = last.body;
  return {
    activeColor,
    namesOn,
    release,
    since: at,
    by: intent?.kind === "intent" ? intent : null,
    sequence,
    intent: body.intent,
    moving: openIntent(until) ?? null,
  };
}

/** The last record, where it is an intent that waits for its outcome. */
export function openIntent(entries: readonly LedgerEntry[]): LedgerEntry | undefined {
  const last = entries.at(-1);
  return last?.record.body.kind === "intent" ? last : undefined;
}

function isOutcome(record: LedgerRecord): record is LedgerRecord & { readonly body: Outcome } {
  return record.body.kind === "outcome";
}

function stateText({ activeColor, namesOn, release }: Outcome): string {
  return canonical({ activeColor, namesOn, release });
}
