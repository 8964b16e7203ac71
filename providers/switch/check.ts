import { randomUUID } from "node:crypto";

import { unknownValue } from "@pulumi/pulumi/runtime/rpc";

import { failureOf, verdictOf } from "./gate";
import { imageNotes } from "./images";
import { readInputs, readState, unknownPaths, withoutTrace } from "./inputs";
import { strayColor } from "./promotion";
import { openRecordOf } from "./recording";
import { wantedRecords, type Image } from "./records";
import { takeSnapshot } from "./snapshot";
import { limitsOf } from "./switchInputs";
import type { CheckFailure, Properties, SwitchTools } from "./types";

/**
 * Judges the inputs at every preview and before every update, against the names, parameters and instances as they
 * are now.
 *
 * Adds to the inputs what `diff` needs: `records`, the records that they ask for; `liveColor`, where the names point, if
 * that is not where the state says; `openRecord`, the number of a record that an interrupted run has left without its
 * outcome; and with either of them `trace`, some text that was never given before.
 *
 * @returns Every refusal at once. A first preview, which knows nothing yet, has none: `create` judges then.
 */
export async function check(
  { cloudFor, clock, turn, progress }: SwitchTools,
  olds: Properties,
  news: Properties,
): Promise<{ inputs: Properties; failures: CheckFailure[] }> {
  const read = readInputs(news);
  if ("problems" in read) {
    return { inputs: news, failures: read.problems.map(failureOf) };
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
    const { snapshot } = await takeSnapshot({ cloud, clock, turn }, inputs, state, signal);
    imageNotes(snapshot).forEach(progress);
    const liveColor = strayColor(state, snapshot.zones, snapshot.jobs);
    const open = openRecordOf(snapshot)?.sequence;
    return {
      inputs: {
        ...checked,
        ...(liveColor !== undefined && { liveColor }),
        ...(open !== undefined && { openRecord: open }),
        ...((liveColor ?? open) !== undefined && { trace: randomUUID() }),
      },
      failures: verdictOf(snapshot).refusals.map(failureOf),
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
