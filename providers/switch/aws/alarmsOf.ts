import { paginateDescribeAlarms, type CloudWatchClient } from "@aws-sdk/client-cloudwatch";

import type { AlarmState } from "../types";

/** Most alarms in one answer. */
const PAGE = 100;

/** The metric and composite alarms of the given names, at most a hundred; those that do not exist are left out. */
export async function alarmsOf(
  cloudWatch: CloudWatchClient,
  names: readonly string[],
  abortSignal: AbortSignal,
): Promise<readonly AlarmState[]> {
  const pages = paginateDescribeAlarms(
    { client: cloudWatch, pageSize: PAGE },
    // Without types, CloudWatch says nothing of composite alarms.
    { AlarmNames: [...names], AlarmTypes: ["MetricAlarm", "CompositeAlarm"] },
    { abortSignal },
  );
  const found: AlarmState[] = [];
  for await (const { MetricAlarms, CompositeAlarms } of pages) {
    for (const alarm of [...(MetricAlarms ?? []), ...(CompositeAlarms ?? [])]) {
      found.push({
        name: alarm.AlarmName ?? "unnamed",
        // A state that CloudWatch does not tell is not OK.
        state: alarm.StateValue ?? "INSUFFICIENT_DATA",
        reason: alarm.StateReason,
        since: alarm.StateUpdatedTimestamp?.toISOString(),
      });
    }
  }
  return found;
}
