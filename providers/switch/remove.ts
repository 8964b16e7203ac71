import { mapBounded } from "./bounded";
import { errorText } from "./failure";
import { readState } from "./inputs";
import { moveNames, type CloudTools } from "./move";
import { planZone, zonesOf } from "./records";
import { recordsOrGone } from "./read";
import {
  changedServices,
  digestOf,
  openRecord,
  recordRemoved,
  type Planned,
  type Standing,
} from "./recording";
import type { LiveRecord } from "./switchCloud";
import { limitsOf, type SwitchState } from "./switchInputs";
import type { Properties, SwitchTools } from "./types";

/** Calls in flight at a time. */
const AT_ONCE = 8;

/**
 * Removes the switch's records, one batch per zone, and its parameters, with a record before and after. What is gone
 * already is fine.
 *
 * @throws Error where a name is not what the switch wrote: nothing is deleted then.
 */
export async function remove(switchTools: SwitchTools, props: Properties): Promise<void> {
  const state = readState(props);
  if (state === undefined) {
    return;
  }
  const { clock, progress, project } = switchTools;
  const { readSeconds, batchSeconds } = limitsOf(state);
  const cloud = switchTools.cloudFor(state);
  try {
    const signal = clock.deadline(readSeconds, "Reading the names");
    const before = new Map<string, readonly LiveRecord[]>();
    const plans = await mapBounded(zonesOf(undefined, state), AT_ONCE, async (zoneId) => {
      const records = await recordsOrGone(cloud, zoneId, state, signal);
      before.set(zoneId, records);
      return planZone(zoneId, undefined, state, records);
    });
    const strangers = plans.flatMap(({ obstacles }) => obstacles);
    if (strangers.length > 0) {
      const lines = strangers.map(
        ({ fqdn, expected, live }) => ` - ${fqdn} should be "${expected}" and is "${live}"`,
      );
      throw new Error(
        `The release switch deletes only what it wrote, and nothing was deleted:\n${lines.join("\n")}\n` +
          "Put it back or delete it; or run `pulumi refresh` to accept it, and then delete.",
      );
    }
    const tools = { cloud, clock, progress, project };
    const standing = {
      zones: plans,
      ledger: { head: await cloud.ledger.head(signal) },
      releases: state.releases,
    };
    const record = await openRecord(tools, standing, await removalOf(tools, state, standing, signal));
    const comment = `duotone ${state.stack}: names removed`;
    await moveNames(tools, { plans, before, comment, batchSeconds, pendingChanges: {} });

    const patience = clock.deadline(batchSeconds, "Deleting the parameters");
    const problems = await mapBounded(state.jobs, AT_ONCE, async (job) => {
      try {
        await cloud.deleteParameter(job, patience);
        return undefined;
      } catch (error) {
        return ` - ${job.parameterName} of ${job.vertical}: ${errorText(error, patience)}`;
      }
    });
    const failed = problems.filter((problem) => problem !== undefined);
    if (failed.length > 0) {
      throw new Error(
        `The names are deleted, and these parameters are not:\n${failed.join("\n")}\nDelete again.`,
      );
    }
    await recordRemoved(tools, record);
  } finally {
    cloud.close();
  }
}

/** Removing the names takes them from everybody; it needs no turn, since no other release can follow in this stack. */
async function removalOf(
  { cloud }: CloudTools,
  state: SwitchState,
  standing: Standing,
  signal: AbortSignal,
): Promise<Planned> {
  const { activeColor, releases } = state;
  return {
    kind: "intent",
    action: "remove",
    from: [activeColor],
    to: null,
    services: changedServices(releases[activeColor] ?? {}, {}),
    ticket: null,
    caller: await cloud.caller(signal),
    gateDigest: digestOf(standing),
    overrides: [],
  };
}
