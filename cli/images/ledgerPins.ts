import type { Pin } from "../../images/collection";
import { canonical } from "../../providers/canonicalJson";
import type {
  Intent,
  LedgerEntry,
  LedgerRecord,
  LedgerRelease,
  Outcome,
} from "../../providers/ledger/record";
import { distinct } from "./distinct";

/** How far back one may turn, and what is evidence. */
export interface LedgerWindow {
  readonly now: Date;

  /** Different releases of each colour, the newest first, that one may turn back to. */
  readonly releases: number;

  /** Days: one may turn back to whatever the public names reached in them. */
  readonly windowDays: number;

  /** Days: images that records of them name are kept as evidence. */
  readonly recordDays: number;
}

const DAY = 86_400_000;

type OutcomeRecord = LedgerRecord & { readonly body: Outcome };

/**
 * What the ledger of a stack keeps.
 *
 * @param entries All of them, oldest first.
 */
export function ledgerPins(
  stack: string,
  entries: readonly LedgerEntry[],
  window: LedgerWindow,
): readonly Pin[] {
  const records = entries.map(({ record }) => record);
  const outcomes = records.filter((record): record is OutcomeRecord => record.body.kind === "outcome");
  return [
    ...lastReleases(outcomes, window.releases).flatMap(({ sequence, body }) =>
      releasePins(body.release, {
        why: `one of the last ${window.releases} releases of ${body.activeColor ?? "mixed colours"} of ${stack}: record ${sequence}`,
        kind: "way-back",
      }),
    ),
    ...outcomes
      .filter((_, index) => reachedUntil(outcomes, index) >= daysBefore(window.now, window.windowDays))
      .flatMap(({ sequence, body }) =>
        releasePins(body.release, {
          why: `the public names of ${stack} reached it in the last ${window.windowDays} days: record ${sequence}`,
          kind: "way-back",
        }),
      ),
    ...records
      .filter(
        ({ at }, index) =>
          // An intent without its outcome may still be carried out, however old it is.
          !(Date.parse(at) < daysBefore(window.now, window.recordDays)) || index === openIntent(records),
      )
      .flatMap((record) =>
        recordPins(record, {
          why: `record ${record.sequence} of the ledger of ${stack} names it, ${record.at.slice(0, 10)}`,
          kind: "record",
        }),
      ),
  ];
}

/** The newest outcomes of each colour that differ in what they released. */
function lastReleases(outcomes: readonly OutcomeRecord[], count: number): readonly OutcomeRecord[] {
  const newest = [...outcomes].reverse();
  const colors = [...new Set(newest.map(({ body }) => body.activeColor))];
  return colors.flatMap((color) =>
    distinct(
      newest.filter(({ body }) => body.activeColor === color),
      ({ body }) => canonical(body.release),
    ).slice(0, count),
  );
}

/** Milliseconds since the epoch until which the names reached what an outcome tells: the next one, or ever since. */
function reachedUntil(outcomes: readonly OutcomeRecord[], index: number): number {
  const next = outcomes[index + 1];
  return next === undefined ? Infinity : Date.parse(next.at);
}

function openIntent(records: readonly LedgerRecord[]): number {
  return records.at(-1)?.body.kind === "intent" ? records.length - 1 : -1;
}

function recordPins(record: LedgerRecord, of: Pick<Pin, "why" | "kind">): readonly Pin[] {
  const { body } = record;
  return body.kind === "migration"
    ? [{ of: { service: body.service, commit: body.commit }, ...of }]
    : namedBy(body).flatMap((release) => releasePins(release, of));
}

function namedBy(body: Intent | Outcome): readonly Readonly<Record<string, LedgerRelease>>[] {
  if (body.kind === "outcome") {
    return [body.release];
  }
  return Object.entries(body.services).flatMap(([service, { old, new: next }]) =>
    [old, next].flatMap((release) => (release === null ? [] : [{ [service]: release }])),
  );
}

/** By commit as well as by id: a commit that was baked again has another image, and is the same release. */
function releasePins(
  release: Readonly<Record<string, LedgerRelease>>,
  of: Pick<Pin, "why" | "kind">,
): readonly Pin[] {
  return Object.entries(release).flatMap(([service, { commit, imageId }]): Pin[] => [
    { of: { service, commit }, ...of },
    { of: { imageId }, ...of },
  ]);
}

function daysBefore(now: Date, days: number): number {
  return now.getTime() - days * DAY;
}
