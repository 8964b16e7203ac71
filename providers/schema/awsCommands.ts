import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import {
  CancelCommandCommand,
  DescribeInstanceInformationCommand,
  GetCommandInvocationCommand,
  type GetCommandInvocationCommandOutput,
  ListCommandsCommand,
  type ListCommandsCommandOutput,
  SendCommandCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";

import { clientSettings } from "../aws/clientSettings";
import type { RoleSession } from "../aws/roleSession";
import { errorText, isNamed } from "../switch/failure";
import { CommandNotSent, type CommandView, type InstanceCommands } from "./instanceCommands";

/** AWS's own document for a shell, so that none of ours has to be kept in step with it. */
const DOCUMENT = "AWS-RunShellScript";

/** Instances that one question may name; https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeInstanceInformation.html */
const MOST_INSTANCES = 50;

/** Milliseconds that clocks may differ by, of this machine and of SSM. */
const SKEW = 300_000;

/** Seconds that SSM takes at least for the delivery of a command. */
const LEAST_DELIVERY = 30;

export interface AwsCommandsArgs {
  readonly region: string;
  readonly credentials?: RoleSession | undefined;
  readonly autoScalingGroupName: string;
}

/** Commands on the instances of one auto scaling group, through Systems Manager. */
export function awsCommands({
  region,
  credentials,
  autoScalingGroupName,
}: AwsCommandsArgs): InstanceCommands {
  const own = credentials === undefined ? {} : { credentials };
  const autoScaling = new AutoScalingClient({ ...clientSettings(region), ...own });
  const ssm = new SSMClient({ ...clientSettings(region), ...own });
  // A command whose answer was lost must be looked for, and not sent again by the SDK.
  const once = new SSMClient({ ...clientSettings(region, 1), ...own });
  const asked = async <T>(doing: string, signal: AbortSignal, call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (error) {
      throw Object.assign(new Error(`${doing} failed: ${errorText(error, signal)}`, { cause: error }), {
        name: error instanceof Error ? error.name : "Error",
      });
    }
  };
  const online = async (instanceIds: readonly string[], abortSignal: AbortSignal) => {
    const { InstanceInformationList: list = [] } = await ssm.send(
      new DescribeInstanceInformationCommand({
        Filters: [{ Key: "InstanceIds", Values: [...instanceIds] }],
        MaxResults: MOST_INSTANCES,
      }),
      { abortSignal },
    );
    return new Set(
      list.flatMap(({ InstanceId, PingStatus }) => (PingStatus === "Online" ? [InstanceId] : [])),
    );
  };

  return {
    instances: (abortSignal) =>
      asked(`Looking for instances of ${autoScalingGroupName}`, abortSignal, async () => {
        const { AutoScalingGroups: [group] = [] } = await autoScaling.send(
          new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [autoScalingGroupName] }),
          { abortSignal },
        );
        if (group === undefined) {
          throw new Error(`There is no auto scaling group ${autoScalingGroupName}. Is an update half done?`);
        }
        const instances = (group.Instances ?? []).slice(0, MOST_INSTANCES).flatMap((instance) => {
          const { InstanceId: instanceId, LifecycleState, HealthStatus } = instance;
          const isHealthy = LifecycleState === "InService" && HealthStatus === "Healthy";
          return instanceId === undefined ? [] : [{ instanceId, isHealthy }];
        });
        const answering =
          instances.length === 0
            ? new Set()
            : await online(
                instances.map(({ instanceId }) => instanceId),
                abortSignal,
              );
        return instances
          .map((instance) => ({ ...instance, isOnline: answering.has(instance.instanceId) }))
          .sort((a, b) => (a.instanceId < b.instanceId ? -1 : 1));
      }),

    async send({ instanceId, comment, line, deliverySeconds, runSeconds }, abortSignal) {
      try {
        const { Command } = await once.send(
          new SendCommandCommand({
            DocumentName: DOCUMENT,
            InstanceIds: [instanceId],
            Comment: comment,
            TimeoutSeconds: Math.max(LEAST_DELIVERY, deliverySeconds),
            Parameters: { commands: [line], executionTimeout: [String(runSeconds)] },
          }),
          { abortSignal },
        );
        if (Command?.CommandId === undefined) {
          throw new Error("SSM took the command and did not say its id.");
        }
        return Command.CommandId;
      } catch (error) {
        throw notSent(error, instanceId) ?? error;
      }
    },

    find: ({ instanceId, comment, since }, abortSignal) =>
      asked(`Looking for the command "${comment}"`, abortSignal, async () => {
        const after = new Date(Date.parse(since) - SKEW).toISOString().replace(/\.\d+/, "");
        let token: string | undefined;
        do {
          const answer: ListCommandsCommandOutput = await ssm.send(
            new ListCommandsCommand({
              InstanceId: instanceId,
              Filters: [{ key: "InvokedAfter", value: after }],
              ...(token !== undefined && { NextToken: token }),
            }),
            { abortSignal },
          );
          const found = answer.Commands?.find(({ Comment }) => Comment === comment);
          if (found?.CommandId !== undefined) {
            return found.CommandId;
          }
          token = answer.NextToken === "" ? undefined : answer.NextToken;
        } while (token !== undefined);
        return undefined;
      }),

    look: (commandId, instanceId, abortSignal) =>
      asked(`Looking at command ${commandId}`, abortSignal, async () => {
        try {
          const command = new GetCommandInvocationCommand({ CommandId: commandId, InstanceId: instanceId });
          return viewOf(await ssm.send(command, { abortSignal }));
        } catch (error) {
          if (isNamed(error, "InvocationDoesNotExist", "InvalidCommandId")) {
            return undefined;
          }
          throw error;
        }
      }),

    cancel: (commandId, instanceId, abortSignal) =>
      asked(`Cancelling command ${commandId}`, abortSignal, async () => {
        const command = new CancelCommandCommand({ CommandId: commandId, InstanceIds: [instanceId] });
        await ssm.send(command, { abortSignal });
      }),

    close: () => {
      autoScaling.destroy();
      ssm.destroy();
      once.destroy();
    },
  };
}

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/monitor-commands.html */
function viewOf(invocation: GetCommandInvocationCommandOutput): CommandView {
  const { Status = "", StatusDetails, ResponseCode = -1 } = invocation;
  const output = [invocation.StandardOutputContent, invocation.StandardErrorContent]
    .filter((text) => text !== undefined && text !== "")
    .join("\n");
  const state =
    Status === "Success"
      ? "done"
      : Status === "Pending" || Status === "Delayed"
        ? "waiting"
        : Status === "InProgress" || Status === "Cancelling"
          ? "running"
          : "failed";
  return {
    state,
    detail: StatusDetails ?? Status,
    output,
    // SSM says -1 while it runs, and where it never ran.
    ...(ResponseCode >= 0 && { exitCode: ResponseCode }),
  };
}

/** The error where it is certain that no command was sent. Undefined where an answer may have been lost. */
function notSent(error: unknown, instanceId: string): CommandNotSent | undefined {
  if (isNamed(error, "InvalidInstanceId")) {
    return new CommandNotSent(
      `SSM does not reach ${instanceId}: its agent is offline, or the instance is going. ${errorText(error)}`,
      false,
      { cause: error },
    );
  }
  const { httpStatusCode } =
    (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata ?? {};
  if (
    isNamed(error, "ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded")
  ) {
    return new CommandNotSent(errorText(error), true, { cause: error });
  }
  return httpStatusCode !== undefined && httpStatusCode >= 400 && httpStatusCode < 500
    ? new CommandNotSent(`SSM did not take the command: ${errorText(error)}`, false, { cause: error })
    : undefined;
}
