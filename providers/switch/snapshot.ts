import { readAlarms } from "./alarms";
import { mapBounded } from "./bounded";
import { errorText } from "./failure";
import { mattersWhatRuns, readImages } from "./images";
import { isUnknown, unknownPaths } from "./inputs";
import {
  fleetsOf,
  isRelease,
  promotionOf,
  type Health,
  type HealthReading,
  type JobReading,
  type LedgerReading,
  type QueueReading,
  type Snapshot,
  type Unreadable,
  type ZoneReading,
} from "./promotion";
import { namesInZone, planZone, zonesOf } from "./records";
import { readSchemas } from "./schema";
import { readTwins, twinsOf } from "./twins/readTwins";
import type { LiveRecord, SwitchCloud, TargetHealth } from "./switchCloud";
import type { Fleet, SwitchInputs, SwitchState } from "./switchInputs";
import type { SwitchTools } from "./types";

/** Calls in flight at a time: above it, a stack of many services would run into AWS's own limits. */
const AT_ONCE = 8;

/** What a snapshot is taken with. */
export type SnapshotTools = Pick<SwitchTools, "clock" | "turn"> & { readonly cloud: SwitchCloud };

/** What the names and parameters were when they were read. */
export interface Reading {
  readonly snapshot: Snapshot;

  /** By zone, the record sets behind the plans. */
  readonly records: ReadonlyMap<string, readonly LiveRecord[]>;
}

/**
 * Reads everything that the gate judges: names, parameters and the end of the ledger always, health, images and schemas
 * only where something moves, the queue only where a release is due.
 *
 * Never throws for what cannot be read: that is in the snapshot, and the gate refuses it. What depends on inputs
 * that the engine does not know yet is left out.
 */
export async function takeSnapshot(
  { cloud, clock, turn }: SnapshotTools,
  inputs: SwitchInputs,
  state: SwitchState | undefined,
  signal: AbortSignal,
): Promise<Reading> {
  const unknown = unknownPaths(inputs);
  const zoneIds = isUnknown(inputs.dnsRoleArn) ? [] : zonesOf(inputs, state).filter((id) => !isUnknown(id));
  const jobs = inputs.jobs.filter((job) => unknownPaths(job).length === 0);
  const records = new Map<string, readonly LiveRecord[]>();

  const [zones, jobReadings] = await Promise.all([
    mapBounded(zoneIds, AT_ONCE, async (zoneId): Promise<ZoneReading> => {
      try {
        const live = await cloud.listRecords(zoneId, namesInZone(zoneId, inputs, state), signal);
        records.set(zoneId, live);
        return planZone(zoneId, inputs, state, live);
      } catch (error) {
        return { zoneId, unreadable: errorText(error, signal) };
      }
    }),
    mapBounded(jobs, AT_ONCE, async (job): Promise<JobReading> => {
      try {
        return { job, value: await cloud.readParameter(job, signal) };
      } catch (error) {
        return { job, unreadable: errorText(error, signal) };
      }
    }),
  ]);

  const known = { inputs, state, zones, jobs: jobReadings, unknown, turn, now: clock.now() };
  const promotion = promotionOf(known);
  const colors = promotion === undefined || unknown.length > 0 ? [] : [promotion.to, ...promotion.from];
  const fleets = colors.flatMap((color) => fleetsOf(known, color).map((fleet) => ({ color, fleet })));
  const isDue = unknown.length === 0 && isRelease(known);
  const turns = Promise.all([
    isDue ? readQueue(cloud, signal) : undefined,
    unknown.length === 0 ? readLedger(cloud, signal) : undefined,
  ]);
  const isLeft = promotion !== undefined && promotion.from.length > 0 && unknown.length === 0;
  const judged = isLeft ? fleets.flatMap(({ color, fleet }) => (color === promotion.to ? [fleet] : [])) : [];
  const isJudged = unknown.length === 0 && mattersWhatRuns(known);
  const [health, alarms, twins, images, schemas] = await Promise.all([
    readFleets(cloud, fleets, signal),
    readAlarms(cloud, inputs.activeColor, judged, signal),
    readTwins(cloud, isLeft ? twinsOf(known, promotion) : [], signal),
    isJudged ? readImages(cloud, inputs, signal) : undefined,
    isJudged && inputs.schemas !== undefined ? readSchemas(cloud, inputs, signal) : undefined,
  ]);
  const [queue, ledger] = await turns;
  return { snapshot: { ...known, health, alarms, twins, images, schemas, queue, ledger }, records };
}

/** The health of fleets, each in its colour. Never throws: what cannot be read is unreadable. */
export function readFleets(
  cloud: SwitchCloud,
  fleets: readonly { readonly color: string; readonly fleet: Fleet }[],
  signal: AbortSignal,
): Promise<readonly HealthReading[]> {
  return mapBounded(fleets, AT_ONCE, async ({ color, fleet }): Promise<HealthReading> => {
    const { service, kind, autoScalingGroupName } = fleet;
    return { color, service, kind, autoScalingGroupName, health: await readHealth(cloud, fleet, signal) };
  });
}

async function readQueue(cloud: SwitchCloud, signal: AbortSignal): Promise<QueueReading> {
  try {
    return { lane: await cloud.queue.read(signal) };
  } catch (error) {
    return { unreadable: errorText(error, signal) };
  }
}

async function readLedger(cloud: SwitchCloud, signal: AbortSignal): Promise<LedgerReading> {
  try {
    return { head: await cloud.ledger.head(signal) };
  } catch (error) {
    return { unreadable: errorText(error, signal) };
  }
}

async function readHealth(
  cloud: SwitchCloud,
  fleet: Fleet,
  signal: AbortSignal,
): Promise<Health | Unreadable> {
  try {
    const [group, targets] = await Promise.all([
      cloud.autoScalingGroup(fleet, signal),
      fleet.kind === "web" ? cloud.targetHealth(fleet, signal) : undefined,
    ]);
    if (group === undefined) {
      return { unreadable: `There is no auto scaling group ${fleet.autoScalingGroupName}.` };
    }
    const counted =
      targets ??
      group.instances.map(({ instanceId, lifecycleState, healthStatus }): TargetHealth => {
        const isWell = lifecycleState === "InService" && healthStatus === "Healthy";
        return { targetId: instanceId, state: isWell ? HEALTHY : `${lifecycleState} ${healthStatus}` };
      });
    return {
      wanted: Math.max(group.desired, group.min),
      registered: counted.length,
      healthy: counted.filter(({ state }) => state === HEALTHY).length,
      sick: counted
        .filter(({ state }) => state !== HEALTHY)
        .map(
          ({ targetId, state, reason }) => `${targetId} ${state}${reason === undefined ? "" : `: ${reason}`}`,
        ),
    };
  } catch (error) {
    return { unreadable: errorText(error, signal) };
  }
}

/** ELB's word for a target that takes requests: not `initial`, not `draining`, not `unused`. */
const HEALTHY = "healthy";
