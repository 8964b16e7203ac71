import { mapBounded } from "../switch/bounded";
import { errorText } from "../switch/failure";
import { endManifestKey, isEndMarker, serviceStream } from "./contract";
import type { DrainCloud, DrainInputs } from "./types";

/** Instances that are asked about at once. */
const AT_ONCE = 8;

/** Where the instances of a group leave what they leave. */
export type EvidencePlaces = Pick<DrainInputs, "service" | "logGroupName" | "archive">;

/** What is missing of each instance, in words; of one of which all is there, nothing. */
export async function missingOf(
  cloud: DrainCloud,
  places: EvidencePlaces,
  instanceIds: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = await mapBounded(instanceIds, AT_ONCE, async (instanceId) => {
    const missing = await Promise.all([
      missingLog(cloud, places, instanceId, signal),
      missingFiles(cloud, places, instanceId, signal),
    ]);
    return [instanceId, missing.filter((words) => words !== undefined)] as const;
  });
  return new Map(found);
}

async function missingLog(
  cloud: DrainCloud,
  { logGroupName }: EvidencePlaces,
  instanceId: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (logGroupName === undefined) {
    return undefined;
  }
  const stream = serviceStream(instanceId);
  return unlessFailed(`log stream ${stream} of ${logGroupName}`, signal, async () => {
    const lines = await cloud.lastLines(logGroupName, stream, signal);
    if (lines === undefined) {
      return `${logGroupName} has no stream ${stream}`;
    }
    return lines.some((line) => isEndMarker(line, instanceId))
      ? undefined
      : `stream ${stream} of ${logGroupName} does not end with the end marker`;
  });
}

async function missingFiles(
  cloud: DrainCloud,
  { archive, service }: EvidencePlaces,
  instanceId: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (archive === undefined) {
    return undefined;
  }
  const key = endManifestKey(archive.prefix, service, instanceId);
  return unlessFailed(`${key} in bucket ${archive.bucket}`, signal, async () =>
    (await cloud.hasObject(archive.bucket, key, signal))
      ? undefined
      : `bucket ${archive.bucket} has no ${key}`,
  );
}

/** What cannot be read is missing until it can. */
async function unlessFailed(
  what: string,
  signal: AbortSignal,
  look: () => Promise<string | undefined>,
): Promise<string | undefined> {
  try {
    return await look();
  } catch (error) {
    signal.throwIfAborted();
    return `${what} cannot be read: ${errorText(error)}`.replace(/\.$/, "");
  }
}
