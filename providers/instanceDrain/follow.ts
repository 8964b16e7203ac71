import { DeadlinePassed } from "../switch/clock";
import { missingOf } from "./evidence";
import { type Lacking, lines } from "./refusal";
import type { DrainCloud, DrainGroup, DrainInputs, DrainTools } from "./types";

/** Seconds after which nothing comes any more of an instance that is gone: what it had sent is readable by then. */
const LATE_SECONDS = 60;

/** Milliseconds between two looks, growing. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 10_000;

/** Milliseconds between two lines of progress. */
const REPORT_INTERVAL = 15_000;

/** An instance on its way out. */
interface Leaving {
  readonly groupName: string;
  readonly instanceId: string;
  lifecycleState: string | undefined;

  /** When its group was first seen without it. */
  goneSince: number | undefined;
  missing: readonly string[];
}

/**
 * Empties groups and follows their instances until all of them have left what they owe, or no more can come.
 *
 * @param gone Inputs of the fleet that goes.
 * @param seconds The time that it may take.
 * @returns Instances of which something is missing at the end.
 */
export async function follow(
  tools: DrainTools,
  cloud: DrainCloud,
  gone: DrainInputs,
  going: readonly DrainGroup[],
  seconds: number,
): Promise<readonly Lacking[]> {
  const { clock, progress } = tools;
  const what = `${gone.service} in cluster ${gone.cluster}`;
  const signal = clock.deadline(seconds, `Draining ${what}`);
  const leaving = new Map<string, Leaving>();
  let reported = clock.now();
  const lacking = () => [...leaving.values()].filter(({ missing }) => missing.length > 0);
  try {
    for (const group of going) {
      await note(cloud, leaving, group, signal);
      await cloud.empty(group.name, signal);
      progress(`${what}: ${group.name} goes, with ${idsOf(group).join(", ") || "no instances"}`);
    }
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE)) {
      await lookAtGroups(cloud, leaving, gone, going, signal, clock.now());
      await lookForEvidence(cloud, leaving, gone, signal);
      const left = lacking();
      if (left.length === 0) {
        progress(`${what}: logs and files of ${leaving.size} instances are kept`);
        return [];
      }
      if (left.every(({ goneSince }) => clock.now() - (goneSince ?? Infinity) >= LATE_SECONDS * 1_000)) {
        return left;
      }
      if (clock.now() - reported >= REPORT_INTERVAL) {
        reported = clock.now();
        const drained = leaving.size - left.length;
        progress(`${what}: ${drained} of ${leaving.size} instances are drained\n${lines(left).join("\n")}`);
      }
      await clock.sleep(pause, signal);
    }
  } catch (error) {
    // The engine's end ends it, too: then nobody is there to be told.
    if (signal.reason instanceof DeadlinePassed && leaving.size > 0) {
      return lacking();
    }
    throw error;
  }
}

function idsOf({ instances, remembered }: DrainGroup): readonly string[] {
  return [...new Set([...remembered, ...instances.map(({ instanceId }) => instanceId)])];
}

/** Takes a group's instances in, and has the group remember them before anything happens to them. */
async function note(
  cloud: DrainCloud,
  leaving: Map<string, Leaving>,
  group: DrainGroup,
  signal: AbortSignal,
): Promise<void> {
  const ids = idsOf(group);
  if (ids.some((id) => !group.remembered.includes(id))) {
    await cloud.remember(group.name, ids, signal);
  }
  for (const instanceId of ids) {
    if (!leaving.has(instanceId)) {
      leaving.set(instanceId, {
        groupName: group.name,
        instanceId,
        lifecycleState: undefined,
        goneSince: undefined,
        missing: ["nothing of it could be read yet"],
      });
    }
  }
}

async function lookAtGroups(
  cloud: DrainCloud,
  leaving: Map<string, Leaving>,
  { groupName }: DrainInputs,
  going: readonly DrainGroup[],
  signal: AbortSignal,
  now: number,
): Promise<void> {
  const names = going.map(({ name }) => name);
  const current = (await cloud.groups(groupName, signal)).filter(({ name }) => names.includes(name));
  for (const group of current) {
    // One may have been started just before its group was emptied.
    await note(cloud, leaving, group, signal);
  }
  const states = new Map(
    current.flatMap(({ instances }) =>
      instances.map(({ instanceId, lifecycleState }) => [instanceId, lifecycleState] as const),
    ),
  );
  for (const one of leaving.values()) {
    one.lifecycleState = states.get(one.instanceId);
    one.goneSince = one.lifecycleState === undefined ? (one.goneSince ?? now) : undefined;
  }
}

async function lookForEvidence(
  cloud: DrainCloud,
  leaving: ReadonlyMap<string, Leaving>,
  gone: DrainInputs,
  signal: AbortSignal,
): Promise<void> {
  const open = [...leaving.values()].filter(({ missing }) => missing.length > 0);
  const found = await missingOf(
    cloud,
    gone,
    open.map(({ instanceId }) => instanceId),
    signal,
  );
  for (const one of open) {
    one.missing = found.get(one.instanceId) ?? one.missing;
  }
}
