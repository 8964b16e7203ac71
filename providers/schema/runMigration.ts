import { anyOf } from "../anyOf";
import { errorText } from "../switch/failure";
import type { Clock } from "../switch/types";
import { chosenInstance } from "./chosenInstance";
import { CommandNotSent, type InstanceCommands } from "./instanceCommands";
import { migrateCommand } from "./judge";
import { keepMigration } from "./keepMigration";
import type { MigrationRecords } from "./migrationRecords";
import {
  attempt,
  begin,
  failed,
  finished,
  giveBack,
  type Held,
  MigrationRefusal,
  type MigrationWish,
  sent,
  withdrawn,
} from "./migrations";
import type { SchemaStore } from "./schemaStore";
import type { MigrationState } from "./state";
import { findAgain, sendOnce } from "./sendOnce";
import { type CommandEnd, lastLines, watchCommand } from "./watchCommand";

/** Seconds for one change of the state, and for what is done at the end, whatever happened. */
const CHANGE_SECONDS = 60;

/** Seconds for a command to begin on its instance. */
const DELIVERY_SECONDS = 60;

/** Seconds for SSM to take a command, however often it has to be asked. */
const SENDING_SECONDS = 180;

/** Seconds on top of delivery and run: SSM tells of an end a little later. */
const MARGIN_SECONDS = 120;

/** Seconds that a cancelled command is waited for: what it runs is asked to end, and then ended. */
const CANCEL_SECONDS = 90;

export interface MigrationTools {
  readonly store: SchemaStore;
  readonly commands: InstanceCommands;

  /** Undefined where the stack has no ledger: it has no colours. */
  readonly records: MigrationRecords | undefined;

  /** Who is changing the stack now, in words; undefined where nobody is. */
  readonly busy: (signal: AbortSignal) => Promise<string | undefined>;
  readonly clock: Pick<Clock, "now" | "sleep" | "deadline" | "random">;
  readonly progress: { readonly update: (detail: string) => void; readonly line: (text: string) => void };
}

export interface MigrationRun extends MigrationWish {
  /** Seconds that the program on the instance may take. */
  readonly runSeconds: number;
}

/** How a migration ended, as far as anybody knows. */
export interface MigrationEnd {
  readonly result: "done" | "failed" | "unknown";
  readonly commandId?: string | undefined;
  readonly instanceId?: string | undefined;

  /** The last lines of what it said. */
  readonly output: readonly string[];

  /** What went wrong, and what to do. */
  readonly problems: readonly string[];
}

/** What is known of one command. */
interface Carried {
  readonly end: CommandEnd;
  readonly held: Held;
}

/** One run under way. */
interface Work extends MigrationTools {
  readonly run: MigrationRun;

  /** Somebody wants it to end. */
  readonly interrupted: AbortSignal;

  /** The lease is not ours any more. */
  readonly lost: AbortSignal;
}

/**
 * Runs a migration to its end, or takes up one that an earlier run has left: under the lease, with a record before and
 * after, by one command on one instance.
 *
 * @param signal Asks the command to end when it aborts.
 * @throws MigrationRefusal, or the signal's reason, where this run sent nothing.
 */
export async function runMigration(
  tools: MigrationTools,
  run: MigrationRun,
  signal: AbortSignal,
): Promise<MigrationEnd> {
  const { store, clock } = tools;
  const begun = await store.change(
    (state, now) => begin(state, run, now),
    anyOf(signal, clock.deadline(CHANGE_SECONDS, "Taking the lease of the migration")),
  );
  const { holder, seconds } = run;
  const kept = keepMigration(store, { holder, seconds, until: begun.leaseUntil ?? clock.now() }, clock);
  const work: Work = { ...tools, run, interrupted: signal, lost: kept.lost };
  try {
    const busy = await tools.busy(anyOf(signal, kept.lost));
    if (busy !== undefined) {
      throw new MigrationRefusal(busy);
    }
    const left = await endOfLeft(work, begun);
    const isOver = left?.end.kind === "done" || (left !== undefined && signal.aborted);
    return await conclude(work, isOver ? left : await carryOut(work, begun, left));
  } catch (error) {
    return await putBack(work, begun, error);
  } finally {
    await kept.stop();
  }
}

/** What became of the command that an earlier run has sent; undefined where there was none. */
async function endOfLeft(work: Work, begun: Held): Promise<Carried | undefined> {
  const { store, progress, run, interrupted, lost } = work;
  const { attempt: number, instanceId, startedAt } = begun.migration;
  if (number === 0 || instanceId === undefined) {
    return undefined;
  }
  const signal = anyOf(interrupted, lost);
  const about = { instanceId, comment: commentOf(begun), since: startedAt };
  const known = begun.migration.commandId ?? (await findAgain(work, about, signal));
  if (known === undefined) {
    progress.line(`no command of attempt ${number} was ever sent`);
    return undefined;
  }
  progress.line(`command ${known} of attempt ${number}, on ${instanceId}, is taken up`);
  const held = await store.change((state) => sent(state, run.holder, known), signal);
  return { held, end: await watched(work, held) };
}

