import { mapBounded } from "./bounded";
import { isNamed } from "./failure";
import { readState, withoutTrace } from "./inputs";
import { colorOfAll, strayColor, type JobReading } from "./promotion";
import { namesInZone, NO_RECORD, planZone, zonesOf, type ZonePlan } from "./records";
import type { LiveRecord, SwitchCloud } from "./switchCloud";
import { limitsOf, type SwitchState } from "./switchInputs";
import type { Properties, SwitchTools } from "./types";

/** What a run leaves for the next one, and no input says. */
const OUTPUTS_ONLY = ["pendingChanges", "openRecord", "cameFrom", "settledTrace"];

/** Calls in flight at a time. */
const AT_ONCE = 8;

/**
 * What is there now, for `pulumi refresh`: whatever it finds becomes the state, so that the next `pulumi up` may
 * move away from it.
 *
 * @returns An empty id where all names and parameters are gone; the engine then forgets the resource.
 * @throws Error where something cannot be read.
 */
export async function read(
  { cloudFor, clock }: SwitchTools,
  id: string,
  props: Properties,
): Promise<{ id: string; props: Properties; inputs?: Properties }> {
  const state = readState(props);
  if (state === undefined) {
    throw new Error(
      "The release switch cannot be imported: declare it, and it adopts records that are already right.",
    );
  }
  const cloud = cloudFor(state);
  try {
    const signal = clock.deadline(limitsOf(state).readSeconds, "Reading names and parameters");
    const [zones, jobs] = await Promise.all([
      mapBounded(zonesOf(undefined, state), AT_ONCE, async (zoneId) =>
        planZone(zoneId, state, state, await recordsOrGone(cloud, zoneId, state, signal)),
      ),
      mapBounded(state.jobs, AT_ONCE, async (job) => ({
        job,
        value: await cloud.readParameter(job, signal),
      })),
    ]);
    const records = Object.assign({}, ...zones.map(({ live }) => live)) as Record<string, string>;
    const nothing =
      Object.values(records).every((text) => text === NO_RECORD) &&
      jobs.every(({ value }) => value === undefined);
    return nothing ? { id: "", props: {} } : { id, ...found(props, state, records, zones, jobs) };
  } finally {
    cloud.close();
  }
}

/** The records of the state's names in a zone; none where the zone itself is gone. */
export async function recordsOrGone(
  cloud: SwitchCloud,
  zoneId: string,
  state: SwitchState,
  signal: AbortSignal,
): Promise<readonly LiveRecord[]> {
  try {
    return await cloud.listRecords(zoneId, namesInZone(zoneId, undefined, state), signal);
  } catch (error) {
    if (isNamed(error, "NoSuchHostedZone")) {
      return [];
    }
    throw error;
  }
}

function found(
  props: Properties,
  state: SwitchState,
  records: Readonly<Record<string, string>>,
  zones: readonly ZonePlan[],
  jobs: readonly JobReading[],
): { props: Properties; inputs: Properties } {
  const activeColor = colorOfAll(zones) ?? state.activeColor;
  const liveColor = strayColor({ ...state, activeColor }, zones, jobs);
  const now = { ...withoutTrace(props), activeColor, records, ...(liveColor !== undefined && { liveColor }) };
  const inputs = Object.fromEntries(Object.entries(now).filter(([key]) => !OUTPUTS_ONLY.includes(key)));
  return { props: now, inputs };
}
