import { errorText } from "../switch/failure";
import type { DrainCloud, DrainGroup, DrainInputs, DrainTools } from "./types";

/** Seconds for a new group. Nearly always the engine has waited for it already. */
const HEALTHY_SECONDS = 600;

const PAUSE = 5_000;

/** A new group, and what its not being healthy means. */
export interface NewGroup {
  readonly name: string;

  /** Whether another one serves until then. */
  readonly replaces: boolean;
}

/**
 * Waits until a new group has its instances, all of them healthy.
 *
 * The engine waits for them when it makes the group; but where they did not come in time, it takes the group in the next
 * run for one that is done.
 *
 * @throws Error with how many it has, where they do not come in time or it is not there.
 */
export async function untilHealthy(
  { clock, progress }: Pick<DrainTools, "clock" | "progress">,
  cloud: DrainCloud,
  { timeouts, service, cluster }: DrainInputs,
  { name: groupName, replaces }: NewGroup,
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
      const now = `${healthy} of ${wanted} instances are healthy`;
      if (now !== state) {
        progress(`${service} in cluster ${cluster}: waiting for ${groupName}: ${now}`);
      }
      state = now;
      await clock.sleep(PAUSE, signal);
    }
  } catch (error) {
    const why = signal.aborted ? `${state} after ${seconds} s.` : errorText(error);
    throw new Error(
      `[drain] ${service} in cluster ${cluster}: the new group ${groupName} is not healthy` +
        `${replaces ? ", so the old one is left as it is" : ""}: ${why} Look into its scaling activities and its ` +
        "instances' logs, and run again.",
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
