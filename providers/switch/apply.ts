import type { TicketRequest } from "../queue/lane";
import { mapBounded } from "./bounded";
import { errorText, Unfinished } from "./failure";
import { failureOf, verdictOf } from "./gate";
import { readRequired, withoutTrace } from "./inputs";
import { moveNames, waitUntilInSync, type CloudTools } from "./move";
import type { Verdict } from "./overrides";
import { colorOfAll, promotionOf, type JobReading, type Snapshot } from "./promotion";
import {
  actionOf,
  openRecord,
  openRecordOf,
  plannedIntent,
  recordDone,
  recordFailed,
  recordInterrupted,
  standingOf,
  type OpenRecord,
} from "./recording";
import { namesInZone, NO_RECORD, planZone, wantedRecords, zonesOf, type ZonePlan } from "./records";
import { takeSnapshot, type Reading } from "./snapshot";
import { tellFailed, tellRefused, tellReleased } from "./telling";
import { dropTicket, takeTurn, type Turn } from "./turn";
import type { Caller } from "./switchCloud";
import { limitsOf, type Job, type SwitchInputs, type SwitchState } from "./switchInputs";
import type { Properties, SwitchTools } from "./types";

/** Parameters written at a time. */
const AT_ONCE = 8;

/** Seconds for reading the names once more after a failure, for the state. */
const LAST_LOOK_SECONDS = 30;

/**
 * Brings names and parameters to the active colour: the same for a first creation, a promotion, a rollback and a
 * run that finishes an interrupted one.
 *
 * It judges once more, takes its turn, writes down what it is about to do, moves the names, waits, tells the workers,
 * gives the turn back, writes down what came of it, and tells people.
 *
 * @param id Id of the resource, for the engine to record after a partial failure.
 * @returns The state.
 * @throws Error where nothing was changed. After a change, the error carries `id`, `properties` and `reasons`, with
 *   which the engine records what is there; the next run goes on from it.
 */
export async function apply(
  switchTools: SwitchTools,
  id: string,
  state: SwitchState | undefined,
  news: Properties,
): Promise<Properties> {
  const inputs = readRequired(news);
  const cloud = switchTools.cloudFor(inputs);
  const tools: ReleaseTools = { ...switchTools, cloud };
  const outs = { ...withoutTrace(news), records: wantedRecords(inputs) };
  try {
    const judged = await judge(tools, inputs, state);
    await release(tools, inputs, state, judged);
    const settled = news["trace"] === undefined ? {} : { settledTrace: news["trace"] };
    return { ...outs, ...cameFrom(inputs, state), ...settled };
  } catch (error) {
    if (!(error instanceof Unfinished)) {
      throw error;
    }
    const { message, pendingChanges, openRecord: open } = error;
    const found = await lastLook(tools, inputs, state);
    const properties = {
      ...outs,
      ...found,
      ...(found.activeColor === inputs.activeColor ? cameFrom(inputs, state) : { cameFrom: state?.cameFrom }),
      ...(Object.keys(pendingChanges).length > 0 && { pendingChanges }),
      ...(open !== undefined && { openRecord: open }),
    };
    throw Object.assign(new Error(message), { id, properties, reasons: [message] });
  } finally {
    cloud.close();
  }
}

type ReleaseTools = CloudTools & Pick<SwitchTools, "project" | "turn">;

/** What the gate saw and said. */
interface Judged extends Reading {
  readonly verdict: Verdict;
}

async function judge(
  tools: ReleaseTools,
  inputs: SwitchInputs,
  state: SwitchState | undefined,
): Promise<Judged> {
  const signal = tools.clock.deadline(limitsOf(inputs).readSeconds, "Reading names, parameters and health");
  const reading = await takeSnapshot(tools, inputs, state, signal);
  const verdict = verdictOf(reading.snapshot);
  if (verdict.refusals.length > 0) {
    const reasons = verdict.refusals.map((refusal) => failureOf(refusal).reason);
    await tellRefused(tools, reading.snapshot, reasons);
    throw new Error(
      `${inputs.activeColor} is refused, and nothing was changed:\n${reasons.map((reason) => ` - ${reason}`).join("\n")}`,
    );
  }
  return { ...reading, verdict };
}

