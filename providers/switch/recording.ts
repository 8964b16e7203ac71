import { createHash } from "node:crypto";

import { canonical } from "../canonicalJson";
import type { Intent, LedgerRelease, Outcome } from "../ledger/record";
import { LedgerConflict, type LedgerHead } from "../ledger/store";
import { Unfinished, errorText } from "./failure";
import type { Ticket } from "../queue/lane";
import { versionIn } from "../schema/judge";
import type { SchemaReadings } from "../schema/read";
import type { CloudTools } from "./move";
import type { Verdict } from "./overrides";
import { colorOfAll, promotionOf, type LedgerReading, type Snapshot, type ZoneReading } from "./promotion";
import type { ZonePlan } from "./records";
import type { Turn } from "./turn";
import type { Caller } from "./switchCloud";
import type { Release, SwitchInputs } from "./switchInputs";
import type { Project } from "./types";

/** Seconds for writing a record, tries included: signing and storing. */
const RECORD_SECONDS = 60;

/** An intent that waits for its outcome. */
export interface OpenRecord {
  readonly sequence: number;
  readonly intent: Intent;
  readonly head: LedgerHead;
}

/** Who releases, under what. */
export interface ReleaseFacts {
  readonly turn: Pick<Turn, "ticket" | "token"> | undefined;
  readonly caller: Caller;
  readonly verdict: Verdict;
}

/** An intent but for what the project knows of itself. */
export type Planned = Omit<Intent, "author" | "policyPack">;

/** Where names and ledger stand before anything is done. */
export interface Standing {
  readonly zones: readonly ZoneReading[];
  readonly ledger?: LedgerReading | undefined;

  /** By colour, then by service. */
  readonly releases: SwitchInputs["releases"];
}

/** The intent that an earlier run has left open; `undefined` where there is none. */
export function openRecordOf({ ledger }: Pick<Standing, "ledger">): OpenRecord | undefined {
  const head = ledger !== undefined && "head" in ledger ? ledger.head : undefined;
  const record = head?.entry.record;
  return head?.isOpen === true && record?.body.kind === "intent"
    ? { sequence: record.sequence, intent: record.body, head }
    : undefined;
}

/**
 * Writes down what is about to happen, before anything does.
 *
 * An intent that a killed run has left for the very same move is gone on with; any other is closed as interrupted.
 *
 * @throws Error where the ledger takes no record: nothing was changed.
 */
export async function openRecord(
  tools: CloudTools & { readonly project: Project },
  standing: Standing,
  planned: Planned,
): Promise<OpenRecord> {
  const { cloud, clock, project } = tools;
  const signal = clock.deadline(RECORD_SECONDS, "Writing the intent into the ledger");
  const left = openRecordOf(standing);
  const intent = {
    ...planned,
    author: await project.author(signal),
    policyPack: await project.policyPack(),
  };
  if (left?.intent.to === intent.to && canonical(left.intent.services) === canonical(intent.services)) {
    return left;
  }
  try {
    const before = left === undefined ? headOf(standing) : await recordInterrupted(tools, standing, left);
    const head = await cloud.ledger.append(intent, before, signal);
    return { sequence: head.entry.record.sequence, intent, head };
  } catch (error) {
    throw new Error(
      `The ledger took no record of what was about to happen, and nothing was changed: ${errorText(error, signal)} ` +
        "Run `pulumi up` again once it does.",
      { cause: error },
    );
  }
}

/** Writes down that no name of the switch is left. @throws Error where the ledger does not take it. */
export function recordRemoved(tools: CloudTools, open: OpenRecord): Promise<LedgerHead> {
  return close(tools, open, { result: "done", namesOn: {}, activeColor: null, release: {} });
}

/** Writes down that everything is where the intent wanted it. @throws Unfinished where the ledger does not take it. */
export async function recordDone(
  tools: CloudTools,
  open: OpenRecord,
  inputs: Pick<SwitchInputs, "names" | "activeColor" | "releases">,
): Promise<LedgerHead> {
  const zoneIds = [...new Set(inputs.names.map(({ zoneId }) => zoneId))];
  try {
    return await close(tools, open, {
      result: "done",
      namesOn: Object.fromEntries(zoneIds.map((zoneId) => [zoneId, inputs.activeColor])),
      activeColor: inputs.activeColor,
      release: inputs.releases[inputs.activeColor] ?? {},
    });
  } catch (error) {
    throw new Unfinished(
      `The names are on ${inputs.activeColor}, and the ledger took no record of it: ${errorText(error)} ` +
        "Run `pulumi up` again once it does: it writes the record and moves nothing.",
      {},
      open.sequence,
    );
  }
}

/**
 * Writes down that nothing has moved after all, and why.
 *
 * @returns What could not be written, in words; the intent then stays open, and the next release closes it.
 */
export async function recordFailed(
  tools: CloudTools,
  open: OpenRecord,
  standing: Standing,
  message: string,
): Promise<string | undefined> {
  try {
    await close(tools, open, { ...whereNamesAre(standing), result: "failed", message });
    return undefined;
  } catch (error) {
    return `The ledger took no record of that: ${errorText(error)} The next release closes record ${open.sequence}.`;
  }
}

