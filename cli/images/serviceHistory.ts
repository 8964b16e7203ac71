import type { CatalogueImage } from "../../components/images/catalogueItem";
import type { StateChange } from "../../components/images/imageState";
import type { LedgerEntry } from "../../providers/ledger/record";

/** What of a service the public names reached, and how long. */
export interface ServiceRelease {
  /** ISO 8601. */
  readonly since: string;

  /** Null for what they reach still. */
  readonly until: string | null;

  /** Null where the names were on several colours. */
  readonly color: string | null;
  readonly commit: string;
  readonly imageId: string;

  /** Who asked for it; null where nothing tells. */
  readonly by: string | null;

  /** Number of the outcome in the ledger. */
  readonly sequence: number;
}

/**
 * What of a service the public names reached, from the ledger, oldest first.
 *
 * @param entries All of them, oldest first.
 */
export function serviceHistory(entries: readonly LedgerEntry[], service: string): readonly ServiceRelease[] {
  const releases: ServiceRelease[] = [];
  for (const { record } of entries) {
    const { body, at, sequence } = record;
    if (body.kind !== "outcome") {
      continue;
    }
    const release = body.release[service];
    const last = releases.at(-1);
    const goesOn =
      last?.until === null &&
      last.color === body.activeColor &&
      last.commit === release?.commit &&
      last.imageId === release.imageId;
    if (goesOn) {
      continue;
    }
    if (last?.until === null) {
      releases[releases.length - 1] = { ...last, until: at };
    }
    if (release !== undefined) {
      const by = askedBy(entries, body.intent);
      releases.push({ since: at, until: null, color: body.activeColor, ...release, by, sequence });
    }
  }
  return releases;
}

function askedBy(entries: readonly LedgerEntry[], intent: number): string | null {
  const body = entries.find(({ record }) => record.sequence === intent)?.record.body;
  return body?.kind === "intent" ? (body.ticket?.requestedBy ?? body.caller.arn) : null;
}

/** What the public names reached at a moment; nothing before the first release. */
export function releasedAt(releases: readonly ServiceRelease[], moment: Date): ServiceRelease | undefined {
  return releases.find(
    ({ since, until }) =>
      Date.parse(since) <= moment.getTime() && (until === null || moment.getTime() < Date.parse(until)),
  );
}

/** The state that an image had at a moment; nothing before it was baked. */
export function stateAt({ stateChanges }: CatalogueImage, moment: Date): StateChange | undefined {
  return stateChanges.filter(({ at }) => Date.parse(at) <= moment.getTime()).at(-1);
}
