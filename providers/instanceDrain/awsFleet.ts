import {
  AutoScalingClient,
  CompleteLifecycleActionCommand,
  CreateOrUpdateTagsCommand,
  paginateDescribeAutoScalingGroups,
  UpdateAutoScalingGroupCommand,
  type AutoScalingGroup,
} from "@aws-sdk/client-auto-scaling";
import { CloudWatchLogsClient, GetLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";

import { clientSettings } from "../aws/clientSettings";
import { roleSession } from "../aws/roleSession";
import { isNamed } from "../switch/failure";
import { DRAIN_HOOK } from "./contract";
import { idsIn, tagsFor } from "./memory";
import type { DrainCloud, DrainGroup, DrainInputs } from "./types";

/** Lines that may carry the time of the last one, in which the order of a stream is not certain. */
const LAST_LINES = 10;

/** Pages of a stream that may be empty before the one with its last lines. */
const MOST_PAGES = 20;

/** A fleet's groups, log streams and archive, in the account of a role. */
export function awsFleet({ region, roleArn, stack, cluster, service }: DrainInputs): DrainCloud {
  const config = {
    ...clientSettings(region),
    ...(roleArn === undefined ? {} : { credentials: roleSession(roleArn, "duotone-instance-drain", region) }),
  };
  const autoScaling = new AutoScalingClient(config);
  const logs = new CloudWatchLogsClient(config);
  const s3 = new S3Client(config);
  const tags = Object.entries({ stack, cluster, service });
  return {
    async groups(name, abortSignal) {
      const filters = tags.map(([key, value]) => ({ Name: `tag:${key}`, Values: [value] }));
      const found = [
        ...(await allGroups(autoScaling, { AutoScalingGroupNames: [name] }, abortSignal)),
        ...(await allGroups(autoScaling, { Filters: filters }, abortSignal)),
      ];
      return [...new Map(found.map((group) => [group.name, group])).values()];
    },

    async remember(groupName, instanceIds, abortSignal) {
      const Tags = Object.entries(tagsFor(instanceIds)).map(([Key, Value]) => ({
        ResourceId: groupName,
        ResourceType: "auto-scaling-group",
        Key,
        Value,
        PropagateAtLaunch: false,
      }));
      await autoScaling.send(new CreateOrUpdateTagsCommand({ Tags }), { abortSignal });
    },

    async empty(groupName, abortSignal) {
      const none = { MinSize: 0, MaxSize: 0, DesiredCapacity: 0 };
      const command = new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: groupName, ...none });
      await autoScaling.send(command, { abortSignal });
    },

    lastLines: (group, stream, signal) => lastLines(logs, group, stream, signal),

    async hasObject(bucket, key, abortSignal) {
      try {
        await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), { abortSignal });
        return true;
      } catch (error) {
        if (isNamed(error, "NotFound", "NoSuchKey")) {
          return false;
        }
        throw error;
      }
    },

    async letGo(groupName, instanceId, abortSignal) {
      const command = new CompleteLifecycleActionCommand({
        AutoScalingGroupName: groupName,
        LifecycleHookName: DRAIN_HOOK,
        InstanceId: instanceId,
        LifecycleActionResult: "CONTINUE",
      });
      try {
        await autoScaling.send(command, { abortSignal });
      } catch (error) {
        if (!(error instanceof Error && /no active lifecycle action/i.test(error.message))) {
          throw error;
        }
      }
    },

    close() {
      autoScaling.destroy();
      logs.destroy();
      s3.destroy();
    },
  };
}

async function allGroups(
  client: AutoScalingClient,
  query: Parameters<typeof paginateDescribeAutoScalingGroups>[1],
  abortSignal: AbortSignal,
): Promise<readonly DrainGroup[]> {
  const groups: DrainGroup[] = [];
  for await (const page of paginateDescribeAutoScalingGroups({ client }, query, { abortSignal })) {
    groups.push(...(page.AutoScalingGroups ?? []).map(groupOf));
  }
  return groups;
}

function groupOf(group: AutoScalingGroup): DrainGroup {
  const { AutoScalingGroupName, DesiredCapacity, MinSize, MaxSize, Instances, Tags } = group;
  return {
    name: AutoScalingGroupName ?? "",
    desired: DesiredCapacity ?? 0,
    min: MinSize ?? 0,
    max: MaxSize ?? 0,
    instances: (Instances ?? []).map(({ InstanceId, LifecycleState, HealthStatus }) => ({
      instanceId: InstanceId ?? "unnamed",
      lifecycleState: LifecycleState ?? "unknown",
      healthStatus: HealthStatus ?? "unknown",
    })),
    remembered: idsIn(Object.fromEntries((Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]))),
  };
}

/** Lines with the time of the stream's last one: among them the order is that of their arrival only. */
async function lastLines(
  client: CloudWatchLogsClient,
  logGroupName: string,
  logStreamName: string,
  abortSignal: AbortSignal,
): Promise<readonly string[] | undefined> {
  let nextToken: string | undefined;
  try {
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const command = new GetLogEventsCommand({
        logGroupName,
        logStreamName,
        startFromHead: false,
        limit: LAST_LINES,
        ...(nextToken === undefined ? {} : { nextToken }),
      });
      const { events = [], nextBackwardToken } = await client.send(command, { abortSignal });
      if (events.length > 0) {
        const last = Math.max(...events.map(({ timestamp = 0 }) => timestamp));
        return events.filter(({ timestamp = 0 }) => timestamp === last).map(({ message = "" }) => message);
      }
      if (nextBackwardToken === nextToken) {
        return [];
      }
      nextToken = nextBackwardToken;
    }
    return [];
  } catch (error) {
    if (isNamed(error, "ResourceNotFoundException")) {
      return undefined;
    }
    throw error;
  }
}
