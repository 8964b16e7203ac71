import { mapBounded } from "./bounded";
import { errorText, Unfinished } from "./failure";
import { refusals } from "./gate";
import { readRequired, withoutTrace } from "./inputs";
import { moveNames, waitUntilInSync, type CloudTools } from "./move";
import { colorOfAll, type JobReading } from "./promotion";
import { namesInZone, NO_RECORD, planZone, wantedRecords, zonesOf, type ZonePlan } from "./records";
import { takeSnapshot, type Reading } from "./snapshot";
import {
  limitsOf,
  type Job,
  type Properties,
  type SwitchInputs,
  type SwitchState,
  type SwitchTools,
} from "./types";

/** Parameters written at a time. */
const AT_ONCE = 8;

/** Seconds for reading the names once more after a failure, for the state. */
const LAST_LOOK_SECONDS = 30;

/**
 * Brings names and parameters to the active colour: the same for a first creation, a promotion, a rollback and a
 * run that finishes an interrupted one. It judges once more, moves the names, waits, then tells the workers.
 *
 * @param id Id of the resource, for the engine to record after a partial failure.
 * @returns The state.
 * @throws Error where nothing was changed. After a change, the error carries `id`, `properties` and `reasons`, with
 *   which the engine records what is there; the next run goes on from it.
 */
export async function apply(
  { cloudFor, clock, progress }: SwitchTools,
  id: string,
  state: SwitchState | undefined,
  news: Properties,
): Promise<Properties> {
  const inputs = readRequired(news);
  const cloud = cloudFor(inputs);
  const tools = { cloud, clock, progress };
  const outs = { ...withoutTrace(news), records: wantedRecords(inputs) };
  try {
    const reading = await judge(tools, inputs, state);
    await carryOut(tools, inputs, state, reading);
    return outs;
  } catch (error) {
    if (!(error instanceof Unfinished)) {
      throw error;
    }
    const { message, pendingChanges } = error;
    const found = await lastLook(tools, inputs, state);
    const properties = {
      ...outs,
      ...found,
      ...(Object.keys(pendingChanges).length > 0 && { pendingChanges }),
    };
    throw Object.assign(new Error(message), { id, properties, reasons: [message] });
  } finally {
    cloud.close();
  }
}

async function judge(
  { cloud, clock }: CloudTools,
  inputs: SwitchInputs,
  state: SwitchState | undefined,
): Promise<Reading> {
  const signal = clock.deadline(limitsOf(inputs).readSeconds, "Reading names, parameters and health");
  const reading = await takeSnapshot(cloud, inputs, state, signal);
  const refused = refusals(reading.snapshot).map(({ reason }) => ` - ${reason}`);
  if (refused.length > 0) {
    throw new Error(`${inputs.activeColor} is refused, and nothing was changed:\n${refused.join("\n")}`);
  }
  return reading;
}

async function carryOut(
  tools: CloudTools,
  inputs: SwitchInputs,
  state: SwitchState | undefined,
  { snapshot, records }: Reading,
): Promise<void> {
  const { batchSeconds, insyncSeconds } = limitsOf(inputs);
  const isMove = state !== undefined && state.activeColor !== inputs.activeColor;
  const changes = await moveNames(tools, {
    plans: snapshot.zones.filter((zone): zone is ZonePlan => "changes" in zone),
    before: records,
    comment: `duotone ${inputs.stack}: ${isMove ? `${state.activeColor} to ` : ""}${inputs.activeColor}`,
    batchSeconds,
    pendingChanges: state?.pendingChanges ?? {},
  });
  await waitUntilInSync(tools, changes, insyncSeconds);
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
