import { errorText } from "../switch/failure";
import type { DrainCloud, DrainGroup, DrainInputs, DrainTools } from "./types";

/** Seconds for a new group. The engine has waited for its capacity already, where it was told to. */
const HEALTHY_SECONDS = 600;

const PAUSE = 5_000;

/**
 * Waits until the group that stays has its instances, all of them healthy.
 *
 * @throws Error with how many it has, where they do not come in time or it is not there.
 */
export async function untilHealthy(
  { clock }: Pick<DrainTools, "clock">,
  cloud: DrainCloud,
  { timeouts, service, cluster }: DrainInputs,
  groupName: string,
): Promise<void> {
  const seconds = timeouts?.healthySeconds ?? HEALTHY_SECONDS;
  const signal = clock.deadline(seconds, `Waiting for healthy instances of ${groupName}`);
  let state = "nobody could be asked";
  try {
    for (;;) {
      const group = (await cloud.groups(groupName, signal)).find(({ name }) => name === groupName);
      if (group === undefined) {
        throw new Error("there is no such group.");
      }
      const { healthy, wanted } = healthOf(group);
      if (healthy >= wanted) {
        return;
      }
      state = `${healthy} of ${wanted} instances are healthy`;
      await clock.sleep(PAUSE, signal);
    }
  } catch (error) {
    const why = signal.aborted ? `${state} after ${seconds} s.` : errorText(error);
    throw new Error(
      `[drain] ${service} in cluster ${cluster}: the new group ${groupName} is not healthy, so the old one is left as it ` +
        `is: ${why} Look into its scaling activities and its instances' logs, and run again.`,
      { cause: error },
    );
  }
}

function healthOf({ instances, desired, min }: DrainGroup): {
  readonly healthy: number;
  readonly wanted: number;
} {
  const isHealthy = ({ lifecycleState, healthStatus }: DrainGroup["instances"][number]) =>
    lifecycleState === "InService" && /^healthy$/i.test(healthStatus);
  return { healthy: instances.filter(isHealthy).length, wanted: Math.max(1, desired, min) };
}