/** Carries out what the gate let pass. Where names move, in this run's turn and with a record before and after. */
async function release(
  tools: ReleaseTools,
  inputs: SwitchInputs,
  state: SwitchState | undefined,
  judged: Judged,
): Promise<void> {
  if (promotionOf(judged.snapshot) === undefined) {
    await carryOut(tools, inputs, state, judged, undefined);
    await closeWhatIsLeft(tools, inputs, judged.snapshot);
    return;
  }
  const caller = await tools.cloud.caller(
    tools.clock.deadline(limitsOf(inputs).readSeconds, "Asking AWS who makes the calls"),
  );
  const turn = await takeTurn(tools, inputs, tools.turn, requestOf(judged.snapshot, caller), caller);
  let isDone = false;
  try {
    const now = turn.hasWaited ? await judge(tools, inputs, state) : judged;
    if (promotionOf(now.snapshot) === undefined) {
      // Whoever had the turn before has moved the names where they shall be.
      await carryOut(tools, inputs, state, now, undefined);
      await closeWhatIsLeft(tools, inputs, now.snapshot);
      isDone = true;
      return;
    }
    const planned = plannedIntent(now.snapshot, { turn, caller, verdict: now.verdict });
    const record = await openRecord(tools, standingOf(now.snapshot), planned);
    await moveOnRecord(tools, inputs, state, now, turn, record);
    isDone = true;
    // The turn ends before the record is closed: a record without its outcome is always found again, a turn is not.
    await turn.end(isDone);
    const head = await recordDone(tools, record, inputs);
    await tellReleased(tools, inputs, record.intent, head);
  } finally {
    await turn.end(isDone);
  }
}

async function moveOnRecord(
  tools: ReleaseTools,
  inputs: SwitchInputs,
  state: SwitchState | undefined,
  judged: Judged,
  turn: Turn,
  record: OpenRecord,
): Promise<void> {
  try {
    await carryOut(tools, inputs, state, judged, turn);
  } catch (error) {
    if (error instanceof Unfinished) {
      throw new Unfinished(error.message, error.pendingChanges, record.sequence);
    }
    const message = errorText(error);
    const unwritten = await recordFailed(tools, record, standingOf(judged.snapshot), message);
    await tellFailed(tools, inputs, record.intent, message);
    throw unwritten === undefined ? error : new Error(`${message} ${unwritten}`, { cause: error });
  }
}

/** Brings to an end what an earlier run has left: its record, and its ticket where the names are where it asked for. */
async function closeWhatIsLeft(tools: ReleaseTools, inputs: SwitchInputs, snapshot: Snapshot): Promise<void> {
  const open = openRecordOf(snapshot);
  if (open === undefined) {
    return;
  }
  if (open.intent.to !== inputs.activeColor) {
    await recordInterrupted(tools, standingOf(snapshot), open);
    return;
  }
  await dropTicket(tools, open.intent.ticket);
  const head = await recordDone(tools, open, inputs);
  await tellReleased(tools, inputs, open.intent, head);
}

function requestOf(snapshot: Snapshot, caller: Caller): TicketRequest {
  const action = actionOf(snapshot) === "rollback" ? "rollback" : "promote";
  return { action, color: snapshot.inputs.activeColor, requestedBy: caller.arn, byRun: true };
}

/** What the names have left, so that the way back is known for what it is. */
function cameFrom(inputs: SwitchInputs, state: SwitchState | undefined): Pick<SwitchState, "cameFrom"> {
  if (state === undefined || state.activeColor === inputs.activeColor) {
    return state?.cameFrom === undefined ? {} : { cameFrom: state.cameFrom };
  }
  return { cameFrom: { color: state.activeColor, release: state.releases[state.activeColor] ?? {} } };
}

