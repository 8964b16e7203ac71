import type { Resource } from "./resource";
import { readFlag } from "./value";

const DOORS = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"] as const;

/**
 * What a `BucketPublicAccessBlock` or an `AccountPublicAccessBlock` leaves open: each of its four settings is off where it
 * is absent. `unknown` are those that nobody knows yet; they are in neither list.
 */
export function openDoors({ props }: Resource): {
  readonly open: readonly string[];
  readonly unknown: readonly string[];
} {
  const flags = DOORS.map((door) => ({ door, flag: readFlag(props, door) }));
  return {
    open: flags.filter(({ flag }) => flag !== "yes" && flag !== "unknown").map(({ door }) => door),
    unknown: flags.filter(({ flag }) => flag === "unknown").map(({ door }) => door),
  };
}
