import { mapBounded } from "./bounded";
import { errorText } from "./failure";
import { readState } from "./inputs";
import { moveNames } from "./move";
import { planZone, zonesOf } from "./records";
import { recordsOrGone } from "./read";
import { limitsOf, type LiveRecord, type Properties, type SwitchTools } from "./types";

/** Calls in flight at a time. */
const AT_ONCE = 8;

/**
 * Removes the switch's records, one batch per zone, and its parameters. What is gone already is fine.
 *
 * @throws Error where a name is not what the switch wrote: nothing is deleted then.
 */
export async function remove({ cloudFor, clock, progress }: SwitchTools, props: Properties): Promise<void> {
  const state = readState(props);
  if (state === undefined) {
    return;
  }
  const { readSeconds, batchSeconds } = limitsOf(state);
  const cloud = cloudFor(state);
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
    const comment = `duotone ${state.stack}: names removed`;
    await moveNames({ cloud, clock, progress }, { plans, before, comment, batchSeconds, pendingChanges: {} });

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
  } finally {
    cloud.close();
  }
}
