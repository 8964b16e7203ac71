import * as pulumi from "@pulumi/pulumi";

import { ServiceAlarms } from "../observability/serviceAlarms";
import { registered, ServiceFleet, type ServiceFleetArgs } from "./serviceFleet";

export type WorkerServiceArgs = Omit<ServiceFleetArgs, "targetGroupArn">;

/** One worker in one cluster: instances that nothing reaches, and that do their jobs while their colour is active. */
export class WorkerService extends pulumi.ComponentResource {
  public readonly autoScalingGroupName: pulumi.Output<string>;
  public readonly alarmNames: readonly pulumi.Output<string>[];

  public constructor(name: string, args: WorkerServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:clusters:WorkerService", name, registered(args), opts);

    const fleet = new ServiceFleet(name, args, { parent: this });
    const alarms = new ServiceAlarms(
      name,
      {
        group: { ...args, autoScalingGroupName: fleet.autoScalingGroupName },
        noticesTopicArn: args.noticesTopicArn,
        tags: args.tags,
      },
      { parent: this },
    );

    this.autoScalingGroupName = fleet.autoScalingGroupName;
    this.alarmNames = alarms.alarmNames;
    this.registerOutputs({
      autoScalingGroupName: this.autoScalingGroupName,
      alarmNames: this.alarmNames,
    });
  }
}
