import { errorText, isNamed, Unfinished } from "./failure";
import { liveImage, undo, type ZonePlan } from "./records";
import type { Turn } from "./turn";
import type { LiveRecord, RecordChange, SwitchCloud } from "./switchCloud";
import type { SwitchTools } from "./types";

/** Route 53 takes one batch per zone at a time, and so many requests per second per account. */
const WORTH_RETRYING = [
  "PriorRequestNotComplete",
  "Throttling",
  "ThrottlingException",
  "RequestLimitExceeded",
];

/** First and longest pause between two tries of a batch, and between two looks at a change; milliseconds. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 5_000;

/** Route 53 refuses longer comments; https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeBatch.html */
const LONGEST_COMMENT = 256;

/** Seconds between two reports while waiting. */
const REPORT_EVERY = 10;

export interface MoveArgs {
  readonly plans: readonly ZonePlan[];

  /** By zone, the record sets that the plans were made from. */
  readonly before: ReadonlyMap<string, readonly LiveRecord[]>;
  readonly comment: string;

  /** For each zone to take its batch; and once more for undoing, where one does not. */
  readonly batchSeconds: number;

  /** Changes of an earlier run that are still to be waited for. */
  readonly pendingChanges: Readonly<Record<string, string>>;

  /** The turn in the release queue that is shown before every batch; absent where no release is carried out. */
  readonly turn?: Pick<Turn, "confirm"> | undefined;
}

/**
 * Sends one batch per zone that differs, zone after zone.
 *
 * A batch is all or nothing, but there is none for two zones. Where a later zone refuses, the earlier ones are put
 * back, so that the names move together or not at all.
 *
 * @returns By zone id, the change to wait for, earlier ones included.
 * @throws Error where nothing has moved in the end.
 * @throws Unfinished where something has, or where nobody knows.
 */
export async function moveNames(
  { cloud, clock, progress }: CloudTools,
  { plans, before, comment, batchSeconds, pendingChanges, turn }: MoveArgs,
): Promise<Readonly<Record<string, string>>> {
  const due = plans.filter(({ changes }) => changes.length > 0);
  const done: ZonePlan[] = [];
  const changeIds: Record<string, string> = { ...pendingChanges };
  const send = (
    zoneId: string,
    changes: readonly RecordChange[],
    signal: AbortSignal,
    beforeEachTry?: (signal: AbortSignal) => Promise<void>,
  ) =>
    sendPatiently(
      { cloud, clock, progress },
      { zoneId, changes, comment: comment.slice(0, LONGEST_COMMENT), beforeEachTry },
      signal,
    );

  for (const plan of due) {
    const { zoneId, changes } = plan;
    const signal = clock.deadline(batchSeconds, `The change of zone ${zoneId}`);
    try {
      changeIds[zoneId] = await send(zoneId, changes, signal, turn?.confirm);
    } catch (error) {
      const problem = `Zone ${zoneId} did not take its batch of ${counted(changes)}: ${errorText(error, signal)}`;
      const aftermath = clock.deadline(batchSeconds, "Finding out what became of it, or taking it back,");
      const fate = await fateOf(cloud, plan, aftermath);
      if (fate === "unknown") {
        throw new Unfinished(`${problem} Whether its names moved could not be found out.`, changeIds);
      }
      if (fate === "refused") {
        const sendBack = (back: string, changesBack: readonly RecordChange[]) =>
          send(back, changesBack, aftermath);
        await takeBack(done, problem, changeIds, sendBack, before);
        throw new Error(`${problem} No name has moved.`, { cause: error });
      }
      // The names moved and only the answer was lost. The same again changes nothing and gives a change to wait for.
      const changeId = await resend(send, plan, problem, changeIds, aftermath);
      if (changeId !== undefined) {
        changeIds[zoneId] = changeId;
      }
    }
    done.push(plan);
    progress(`zone ${zoneId}: ${counted(changes)} changed in one batch`);
  }
  return changeIds;
}

/** The tools of one operation, with its connection. */
export type CloudTools = Pick<SwitchTools, "clock" | "progress"> & { readonly cloud: SwitchCloud };
type Send = (zoneId: string, changes: readonly RecordChange[], signal: AbortSignal) => Promise<string>;

/**
 * Waits until all of Route 53's name servers know the changes.
 *
 * @throws Unfinished at the deadline: the names have moved, and the next run goes on waiting.
 */
