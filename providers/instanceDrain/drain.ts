import { errorText } from "../switch/failure";
import { overrideFor } from "../switch/overrides";
import { follow } from "./follow";
import { untilHealthy } from "./health";
import { type Lacking, lines, refusalOf } from "./refusal";
import type { DrainCloud, DrainGroup, DrainInputs, DrainTools } from "./types";

/** Seconds for all of it: a dead instance is ended after ten minutes, and files of a day may take as many. */
const DRAIN_SECONDS = 1_800;

/** Seconds that instances get where an override lets them go anyhow, and that letting them go may take. */
const OVERRIDDEN_SECONDS = 60;

/** Seconds to find the groups. */
const READ_SECONDS = 120;

/** What goes and what stays. */
export interface Departure {
  /** Inputs of the fleet that goes: where its instances were told to leave what they leave. */
  readonly gone: DrainInputs;

  /** Name of the group that takes over. @default - none: the service goes */
  readonly stays?: string;
}

/**
 * Empties the groups that go, and waits until their instances have left what they owe.
 *
 * All of the fleet's groups go but the one that stays: where a run was ended, another one than the last may be left over.
 * May be killed after any call: which instances it was about is in the groups' tags before a group is emptied.
 *
 * @throws Error with every instance of which something is missing, and what to do.
 */
export async function drainGroups(
  tools: DrainTools,
  inputs: DrainInputs,
  { gone, stays }: Departure,
): Promise<void> {
  const cloud = tools.cloudFor(inputs);
  try {
    const reading = tools.clock.deadline(READ_SECONDS, `Looking for ${gone.groupName}`);
    const going = (await explained(inputs, () => cloud.groups(gone.groupName, reading))).filter(
      (group) => group.name !== stays && mayHaveInstances(group),
    );
    if (going.length === 0) {
      return;
    }
    if (stays !== undefined) {
      await untilHealthy(tools, cloud, inputs, { name: stays, replaces: true });
    }
    await drain(tools, cloud, inputs, { gone, going });
  } finally {
    cloud.close();
  }
}

/**
 * Waits until the first group of a service is healthy.
 *
 * @throws Error with how many instances it has, where they do not come in time.
 */
export async function expectInstances(tools: DrainTools, inputs: DrainInputs): Promise<void> {
  const cloud = tools.cloudFor(inputs);
  try {
    await untilHealthy(tools, cloud, inputs, { name: inputs.groupName, replaces: false });
  } finally {
    cloud.close();
  }
}

function mayHaveInstances({ desired, max, instances, remembered }: DrainGroup): boolean {
  return desired > 0 || max > 0 || instances.length > 0 || remembered.length > 0;
}

async function drain(
  tools: DrainTools,
  cloud: DrainCloud,
  inputs: DrainInputs,
  { gone, going }: { readonly gone: DrainInputs; readonly going: readonly DrainGroup[] },
): Promise<void> {
  const { clock, progress } = tools;
  const { override, notes } = overrideFor(inputs.overrides, "drain", inputs.service, clock.now());
  const limit = inputs.timeouts?.drainSeconds ?? DRAIN_SECONDS;
  const seconds = override === undefined ? limit : Math.min(limit, OVERRIDDEN_SECONDS);
  const lacking = await explained(inputs, () => follow(tools, cloud, gone, going, seconds));
  if (lacking.length === 0) {
    return;
  }
  if (override === undefined) {
    throw new Error(refusalOf(inputs, lacking, notes, clock.now()));
  }
  progress(
    `warning: ${inputs.service} in cluster ${inputs.cluster}: by the override of ${override.by} (${override.reason}) ` +
      `these go with what they still hold, which is lost:\n${lines(lacking).join("\n")}`,
  );
  await explained(inputs, () => letGo(tools, cloud, lacking));
}

async function letGo({ clock }: DrainTools, cloud: DrainCloud, lacking: readonly Lacking[]): Promise<void> {
  const signal = clock.deadline(OVERRIDDEN_SECONDS, "Letting instances go");
  for (const { groupName, instanceId, lifecycleState } of lacking) {
    if (lifecycleState !== undefined) {
      await cloud.letGo(groupName, instanceId, signal);
    }
  }
}

/** AWS's words, with whose instances it was about. */
async function explained<T>({ service, cluster, roleArn }: DrainInputs, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const as = roleArn === undefined ? "" : ` (as ${roleArn})`;
    throw new Error(
      `[drain] Instances of ${service} in cluster ${cluster} cannot be drained${as}: ${errorText(error)} ` +
        "Nothing is deleted; run again once AWS lets it.",
      { cause: error },
    );
  }
}
