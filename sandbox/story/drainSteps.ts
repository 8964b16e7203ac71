import { setTimeout as pause } from "node:timers/promises";

import {
  AutoScalingClient,
  CompleteLifecycleActionCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeLifecycleHooksCommand,
} from "@aws-sdk/client-auto-scaling";
import { z } from "zod";

import type { Fault } from "../cloud/faults";
import type { Sandbox } from "../session";
import { type CloudAccess, roleAccess } from "./cloudAccess";
import { expectSuccess } from "./expectations";
import type { EngineRun } from "./pulumi";
import { resourcesOf } from "./stackExport";
import { STATE_AT_THE_END } from "./stateAtTheEnd";
import type { Story, StoryStep } from "./story";

/** The service whose log does not come off its instances. Nobody waits for it: it has no public name. */
const STUCK = "mailer";
const CLUSTER = "staging";

/** Milliseconds between two looks at the group, and that it may take until its instances are told to go. */
const LOOK_INTERVAL = 1000;
const LOOK_LIMIT = 10 * 60_000;

/** Hours that the override lasts: within what is allowed, and longer than any story. */
const OVERRIDE_HOURS = 6;

/** CloudWatch Logs takes nothing for this one log group. */
const STUCK_LOG: Fault = {
  id: "stuck-log",
  match: { service: "logs", action: "PutLogEvents", resource: `/duotone/staging/${CLUSTER}/${STUCK}` },
  effect: { kind: "error", status: 503, code: "ServiceUnavailableException", message: "The log is stuck." },
};

const drainSchema = z.object({
  cluster: z.string(),
  service: z.string(),
  groupName: z.string(),
  region: z.string(),
  roleArn: z.string(),
});

/**
 * Staging is destroyed while the log of one service is stuck, and somebody ends the wait of its instance all the same: its
 * last lines are lost. The engine stops there, and keeps the group.
 */
export const destroyRefused: StoryStep = {
  name: "destroy refused",
  async run(story, step) {
    const { sandbox } = story;
    const fleet = await stuckFleet(story);
    await sandbox.gateway.setFaults([STUCK_LOG]);
    const over = new AbortController();
    try {
      const impatient = endWaits(accessOf(sandbox, fleet), fleet.groupName, over.signal);
      const run = await sandbox.root.destroy("staging", { step, env: STATE_AT_THE_END });
      over.abort();
      await impatient;
      return run;
    } finally {
      over.abort();
      await sandbox.gateway.clearFaults();
    }
  },
  async check(story, run) {
    const message = drainMessage(run);
    story.report.drains = { ...story.report.drains, ...(message === undefined ? {} : { refusal: message }) };
    const left = resourcesOf(await story.export(story.sandbox.root, "duotone", "staging"));
    const group = left.some(({ type, inputs }) => type === GROUP && isOf(inputs, STUCK));
    return [
      ...(run.exitCode === 0 ? [`expected ${run.command} to stop at ${STUCK}; it succeeded`] : []),
      ...(group ? [] : [`expected the group of ${STUCK} to be kept`]),
      ...(message === undefined
        ? [`expected an error that names the instances of ${STUCK} and what is missing; see ${run.logFile}`]
        : []),
    ];
  },
};

/** What is left of staging, after a person has answered for what is lost. */
export const stagingDestroy: StoryStep = {
  name: "staging destroy",
  async run({ sandbox }, step) {
    const until = new Date(Date.now() + OVERRIDE_HOURS * 3_600_000).toISOString().replace(/\.\d+Z/, "Z");
    const override = {
      gate: "drain",
      service: STUCK,
      reason: "The log is stuck.",
      by: "ada@example.com",
      until,
    };
    for (const [key, value] of Object.entries(override)) {
      await sandbox.root.configSet("staging", `overrides[0].${key}`, value, "--path");
    }
    try {
      return await sandbox.root.destroy("staging", { step, env: STATE_AT_THE_END });
    } finally {
      await sandbox.root.configRemove("staging", "overrides");
    }
  },
  async check(story, run) {
    const left = resourcesOf(await story.export(story.sandbox.root, "duotone", "staging"));
    const [overridden] =
      new RegExp(`${STUCK} in cluster ${CLUSTER}: by the override of .*`).exec(run.output) ?? [];
    story.report.drains = {
      ...story.report.drains,
      ...(overridden === undefined ? {} : { overridden }),
    };
    return [
      ...expectSuccess(run),
      ...(run.deleted > 0 ? [] : ["expected resources to be deleted, none was"]),
      ...(overridden === undefined
        ? [`expected a warning of what of ${STUCK} is lost by the override; see ${run.logFile}`]
        : []),
      ...(left.length === 0
        ? []
        : [`expected an empty state, left are ${left.map(({ urn }) => urn).join(", ")}`]),
    ];
  },
};

const GROUP = "aws:autoscaling/group:Group";

function isOf({ tags }: Readonly<Record<string, unknown>>, service: string): boolean {
  const read = z.array(z.object({ key: z.string(), value: z.string() })).safeParse(tags);
  return (read.data ?? []).some(({ key, value }) => key === "service" && value === service);
}

/** The refusal in the drain's own words: what it says of the stuck service, and of each of its instances. */
export function drainMessage(run: EngineRun): string | undefined {
  const lines = run.diagnostics
    .filter(({ severity }) => severity === "error")
    .flatMap(({ message }) => message.split("\n"))
    .map((line) => line.trim());
  const telling = lines.filter(
    (line) =>
      line.includes(`[drain] Instances of ${STUCK} in cluster ${CLUSTER}`) || /^- i-[0-9a-f]+ /.test(line),
  );
  return telling.length < 2 ? undefined : telling.join(" ");
}

async function stuckFleet(story: Story): Promise<z.infer<typeof drainSchema>> {
  const resources = resourcesOf(await story.export(story.sandbox.root, "duotone", "staging"));
  for (const { type, inputs } of resources) {
    const drain = type.endsWith(":InstanceDrain") ? drainSchema.safeParse(inputs).data : undefined;
    if (drain?.service === STUCK && drain.cluster === CLUSTER) {
      return drain;
    }
  }
  throw new Error(`Staging has no drain of ${STUCK}.`);
}

function accessOf({ endpoint }: Sandbox, { region, roleArn }: z.infer<typeof drainSchema>): CloudAccess {
  return roleAccess(endpoint, region, roleArn);
}

/** Ends the wait of every instance of a group, as soon as one waits. */
async function endWaits(access: CloudAccess, group: string, signal: AbortSignal): Promise<void> {
  const client = new AutoScalingClient(access);
  try {
    const { LifecycleHooks: hooks = [] } = await client.send(
      new DescribeLifecycleHooksCommand({ AutoScalingGroupName: group }),
    );
    const end = Date.now() + LOOK_LIMIT;
    while (!signal.aborted && Date.now() < end) {
      const { AutoScalingGroups: [found] = [] } = await client.send(
        new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [group] }),
      );
      const waiting = (found?.Instances ?? []).filter((one) => one.LifecycleState === "Terminating:Wait");
      for (const { InstanceId } of waiting) {
        for (const { LifecycleHookName } of hooks) {
          await client.send(
            new CompleteLifecycleActionCommand({
              AutoScalingGroupName: group,
              LifecycleHookName,
              InstanceId,
              LifecycleActionResult: "ABANDON",
            }),
          );
        }
      }
      await pause(LOOK_INTERVAL);
    }
  } finally {
    client.destroy();
  }
}
