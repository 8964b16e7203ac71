import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { ServiceAlarms } from "../observability/serviceAlarms";
import { registered, ServiceFleet, type ServiceFleetArgs } from "./serviceFleet";

export type WorkerServiceArgs = Omit<ServiceFleetArgs, "targetGroupArn"> & {
  /**
   * ARN of the SSM parameter that tells which colour is active.
   *
   * @default - none: the stack has no colours, and the worker always works
   */
  readonly activeColorParameterArn: pulumi.Input<string> | undefined;
};

/** One worker in one cluster: instances that nothing reaches, and that do their jobs while their colour is active. */
export class WorkerService extends pulumi.ComponentResource {
  public readonly autoScalingGroupName: pulumi.Output<string>;
  public readonly alarmNames: readonly pulumi.Output<string>[];

  public constructor(name: string, args: WorkerServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:clusters:WorkerService", name, registered(args), opts);

    const fleet = new ServiceFleet(name, args, { parent: this });
    if (args.activeColorParameterArn !== undefined) {
      new aws.iam.RolePolicy(
        `${name}-active-color`,
        {
          role: fleet.roleName,
          policy: pulumi.jsonStringify({
            Version: "2012-10-17",
            Statement: [
              { Effect: "Allow", Action: "ssm:GetParameter", Resource: args.activeColorParameterArn },
            ],
          }),
        },
        { parent: this },
      );
    }

    const alarms = new ServiceAlarms(
      name,
      {
        watched: { autoScalingGroupName: fleet.autoScalingGroupName },
        min: args.min,
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
