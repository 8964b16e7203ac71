import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { type AlarmPlan, alarmPlans, type WatchedGroup, type WatchedWeb } from "./alarmPlans";

export interface ServiceAlarmsArgs {
  readonly group: WatchedGroup;

  /** @default - none: a worker */
  readonly web?: WatchedWeb;

  /** SNS topic, in the alarms' region, that is told of every change between ALARM and OK. */
  readonly noticesTopicArn: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The alarms of one service in one cluster: few, each a reason to act, and each a reason not to move public names there.
 *
 * Their names are fixed, `duotone-<cluster>-<service>-<what>`: they stand in mails, on dashboards and in refusals, where
 * a random end would say nothing. Nothing about an alarm but its name ever replaces it, so a fixed one stands in no
 * replacement's way. Stacks do not collide, because each has accounts of its own.
 */
export class ServiceAlarms extends pulumi.ComponentResource {
  /** Known once the alarms exist. */
  public readonly alarmNames: readonly pulumi.Output<string>[];

  public constructor(name: string, args: ServiceAlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:observability:ServiceAlarms", name, undefined, opts);

    this.alarmNames = alarmPlans(args.group, args.web).map((plan) => this.createAlarm(name, args, plan).name);
    this.registerOutputs({ alarmNames: this.alarmNames });
  }

  private createAlarm(
    name: string,
    { noticesTopicArn, tags }: ServiceAlarmsArgs,
    { what, description, periods, missingData, settings }: AlarmPlan,
  ): aws.cloudwatch.MetricAlarm {
    return new aws.cloudwatch.MetricAlarm(
      `${name}-${what}`,
      {
        name: `duotone-${name}-${what}`,
        alarmDescription: `${name}: ${description}`,
        evaluationPeriods: periods,
        datapointsToAlarm: periods,
        treatMissingData: missingData,
        alarmActions: [noticesTopicArn],
        okActions: [noticesTopicArn],
        tags: { ...tags },
        ...settings,
      },
      { parent: this },
    );
  }
}
