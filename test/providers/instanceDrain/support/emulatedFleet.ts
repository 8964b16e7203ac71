import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
  PutLifecycleHookCommand,
  UpdateAutoScalingGroupCommand,
} from "@aws-sdk/client-auto-scaling";
import { CloudWatchLogsClient, CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateLaunchTemplateCommand, DescribeImagesCommand, EC2Client } from "@aws-sdk/client-ec2";
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  IAMClient,
} from "@aws-sdk/client-iam";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";

import { bootUserData } from "../../../../components/clusters/bootConfig";
import { INSTANCE_TRUST } from "../../../../components/clusters/instanceRole";
import { DRAIN_HEARTBEAT_SECONDS, DRAIN_HOOK } from "../../../../providers/instanceDrain/contract";
import type { CloudAccess } from "../../../../sandbox/story/cloudAccess";

export const LOG_GROUP = "/duotone/prod/prod2/core";
export const BUCKET = "duotone-prod-files";
export const PREFIX = "core/";

/** A fleet in the emulator as the components declare it, made by hand. */
export class EmulatedFleet {
  private readonly autoScaling: AutoScalingClient;

  public constructor(private readonly access: CloudAccess) {
    this.autoScaling = new AutoScalingClient(access);
  }

  /**
   * Makes what groups need: log group, bucket, role with profile, launch template.
   *
   * @param hasBoot Whether instances are told who they are. What stands in for instances that go leaves others alone.
   */
  public async open(hasBoot = true): Promise<void> {
    const { access } = this;
    const [logs, s3, iam, ec2] = [
      new CloudWatchLogsClient(access),
      new S3Client(access),
      new IAMClient(access),
      new EC2Client(access),
    ];
    await logs.send(new CreateLogGroupCommand({ logGroupName: LOG_GROUP }));
    const place = { LocationConstraint: "eu-west-1" } as const;
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration: place }));
    await iam.send(new CreateRoleCommand({ RoleName: "core", AssumeRolePolicyDocument: INSTANCE_TRUST }));
    const made = await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: "core" }));
    await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: "core", RoleName: "core" }));
    const { Images } = await ec2.send(new DescribeImagesCommand({ Owners: ["amazon"] }));
    const boot = {
      service: "core",
      cluster: "prod2",
      commit: "c".repeat(40),
      region: "eu-west-1",
      logGroups: { service: LOG_GROUP },
      archive: { bucket: BUCKET, prefix: PREFIX },
    };
    await ec2.send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName: "core",
        LaunchTemplateData: {
          ImageId: Images?.[0]?.ImageId,
          InstanceType: "t3.micro",
          ...(hasBoot ? { UserData: bootUserData(boot) } : {}),
          IamInstanceProfile: { Arn: made.InstanceProfile?.Arn },
        },
      }),
    );
    for (const client of [logs, s3, iam, ec2]) {
      client.destroy();
    }
  }

  public close(): void {
    this.autoScaling.destroy();
  }

  /** Makes a group with its hook and two instances. @returns their ids */
  public async group(name: string): Promise<readonly string[]> {
    const tags = { stack: "prod", cluster: "prod2", service: "core" };
    await this.autoScaling.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName: name,
        MinSize: 2,
        MaxSize: 4,
        AvailabilityZones: ["eu-west-1a"],
        LaunchTemplate: { LaunchTemplateName: "core", Version: "1" },
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      }),
    );
    await this.autoScaling.send(
      new PutLifecycleHookCommand({
        AutoScalingGroupName: name,
        LifecycleHookName: DRAIN_HOOK,
        LifecycleTransition: "autoscaling:EC2_INSTANCE_TERMINATING",
        HeartbeatTimeout: DRAIN_HEARTBEAT_SECONDS,
        DefaultResult: "CONTINUE",
      }),
    );
    return Object.keys(await this.statesIn(name));
  }

  /** Tells a group to have none. */
  public async empty(name: string): Promise<void> {
    const none = { MinSize: 0, MaxSize: 0, DesiredCapacity: 0 };
    await this.autoScaling.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: name, ...none }));
  }

  /** Lifecycle states by instance. */
  public async statesIn(name: string): Promise<Readonly<Record<string, string>>> {
    const command = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] });
    const { AutoScalingGroups } = await this.autoScaling.send(command);
    const instances = AutoScalingGroups?.[0]?.Instances ?? [];
    return Object.fromEntries(
      instances.map(({ InstanceId = "", LifecycleState = "" }) => [InstanceId, LifecycleState]),
    );
  }
}
