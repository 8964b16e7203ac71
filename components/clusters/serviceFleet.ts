import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { type DrainTimeouts, InstanceDrain } from "../../providers/instanceDrain";
import { DRAIN_HEARTBEAT_SECONDS, DRAIN_HOOK } from "../../providers/instanceDrain/contract";
import type { Override } from "../../providers/switch/overrides";
import { type NetworkReference } from "../network/verticalNetwork";
import type { LogKeeping } from "../observability/archivedLogGroup";
import { type LogGroupNames, ServiceLogs } from "../observability/serviceLogs";
import type { BootConfig } from "./bootConfig";
import { userDataOf } from "./bootInputs";
import { drainRights } from "./drainRights";
import { createInstanceRole, healthRights, secretRights } from "./instanceRole";
import type { ServiceData } from "./serviceData";
import { launchedFrom, type Purchase } from "./purchase";
import { allowStores } from "./storeAccess";
import { trackTarget } from "./targetTracking";

/** Root device of Amazon Linux 2023 images. */
const ROOT_DEVICE = "/dev/xvda";

/** Seconds that a new instance has before its health counts; a baked image only boots and starts one unit. */
export const GRACE_SECONDS = 120;

/** Who sees to it that instances that go have left their logs and files. */
export interface DrainArgs {
  readonly stack: string;

  /**
   * Role in the account that owns the instances.
   *
   * @default - the caller's own credentials, which must then be of that account
   */
  readonly roleArn?: pulumi.Input<string>;

  /** Those of gate `drain` let instances go that still hold something. */
  readonly overrides: readonly Override[];

  /** @default - as the drain has them */
  readonly timeouts?: DrainTimeouts;
}

export interface ServiceFleetArgs {
  readonly boot: BootConfig & { readonly logGroups: LogGroupNames };

  /** How the log groups are kept. */
  readonly logs: LogKeeping;
  readonly drain: DrainArgs;

  /** The baked image's id. */
  readonly imageId: pulumi.Input<string>;
  readonly instanceType: string;

  /** Instances: at least `min`, at most `max`. */
  readonly min: number;
  readonly max: number;

  /** Whether instances are bought at the usual price, or as what is left over. */
  readonly purchase: Purchase;

  /** Use of the processors, in per cent, that the number of instances follows. */
  readonly cpuPercent: number;

  /** Whether the service runs jobs, which use whatever processors there are. */
  readonly hasJobs: boolean;

  /** How long creation waits for healthy instances, for example `10m`; `0` waits for none. */
  readonly capacityTimeout: string;
  readonly network: NetworkReference;

  /** SNS topic that the service's alarms tell. */
  readonly noticesTopicArn: pulumi.Input<string>;

  /** The policy that an instance's role needs so that its sessions are logged, as JSON. */
  readonly instancePolicy: pulumi.Input<string>;

  /** ARN by name of the secrets that the service may read, and is told of. */
  readonly secretArns: Readonly<Record<string, pulumi.Input<string>>>;

  /** What the service is given of its vertical's data stores. */
  readonly data: ServiceData;

  /**
   * Target group that the instances join. Their health is then the balancer's verdict, not only that they run.
   *
   * @default - none: instances are healthy while they run
   */
  readonly targetGroupArn?: pulumi.Input<string>;

  /** Whether the engine refuses to delete or replace what serves: for the colour that has the public names. */
  readonly protect: boolean;

  /** Whether the instances may be replaced all the same. */
  readonly replaceable: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The instances of one service in one cluster: role, launch template and auto scaling group.
 *
 * Instances are never changed. Another image, type or user data is another launch template version, and that replaces
 * the whole group: the new one is created and healthy before the old one goes.
 */
export class ServiceFleet extends pulumi.ComponentResource {
  public readonly autoScalingGroupName: pulumi.Output<string>;
  public readonly securityGroupId: pulumi.Output<string>;
  public readonly roleName: pulumi.Output<string>;