/** SHA-256 of all that was looked at, so that a record tells whether a snapshot that somebody shows is the one. */
export function digestOf(seen: unknown): string {
  return createHash("sha256").update(canonical(seen)).digest("hex");
}

/** The intent of a release, from what the gate saw and who wants it. */
export function plannedIntent(snapshot: Snapshot, { turn, caller, verdict }: ReleaseFacts): Planned {
  const { inputs, state } = snapshot;
  const ticket = turn?.ticket;
  const overrides = [...new Set(verdict.overridden.map(({ override }) => override))];
  return {
    kind: "intent",
    action: askedFor(ticket) ?? actionOf(snapshot),
    from: promotionOf(snapshot)?.from ?? [],
    to: inputs.activeColor,
    services: changedServices(
      state === undefined ? {} : (state.releases[state.activeColor] ?? {}),
      inputs.releases[inputs.activeColor] ?? {},
      snapshot.schemas,
    ),
    ticket:
      turn === undefined || ticket === undefined
        ? null
        : {
            id: ticket.id,
            token: turn.token,
            requestedBy: ticket.requestedBy,
            ...(ticket.reason !== undefined && { reason: ticket.reason }),
            ...(ticket.reference !== undefined && { reference: ticket.reference }),
          },
    caller,
    gateDigest: digestOf(snapshot),
    overrides: overrides.map(({ gate, service, reason, by, until }) => ({
      gate,
      ...(service !== undefined && { service }),
      reason,
      by,
      until,
    })),
  };
}

/** What a person has asked for; undefined where a run asked for itself. */
function askedFor(ticket: Ticket | undefined): "promote" | "rollback" | undefined {
  return ticket === undefined || ticket.byRun === true || ticket.action === "deploy"
    ? undefined
    : ticket.action;
}

/** What a release is called that nobody has given a name: the way back to what the names reached before is a rollback, if nothing changed there. */
export function actionOf(snapshot: Snapshot): Intent["action"] {
  const { inputs, state } = snapshot;
  if (state === undefined) {
    return "create";
  }
  if (state.activeColor === inputs.activeColor) {
    return "repair";
  }
  const { cameFrom } = state;
  return cameFrom?.color === inputs.activeColor &&
    canonical(cameFrom.release) === canonical(inputs.releases[inputs.activeColor] ?? {})
    ? "rollback"
    : "promote";
}

export function changedServices(
  before: Readonly<Record<string, Release>>,
  after: Readonly<Record<string, Release>>,
  schemas: SchemaReadings = {},
): Intent["services"] {
  const services = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const plain = (release: Release | undefined): LedgerRelease | null =>
    release === undefined ? null : { commit: release.commit, imageId: release.imageId };
  return Object.fromEntries(
    services.map((service) => {
      const schema = versionIn(schemas[service]);
      const change = { old: plain(before[service]), new: plain(after[service]) };
      return [service, schema === undefined ? change : { ...change, schema }];
    }),
  );
}

/** Closes what a killed run has left, with the names as they are now. @throws Error where the ledger does not take it. */
export async function recordInterrupted(
  tools: CloudTools,
  standing: Standing,
  left: OpenRecord,
): Promise<LedgerHead> {
  return close(tools, left, {
    ...whereNamesAre(standing),
    result: "interrupted",
    message:
      "The run that wrote the intent ended before it could write this; the names were found as they are here.",
  });
}

async function close(
  { cloud, clock }: CloudTools,
  { sequence, head }: OpenRecord,
  outcome: Omit<Outcome, "kind" | "intent">,
): Promise<LedgerHead> {
  const signal = clock.deadline(RECORD_SECONDS, "Writing the outcome into the ledger");
  try {
    return await cloud.ledger.append({ kind: "outcome", intent: sequence, ...outcome }, head, signal);
  } catch (error) {
    // Another run may have found the names where they were to be, and said so.
    const now = error instanceof LedgerConflict ? await cloud.ledger.head(signal) : undefined;
    const body = now?.entry.record.body;
    if (now !== undefined && body?.kind === "outcome" && body.intent === sequence) {
      return now;
    }
    throw error;
  }
}

/** Where names and ledger stand, as the gate saw them. */
export function standingOf({ zones, ledger, inputs, state }: Snapshot): Standing {
  return { zones, ledger, releases: { ...inputs.releases, ...state?.releases } };
}

function whereNamesAre({ zones, releases }: Standing): Pick<Outcome, "namesOn" | "activeColor" | "release"> {
  const read = zones.filter((zone): zone is ZonePlan => !("unreadable" in zone));
  const activeColor = (read.length === zones.length ? colorOfAll(read) : undefined) ?? null;
  return {
    namesOn: Object.fromEntries(zones.map((zone) => [zone.zoneId, colorIn(zone)])),
    activeColor,
    release: activeColor === null ? {} : (releases[activeColor] ?? {}),
  };
}

function colorIn(zone: ZoneReading): string {
  return "unreadable" in zone ? "unknown" : (zone.liveColor ?? "unknown");
}

function headOf({ ledger }: Standing): LedgerHead | undefined {
  return ledger !== undefined && "head" in ledger ? ledger.head : undefined;
}
