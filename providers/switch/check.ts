import { unknownValue } from "@pulumi/pulumi/runtime/rpc";

import { refusals } from "./gate";
import { readInputs, readState, unknownPaths, withoutTrace } from "./inputs";
import { strayColor } from "./promotion";
import { wantedRecords, type Image } from "./records";
import { takeSnapshot } from "./snapshot";
import { limitsOf, type Properties, type Refusal, type SwitchTools } from "./types";

/**
 * Judges the inputs at every preview and before every update, against the names, parameters and instances as they
 * are now.
 *
 * Adds to the inputs what `diff` needs: `records`, the records that they ask for; and `liveColor`, where the names
 * point, if that is not where the state says.
 *
 * @returns Every refusal at once. A first preview, which knows nothing yet, has none: `create` judges then.
 */
export async function check(
  { cloudFor, clock }: SwitchTools,
  olds: Properties,
  news: Properties,
): Promise<{ inputs: Properties; failures: Refusal[] }> {
  const read = readInputs(news);
  if ("problems" in read) {
    return { inputs: news, failures: [...read.problems] };
  }
  const { inputs } = read;
  const state = readState(olds);
  const checked = { ...withoutTrace(news), records: knownRecords(wantedRecords(inputs)) };
  if (state === undefined && unknownPaths(inputs).length > 0) {
    return { inputs: checked, failures: [] };
  }
  const cloud = cloudFor(inputs);
  try {
    const signal = clock.deadline(limitsOf(inputs).readSeconds, "Reading names, parameters and health");
    const { snapshot } = await takeSnapshot(cloud, inputs, state, signal);
    const liveColor = strayColor(state, snapshot.zones, snapshot.jobs);
    return {
      inputs: liveColor === undefined ? checked : { ...checked, liveColor },
      failures: [...refusals(snapshot)],
    };
  } finally {
    cloud.close();
  }
}

/** A record whose target is not known yet is itself unknown. */
function knownRecords(image: Image): Image {
  return Object.fromEntries(
    Object.entries(image).map(([fqdn, text]) => [fqdn, text.includes(unknownValue) ? unknownValue : text]),
  );
}
