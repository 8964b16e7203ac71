import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { type NetworkReference } from "../network/verticalNetwork";
import { type BootConfig, bootUserData } from "./bootConfig";
import { INSTANCE_TRUST, SESSION_MANAGER_POLICY } from "./instanceRole";

/** Root device of Amazon Linux 2023 images. */
const ROOT_DEVICE = "/dev/xvda";

/** Seconds that a new instance has before its health counts; a baked image only boots and starts one unit. */
const GRACE_SECONDS = 120;

export interface ServiceFleetArgs {
  readonly boot: BootConfig;

  /** The baked image's id. */
  readonly imageId: pulumi.Input<string>;
  readonly instanceType: string;

  /** Instances: at least `min`, at most `max`. */
  readonly min: number;
  readonly max: number;

  /** How long creation waits for healthy instances, for example `10m`; `0` does not wait. */
  readonly capacityTimeout: string;
  readonly network: NetworkReference;

  /** SNS topic that the service's alarms tell. */
  readonly noticesTopicArn: pulumi.Input<string>;

  /** The policy that an instance's role needs so that its sessions are logged, as JSON. */
  readonly instancePolicy: pulumi.Input<string>;

  /** ARN by name of the secrets that the service may read, and is told of. */
  readonly secretArns: Readonly<Record<string, pulumi.Input<string>>>;

  /**
   * Target group that the instances join. Their health is then the balancer's verdict, not only that they run.
   *
   * @default - none: instances are healthy while they run
   */
  readonly targetGroupArn?: pulumi.Input<string>;

  /** Whether the engine refuses to delete or replace what serves: for the colour that has the public names. */
  readonly protect: boolean;
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

    const securityGroup = this.createSecurityGroup(name, args);
    const role = this.createRole(name, args);
    const launchTemplate = this.createLaunchTemplate(name, args, securityGroup, role);
    const group = this.createGroup(name, args, launchTemplate);

    this.autoScalingGroupName = group.name;
    this.securityGroupId = securityGroup.id;
    this.roleName = role.name;
    this.registerOutputs({
      autoScalingGroupName: this.autoScalingGroupName,
      securityGroupId: this.securityGroupId,
      roleName: this.roleName,
    });
  }

  private createSecurityGroup(name: string, args: ServiceFleetArgs): aws.ec2.SecurityGroup {
    const securityGroup = new aws.ec2.SecurityGroup(
      name,
      { description: `Instances of ${name}`, vpcId: args.network.vpcId, tags: { Name: name, ...args.tags } },
      { parent: this },
    );
    new aws.vpc.SecurityGroupEgressRule(
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
    return securityGroup;
  }

  private createRole(name: string, args: ServiceFleetArgs): aws.iam.Role {
    const role = new aws.iam.Role(
      name,
      {
        description: `Instances of ${name}`,
        assumeRolePolicy: INSTANCE_TRUST,
        tags: { ...args.tags },
      },
      { parent: this },
    );
    new aws.iam.RolePolicyAttachment(
      `${name}-session-manager`,
      { role: role.name, policyArn: SESSION_MANAGER_POLICY },
      { parent: this },
    );
    new aws.iam.RolePolicy(
      `${name}-sessions`,
      { role: role.name, policy: args.instancePolicy },
      { parent: this },
    );
    const secrets = Object.values(args.secretArns);
    if (secrets.length > 0) {
      new aws.iam.RolePolicy(
        `${name}-secrets`,
        {
          role: role.name,
          policy: pulumi.jsonStringify({
            Version: "2012-10-17",
            Statement: [
              // The secrets' key lets Secrets Manager decrypt for whoever may read a secret.
              { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: secrets },
            ],
          }),
        },
        { parent: this },
      );
    }
    return role;
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
        metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
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
      { parent: this, protect: args.protect },
    );
  }

  private createGroup(
    name: string,
    args: ServiceFleetArgs,
    launchTemplate: aws.ec2.LaunchTemplate,
  ): aws.autoscaling.Group {
    return new aws.autoscaling.Group(
      name,
      {
        minSize: args.min,
        maxSize: args.max,
        vpcZoneIdentifiers: args.network.appSubnetIds,
        launchTemplate: {
          id: launchTemplate.id,
          // By number: with $Latest the group would run whatever is newest, without a change that anyone sees.
          version: launchTemplate.latestVersion.apply(String),
        },
        healthCheckGracePeriod: GRACE_SECONDS,
        waitForCapacityTimeout: args.capacityTimeout,
        ...(args.targetGroupArn === undefined
          ? {
              healthCheckType: "EC2",
              // No balancer counts these instances; the group writes their number, once a minute and free of charge.
              enabledMetrics: ["GroupInServiceInstances"],
              metricsGranularity: "1Minute",
            }
          : { healthCheckType: "ELB", targetGroupArns: [args.targetGroupArn], minElbCapacity: args.min }),
        tags: Object.entries(instanceTags(name, args)).map(([key, value]) => ({
          key,
          value,
          propagateAtLaunch: true,
        })),
      },
      { parent: this, protect: args.protect, replaceOnChanges: ["launchTemplate"] },
    );
  }
}

/** What a component is registered with: whether it is protected is an option, whose change is no update of anything. */
export function registered<Args extends { readonly protect: boolean }>(args: Args) {
  return { ...args, protect: undefined };
}

/** Only what is replaced with every release says which one it is of; on anything else the tag would be a change of its own. */
function instanceTags(name: string, { boot, tags }: ServiceFleetArgs): Readonly<Record<string, string>> {
  return { Name: name, ...tags, commit: boot.commit };
}

/** A plain text where there are no secrets, whose ARNs alone are not known before they exist. */
function userDataOf({ boot, secretArns }: ServiceFleetArgs): pulumi.Input<string> {
  return Object.keys(secretArns).length === 0
    ? bootUserData(boot)
    : pulumi.output(secretArns).apply((secrets) => bootUserData({ ...boot, secrets }));
}
