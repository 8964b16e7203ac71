import type { Settings } from "../settings/settings";
import type { Bucket } from "./buckets";
import { looksAtOrganization } from "./stacks";
import type { StackModel } from "./stackModel";
import { selectorsOf } from "./trails";
import type { TrailSelector } from "./trailSelector";

export const TRAIL = "aws:cloudtrail/trail:Trail";

/** Events by which services deliver into a bucket: to write each down would write as much again as is delivered. */
const DELIVERIES = ["CompleteMultipartUpload", "CreateMultipartUpload", "PutObject", "UploadPart"];

/**
 * Whether the trails write down what is done to a bucket's objects.
 *
 * @param wanted `everything`, or all but what is newly written into it.
 */
export function trailsRecord(
  model: StackModel,
  bucket: string,
  wanted: "everything" | "allButDeliveries",
): "yes" | "no" | "unknown" {
  const found = model.ofType(TRAIL).map(({ props }) => selectorsOf(props));
  const selectors = found
    .flatMap((trail) => trail.selectors)
    .filter((selector) => selector.events === "objects" && selector.takesIn(bucket));
  const leavesOut = (selector: TrailSelector) =>
    selector.allBut.filter((event) => wanted === "everything" || !DELIVERIES.includes(event));
  const areReads = selectors.some((selector) => selector.reads && selector.allBut.length === 0);
  const areWrites = selectors.some((selector) => selector.writes && leavesOut(selector).length === 0);
  if (areReads && areWrites) {
    return "yes";
  }
  return found.some(({ more }) => more) ? "unknown" : "no";
}

/**
 * Whether the organization's trail writes down who reads and changes a bucket, in place of S3's own access logs, which S3
 * does not deliver to locked buckets. A stack without the trail knows what it takes in by the inventory; where that does
 * not say, nobody knows.
 */
export function isWatched(model: StackModel, settings: Settings, { name }: Bucket): "yes" | "no" | "unknown" {
  if (name === undefined) {
    return "unknown";
  }
  if (model.ofType(TRAIL).length > 0 || looksAtOrganization(model, settings)) {
    return trailsRecord(model, name, "allButDeliveries");
  }
  const { recordedBuckets } = settings.inventory;
  if (recordedBuckets === undefined) {
    return "unknown";
  }
  return recordedBuckets.some((prefix) => name.startsWith(prefix)) ? "yes" : "no";
}