  public constructor(name: string, args: ServiceFleetArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:clusters:ServiceFleet", name, registered(args), opts);

    const { securityGroup, wayOut } = this.createSecurityGroup(name, args);
    const logs = new ServiceLogs(
      name,
      { ...args.logs, groups: args.boot.logGroups, tags: args.tags },
      { parent: this },
    );
    const { role, policies } = createInstanceRole(
      name,
      {
        sessionPolicy: args.instancePolicy,
        rights: [
          ...logs.rights,
          ...healthRights(name),
          ...drainRights(name, args.boot),
          ...secretRights(Object.values(args.secretArns)),
          ...args.data.rights,
        ],
        tags: args.tags,
      },
      { parent: this },
    );
    const rules = allowStores(
      name,
      { securityGroupId: securityGroup.id, data: args.data, tags: args.tags },
      { parent: this },
    );
    const launchTemplate = this.createLaunchTemplate(name, args, securityGroup, role);
    const group = this.createGroup(name, args, launchTemplate, [
      logs,
      ...policies,
      wayOut,
      ...rules,
      ...(args.network instanceof pulumi.Resource ? [args.network] : []),
    ]);
    trackTarget(
      `${name}-cpu`,
      {
        autoScalingGroupName: group.name,
        min: args.min,
        max: args.max,
        metric: { cpuPercent: args.cpuPercent },
        warmup: GRACE_SECONDS,
      },
      { parent: this },
    );
    const drain = this.createDrain(name, args, group);

    // Through the drain: who uses the group, such as the public names, is gone before its instances are.
    this.autoScalingGroupName = drain.groupName;
    this.securityGroupId = securityGroup.id;
    this.roleName = role.name;
    this.registerOutputs({
      autoScalingGroupName: this.autoScalingGroupName,
      securityGroupId: this.securityGroupId,
      roleName: this.roleName,
    });
  }

  private createSecurityGroup(name: string, args: ServiceFleetArgs) {
    const securityGroup = new aws.ec2.SecurityGroup(
      name,
      { description: `Instances of ${name}`, vpcId: args.network.vpcId, tags: { Name: name, ...args.tags } },
      { parent: this },
    );
    const wayOut = new aws.vpc.SecurityGroupEgressRule(
      `${name}-https-out`,
      {
        securityGroupId: securityGroup.id,
        description: "HTTPS to AWS and to public names",
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        cidrIpv4: "0.0.0.0/0",
        tags: { ...args.tags },
      },
      { parent: this },
    );
    return { securityGroup, wayOut };
  }

  private createLaunchTemplate(
    name: string,
    args: ServiceFleetArgs,
    securityGroup: aws.ec2.SecurityGroup,
    role: aws.iam.Role,
  ): aws.ec2.LaunchTemplate {
    const profile = new aws.iam.InstanceProfile(
      name,
      { role: role.name, tags: { ...args.tags } },
      { parent: this },
    );
    const tags = instanceTags(name, args);
    return new aws.ec2.LaunchTemplate(
      name,
      {
        imageId: args.imageId,
        instanceType: args.instanceType,
        userData: userDataOf(args),
        iamInstanceProfile: { arn: profile.arn },
        // Every minute and not every five: scaling is as quick as what it sees.
        monitoring: { enabled: true },
        metadataOptions: {
          httpEndpoint: "enabled",
          httpTokens: "required",
          httpPutResponseHopLimit: 1,
          // The drain reads there which group the instance is of.
          instanceMetadataTags: "enabled",
        },
        networkInterfaces: [
          {
            deviceIndex: 0,
            associatePublicIpAddress: "false",
            deleteOnTermination: "true",
            securityGroups: [securityGroup.id],
          },
        ],
        blockDeviceMappings: [
          {
            deviceName: ROOT_DEVICE,
            ebs: { encrypted: "true", volumeType: "gp3", deleteOnTermination: "true" },
          },
        ],
        tagSpecifications: [
          { resourceType: "instance", tags },
          { resourceType: "volume", tags },
        ],
        updateDefaultVersion: true,
        tags: { ...args.tags },
      },
      { parent: this, protect: isKept(args) },
    );
  }