/** Sends the command of a new attempt, and waits for its end. */
async function carryOut(work: Work, begun: Held, left: Carried | undefined): Promise<Carried> {
  const { clock, records, progress, run, interrupted, lost } = work;
  const signal = anyOf(interrupted, lost);
  if (left !== undefined && left.end.kind !== "done") {
    await records?.ended(aboutOf(run, left.held), { result: "failed", message: left.end.why }, signal);
  }
  const { instanceId } = await chosenInstance(work, begun.migration.instanceId, signal);
  const held = await noted(work, begun, instanceId, signal);
  progress.line(`attempt ${held.migration.attempt} on ${instanceId}`);
  // From here on, who is interrupted must know whether there is a command to be cancelled.
  const sending = anyOf(lost, clock.deadline(SENDING_SECONDS, "Sending the command"));
  let known: Held;
  try {
    const wish = {
      instanceId,
      comment: commentOf(held),
      line: `/usr/libexec/duotone/migrate ${run.from} ${run.to}`,
      deliverySeconds: DELIVERY_SECONDS,
      runSeconds: run.runSeconds,
    };
    const commandId = await sendOnce(work, wish, held.migration.startedAt, sending);
    progress.line(`command ${commandId}`);
    known = await work.store.change((state) => sent(state, run.holder, commandId), sending);
  } catch (error) {
    if (error instanceof CommandNotSent) {
      return { held, end: { kind: "failed", why: error.message, output: "" } };
    }
    throw error;
  }
  return { held: known, end: await watched(work, known) };
}

/** Writes down, in the ledger and then in the table, that a command is about to be sent. */
async function noted(
  { store, records, run }: Work,
  begun: Held,
  instanceId: string,
  signal: AbortSignal,
): Promise<Held> {
  const { cluster, commit, by } = run;
  const about = { ...aboutOf(run, begun), cluster, commit, by };
  const record = await records?.begun(about, signal);
  try {
    return await store.change(
      (state, now) => attempt(state, run.holder, { cluster, commit, by, instanceId, record }, now),
      signal,
    );
  } catch (error) {
    await records?.ended(
      { ...about, record, commandId: undefined, instanceId: undefined },
      { result: "failed", message: `No command was sent: ${errorText(error, signal)}` },
      signal,
    );
    throw error;
  }
}

/** Waits for a command's end; where the run is interrupted, asks the command to end, and waits a little for that. */
async function watched(
  work: Work,
  { migration: { commandId = "", instanceId = "" } }: Held,
): Promise<CommandEnd> {
  const { commands, clock, progress, run, interrupted, lost } = work;
  const watch = { commands, clock, update: progress.update };
  const seconds = DELIVERY_SECONDS + run.runSeconds + MARGIN_SECONDS;
  const signal = anyOf(interrupted, lost);
  try {
    return await watchCommand(watch, { commandId, instanceId, seconds }, signal);
  } catch (error) {
    // A lease that was lost is another's, and so is its command.
    if (!interrupted.aborted || lost.aborted) {
      throw error;
    }
    progress.line(`asking command ${commandId} to end`);
    const late = anyOf(lost, clock.deadline(CANCEL_SECONDS, `Ending command ${commandId}`));
    await commands.cancel(commandId, instanceId, late);
    return await watchCommand(watch, { commandId, instanceId, seconds: CANCEL_SECONDS }, late);
  }
}

/** Writes down what came of it: first in the ledger, then in the table. */
async function conclude({ store, records, clock, run }: Work, { end, held }: Carried): Promise<MigrationEnd> {
  const { commandId, instanceId } = held.migration;
  const signal = clock.deadline(CHANGE_SECONDS, "Writing down how the migration ended");
  const about = { commandId, instanceId, output: end.kind === "gone" ? [] : lastLines(end.output) };
  if (end.kind === "done") {
    await records?.ended(aboutOf(run, held), { result: "done" }, signal);
    await store.change((state) => finished(state, run.holder), signal);
    return { result: "done", ...about, problems: [] };
  }
  const problems = [
    end.why,
    `Until it has come to its end, deploys outside of version ${run.from} and every move of the names are refused. Mend what ` +
      `failed, deploy that to ${run.cluster} if need be, and run it again: ${migrateCommand(run.service, run.to)}`,
  ];
  try {
    await records?.ended(aboutOf(run, held), { result: "failed", message: end.why }, signal);
  } catch (error) {
    problems.push(`The ledger took no record of that: ${errorText(error, signal)}`);
  }
  await store.change((state) => failed(state, run.holder, end.why), signal);
  return { result: "failed", ...about, problems };
}

/** After whatever stopped it: nothing is left where no command was sent, and otherwise everything, for the next run. */
async function putBack(
  { store, clock, run, interrupted }: Work,
  begun: Held,
  error: unknown,
): Promise<MigrationEnd> {
  const signal = clock.deadline(CHANGE_SECONDS, "Giving the lease of the migration back");
  const why: unknown = interrupted.aborted ? interrupted.reason : error;
  const before = begun.migration.attempt;
  const problems: string[] = [];
  let known: MigrationState | undefined;
  try {
    const after = await store.change((state) => {
      known = state?.migration;
      return known?.attempt === before ? withdrawn(state, run.holder) : giveBack(state, run.holder);
    }, signal);
    known = after?.migration ?? known;
  } catch (cause) {
    problems.push(
      cause instanceof MigrationRefusal
        ? cause.message
        : `The lease could not be given back: ${errorText(cause, signal)} It ends by itself.`,
    );
  }
  if (known?.attempt === before && problems.length === 0) {
    throw why;
  }
  return {
    result: "unknown",
    commandId: known?.commandId,
    instanceId: known?.instanceId,
    output: [],
    problems: [
      errorText(why),
      "What becomes of its command is not known here. Run it again: it looks for the command, and goes on from what is " +
        `there: ${migrateCommand(run.service, run.to)}`,
      ...problems,
    ],
  };
}

function aboutOf({ service }: MigrationRun, { migration }: Held) {
  const { id, from, to, cluster, commit, by, record, commandId, instanceId } = migration;
  return { id, service, from, to, cluster, commit, by, record, commandId, instanceId };
}

/** By which a command is found again; SSM takes 100 characters. */
function commentOf({ migration: { id, attempt: number } }: Held): string {
  return `duotone migration ${id} attempt ${number}`;
}
