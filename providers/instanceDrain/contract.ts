/** Name of the lifecycle hook that every group has: it keeps an instance that is to go until its drain is done. */
export const DRAIN_HOOK = "duotone-drain";

/**
 * Seconds without a sign of life after which AWS ends an instance that is to go. The drain on an instance gives one every
 * minute, so that only a dead one is ended so; and AWS keeps an instance at most a hundred times as long, some sixteen hours.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/lifecycle-hooks-overview.html
 */
export const DRAIN_HEARTBEAT_SECONDS = 600;

/** Name of the log stream of a service on an instance. */
export function serviceStream(instanceId: string): string {
  return `${instanceId}/service`;
}

/** The last line of a service's log on an instance. */
export function endMarker(instanceId: string): string {
  return JSON.stringify({ duotone: "end of log", instance: instanceId });
}

/** Whether a line is the end marker of an instance's log. */
export function isEndMarker(line: string, instanceId: string): boolean {
  try {
    const read = JSON.parse(line) as { readonly duotone?: unknown; readonly instance?: unknown } | null;
    return read?.duotone === "end of log" && read.instance === instanceId;
  } catch {
    return false;
  }
}

/** Key of the object that says that an instance's files are all in the archive. */
export function endManifestKey(prefix: string | undefined, service: string, instanceId: string): string {
  return `${prefix ?? ""}manifests/${service}/ends/${instanceId}.json`;
}