  private createGroup(
    name: string,
    args: ServiceFleetArgs,
    launchTemplate: aws.ec2.LaunchTemplate,
    needed: readonly pulumi.Resource[],
  ): aws.autoscaling.Group {
    return new aws.autoscaling.Group(
      name,
      {
        minSize: args.min,
        maxSize: args.max,
        vpcZoneIdentifiers: args.network.appSubnetIds,
        ...launchedFrom(launchTemplate, args.purchase),
        healthCheckGracePeriod: GRACE_SECONDS,
        waitForCapacityTimeout: args.capacityTimeout,
        // Written once a minute and free of charge: for a worker nothing else counts its instances.
        enabledMetrics: ["GroupInServiceInstances"],
        metricsGranularity: "1Minute",
        ...(args.targetGroupArn === undefined
          ? { healthCheckType: "EC2" }
          : { healthCheckType: "ELB", targetGroupArns: [args.targetGroupArn], minElbCapacity: args.min }),
        // Of the group, and not a resource beside it: it is there from the first instance on, and as long as the group is.
        initialLifecycleHooks: [
          {
            name: DRAIN_HOOK,
            lifecycleTransition: "autoscaling:EC2_INSTANCE_TERMINATING",
            heartbeatTimeout: DRAIN_HEARTBEAT_SECONDS,
            // An instance that shows no sign of life is ended either way: CONTINUE lets other hooks have their say.
            defaultResult: "CONTINUE",
          },
        ],
        tags: Object.entries(instanceTags(name, args)).map(([key, value]) => ({
          key,
          value,
          propagateAtLaunch: true,
        })),
      },
      {
        parent: this,
        protect: isKept(args),
        replaceOnChanges: ["launchTemplate", "mixedInstancesPolicy", "initialLifecycleHooks"],
        // What instances need from their first moment to their last: there before them, and destroyed after them.
        dependsOn: [...needed],
      },
    );
  }

  private createDrain(name: string, args: ServiceFleetArgs, group: aws.autoscaling.Group): InstanceDrain {
    const { boot, drain, data } = args;
    return new InstanceDrain(
      name,
      {
        ...drain,
        cluster: boot.cluster,
        service: boot.service,
        region: boot.region,
        groupName: group.name,
        logGroupName: boot.logGroups.service,
        // A duration without any digit but 0 waits for nothing.
        waitForInstances: /[1-9]/.test(args.capacityTimeout),
        ...(data.archive === undefined ? {} : { archive: { ...data.archive } }),
      },
      // Protected like the group: the engine deletes it first, and would empty a group that it then may not delete.
      { parent: this, protect: isKept(args) },
    );
  }
}

/**
 * What a component is registered with, and a preview shows as its changes.
 *
 * Left out is what other resources are first made for: the engine begins nothing below a component before it knows all of
 * its inputs, and a balancer need not wait for a database. Left out, too, is what is protected: an option of resources,
 * whose change is no update of anything.
 */
export function registered(args: ServiceFleetArgs): pulumi.Inputs {
  const { boot, imageId, instanceType, min, max, purchase, cpuPercent, hasJobs, capacityTimeout, tags } =
    args;
  return { boot, imageId, instanceType, min, max, purchase, cpuPercent, hasJobs, capacityTimeout, tags };
}

type Protection = Pick<ServiceFleetArgs, "protect" | "replaceable">;

/** Whether the engine keeps the instances. */
function isKept({ protect, replaceable }: Protection): boolean {
  return protect && !replaceable;
}

/** Only what is replaced with every release says which one it is of; on anything else the tag would be a change of its own. */
function instanceTags(name: string, { boot, tags }: ServiceFleetArgs): Readonly<Record<string, string>> {
  return { Name: name, ...tags, commit: boot.commit };
}