async function carryOut(
  tools: CloudTools,
  inputs: SwitchInputs,
  state: SwitchState | undefined,
  { snapshot, records }: Reading,
  turn: Turn | undefined,
): Promise<void> {
  const { batchSeconds, insyncSeconds } = limitsOf(inputs);
  const isMove = state !== undefined && state.activeColor !== inputs.activeColor;
  const changes = await moveNames(tools, {
    plans: snapshot.zones.filter((zone): zone is ZonePlan => "changes" in zone),
    before: records,
    comment: `duotone ${inputs.stack}: ${isMove ? `${state.activeColor} to ` : ""}${inputs.activeColor}`,
    batchSeconds,
    pendingChanges: state?.pendingChanges ?? {},
    turn,
  });
  await waitUntilInSync(tools, changes, insyncSeconds, turn);
  await tellWorkers(tools, inputs, state, snapshot.jobs);
}

/** Writes the parameters that differ, and deletes those that left the program. */
async function tellWorkers(
  { cloud, clock, progress }: CloudTools,
  inputs: SwitchInputs,
  state: SwitchState | undefined,
  readings: readonly JobReading[],
): Promise<void> {
  const key = ({ roleArn, parameterName }: Job) => `${roleArn ?? ""} ${parameterName}`;
  const stale = readings.filter((reading) => "unreadable" in reading || reading.value !== inputs.activeColor);
  const gone = (state?.jobs ?? []).filter((old) => !inputs.jobs.some((job) => key(job) === key(old)));
  const signal = clock.deadline(limitsOf(inputs).batchSeconds, "Telling the workers");
  const tasks = [
    ...stale.map(({ job }) => ({ job, run: () => cloud.writeParameter(job, inputs.activeColor, signal) })),
    ...gone.map((job) => ({ job, run: () => cloud.deleteParameter(job, signal) })),
  ];
  const problems = await mapBounded(tasks, AT_ONCE, async ({ job, run }) => {
    try {
      await run();
      return undefined;
    } catch (error) {
      return `parameter ${job.parameterName} of ${job.vertical}: ${errorText(error, signal)}`;
    }
  });
  const failed = problems.filter((problem) => problem !== undefined);
  if (failed.length > 0) {
    throw new Unfinished(
      `The names are on ${inputs.activeColor}, and not all workers know it: ${failed.join(" ")} Run \`pulumi up\` again.`,
      {},
    );
  }
  if (stale.length > 0) {
    progress(`workers of ${stale.map(({ job }) => job.vertical).join(", ")} told: ${inputs.activeColor}`);
  }
}

/**
 * The names as a failed run left them, for the state. A record that is none of the switch's is not taken over: the
 * state goes on saying what it said, and the next run refuses.
 */
async function lastLook(
  { cloud, clock }: CloudTools,
  inputs: SwitchInputs,
  state: SwitchState | undefined,
): Promise<Pick<SwitchState, "activeColor" | "records">> {
  const before = { activeColor: state?.activeColor ?? inputs.activeColor, records: state?.records ?? {} };
  const signal = clock.deadline(LAST_LOOK_SECONDS, "Reading the names once more");
  try {
    const zones = await mapBounded(zonesOf(inputs, state), AT_ONCE, async (zoneId) =>
      planZone(
        zoneId,
        inputs,
        state,
        await cloud.listRecords(zoneId, namesInZone(zoneId, inputs, state), signal),
      ),
    );
    return {
      activeColor: colorOfAll(zones) ?? before.activeColor,
      records: Object.fromEntries(
        zones.flatMap(({ live, liveColor }) =>
          Object.entries(live).map(([fqdn, text]) => [
            fqdn,
            liveColor === undefined ? (before.records[fqdn] ?? NO_RECORD) : text,
          ]),
        ),
      ),
    };
  } catch {
    return before;
  }
}