export async function waitUntilInSync(
  { cloud, clock, progress }: CloudTools,
  changeIds: Readonly<Record<string, string>>,
  seconds: number,
  turn?: Pick<Turn, "pulse">,
): Promise<void> {
  const signal = clock.deadline(seconds, "INSYNC");
  const start = clock.now();
  let pending = Object.entries(changeIds);
  let pause = FIRST_PAUSE;
  let reported = start;
  try {
    for (;;) {
      const inSync = await Promise.all(pending.map(([, changeId]) => cloud.isInSync(changeId, signal)));
      pending = pending.filter((_, index) => inSync[index] !== true);
      if (pending.length === 0) {
        return;
      }
      if (clock.now() - reported >= REPORT_EVERY * 1_000) {
        reported = clock.now();
        const zones = pending.map(([zoneId]) => zoneId).join(", ");
        progress(`waiting for INSYNC of zone ${zones} for ${Math.round((reported - start) / 1_000)} s`);
      }
      await turn?.pulse(signal);
      await clock.sleep(pause * (0.5 + clock.random() / 2), signal);
      pause = Math.min(pause * 1.5, LONGEST_PAUSE);
    }
  } catch (error) {
    const zones = pending.map(([zoneId, changeId]) => `${zoneId} (${changeId})`).join(", ");
    throw new Unfinished(
      `The names were changed, and Route 53 has not said INSYNC for zone ${zones}: ${errorText(error, signal)} ` +
        "Run `pulumi up` again: it goes on waiting and changes nothing twice.",
      Object.fromEntries(pending),
    );
  }
}

interface Batch {
  readonly zoneId: string;
  readonly changes: readonly RecordChange[];
  readonly comment: string;
  readonly beforeEachTry: ((signal: AbortSignal) => Promise<void>) | undefined;
}

async function sendPatiently(
  { cloud, clock, progress }: CloudTools,
  { zoneId, changes, comment, beforeEachTry }: Batch,
  signal: AbortSignal,
): Promise<string> {
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    await beforeEachTry?.(signal);
    try {
      return await cloud.changeRecords(zoneId, changes, comment, signal);
    } catch (error) {
      if (!isNamed(error, ...WORTH_RETRYING)) {
        throw error;
      }
      progress(`zone ${zoneId}: ${error instanceof Error ? error.name : "busy"}, trying again`);
      // Half of the pause is chance, so that two clients do not meet again and again.
      await clock.sleep(pause * (0.5 + clock.random() / 2), signal);
    }
  }
}

/** What became of a batch that was not answered well. A batch is all or nothing, so one name tells of the others. */
async function fateOf(
  cloud: SwitchCloud,
  { zoneId, wanted, changes }: ZonePlan,
  signal: AbortSignal,
): Promise<"accepted" | "refused" | "unknown"> {
  const fqdns = changes.map(({ record }) => record.name);
  try {
    const now = liveImage(fqdns, await cloud.listRecords(zoneId, fqdns, signal));
    const arrived = fqdns.filter((fqdn) => now[fqdn] === wanted[fqdn]).length;
    return arrived === fqdns.length ? "accepted" : arrived === 0 ? "refused" : "unknown";
  } catch {
    return "unknown";
  }
}

async function resend(
  send: Send,
  { zoneId, changes }: ZonePlan,
  problem: string,
  changeIds: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const again = changes.flatMap(({ action, record }): RecordChange[] =>
    action === "DELETE" ? [] : [{ action: "UPSERT", record }],
  );
  if (again.length === 0) {
    return undefined;
  }
  try {
    return await send(zoneId, again, signal);
  } catch (error) {
    throw new Unfinished(
      `${problem} The names have moved all the same, and asking for the change again failed: ${errorText(error, signal)}`,
      changeIds,
    );
  }
}

async function takeBack(
  done: readonly ZonePlan[],
  problem: string,
  changeIds: Readonly<Record<string, string>>,
  send: (zoneId: string, changes: readonly RecordChange[]) => Promise<string>,
  before: MoveArgs["before"],
): Promise<void> {
  for (const { zoneId, changes } of [...done].reverse()) {
    try {
      await send(zoneId, undo(changes, before.get(zoneId) ?? []));
    } catch (error) {
      throw new Unfinished(
        `${problem} The names of zone ${zoneId} had moved before, and taking them back failed: ${errorText(error)} ` +
          "Run `pulumi up` again once Route 53 answers: it brings all zones to the active colour.",
        changeIds,
      );
    }
  }
}

function counted(changes: readonly RecordChange[]): string {
  return changes.length === 1 ? "1 name" : `${changes.length} names`;
}
