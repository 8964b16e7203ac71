import {
  paginateDescribeAlarms,
  type CloudWatchClient,
  type CompositeAlarm,
  type MetricAlarm,
} from "@aws-sdk/client-cloudwatch";

import type { AlarmState } from "../switchCloud";

/** Most alarms in one answer; https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
const PAGE = 100;

/** How the metric and composite alarms of the given names are, at most a hundred; those that do not exist are left out. */
export async function alarmsOf(
  client: CloudWatchClient,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly AlarmState[]> {
  const alarms = await alarmDefinitionsOf(client, names, signal);
  return alarms.map(({ AlarmName, StateValue, StateReason, StateUpdatedTimestamp }) => ({
    name: AlarmName ?? "unnamed",
    // A state that CloudWatch does not tell is not OK.
    state: StateValue ?? "INSUFFICIENT_DATA",
    reason: StateReason,
    since: StateUpdatedTimestamp?.toISOString(),
  }));
}

/** The same alarms with everything that CloudWatch says of them. */
export async function alarmDefinitionsOf(
  client: CloudWatchClient,
  names: readonly string[],
  abortSignal: AbortSignal,
): Promise<readonly (MetricAlarm | CompositeAlarm)[]> {
  const pages = paginateDescribeAlarms(
    { client, pageSize: PAGE },
    // Without types, CloudWatch says nothing of composite alarms.
    { AlarmNames: [...names], AlarmTypes: ["MetricAlarm", "CompositeAlarm"] },
    { abortSignal },
  );
  const found: (MetricAlarm | CompositeAlarm)[] = [];
  for await (const { MetricAlarms, CompositeAlarms } of pages) {
    found.push(...(MetricAlarms ?? []), ...(CompositeAlarms ?? []));
  }
  return found;
}
