import type {
  AutoScalingGroup,
  LaunchTemplateSpecification,
  ScalingPolicy,
} from "@aws-sdk/client-auto-scaling";
import type { CompositeAlarm, MetricAlarm } from "@aws-sdk/client-cloudwatch";
import type { LaunchTemplateVersion, SecurityGroup } from "@aws-sdk/client-ec2";
import type {
  Certificate,
  Listener,
  LoadBalancer,
  LoadBalancerAttribute,
  Rule,
  TargetGroup,
  TargetGroupAttribute,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { ManagedPolicyDetail, RoleDetail } from "@aws-sdk/client-iam";

/** What a service runs on in one colour, as AWS tells it and in AWS's own words. */
export interface FleetDescription {
  readonly group: AutoScalingGroup;
  readonly scalingPolicies: readonly ScalingPolicy[];

  /** The version that the group starts instances from. */
  readonly launchTemplate: LaunchTemplateVersion;

  /** The role of the instances; absent where they have none. */
  readonly role?: RoleDescription | undefined;

  /** Absent for a worker. */
  readonly web?: WebDescription | undefined;

  /** Of the instances and of the balancer. */
  readonly securityGroups: readonly SecurityGroup[];

  /** The alarms that the fleet names, as far as they exist. */
  readonly alarms: readonly (MetricAlarm | CompositeAlarm)[];
}

export interface RoleDescription {
  readonly detail: RoleDetail;

  /** The policies of the account's own that are attached to the role or bound it. */
  readonly policies: readonly ManagedPolicyDetail[];
}

export interface WebDescription {
  readonly targetGroup: TargetGroup;
  readonly attributes: readonly TargetGroupAttribute[];

  /** What sends requests to the target group: AWS lets one balancer use it. */
  readonly balancer: BalancerDescription;
}

export interface BalancerDescription {
  readonly balancer: LoadBalancer;
  readonly attributes: readonly LoadBalancerAttribute[];
  readonly listeners: readonly ListenerDescription[];
}

export interface ListenerDescription {
  readonly listener: Listener;

  /** All of them; a listener's own list has the default one only. */
  readonly certificates: readonly Certificate[];

  /** Without the default rule, which repeats the listener's default actions. */
  readonly rules: readonly Rule[];
}

/** What a group starts its instances from: with a policy of how it buys them, the template is in that. */
export function templateOf(group: AutoScalingGroup): LaunchTemplateSpecification {
  const { LaunchTemplate, MixedInstancesPolicy } = group;
  return MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification ?? LaunchTemplate ?? {};
}

/** Ids of the security groups that the instances get, in any order. */
export function instanceGroupIds({
  launchTemplate,
}: Pick<FleetDescription, "launchTemplate">): readonly string[] {
  const { SecurityGroupIds = [], NetworkInterfaces = [] } = launchTemplate.LaunchTemplateData ?? {};
  return [...SecurityGroupIds, ...NetworkInterfaces.flatMap(({ Groups = [] }) => Groups)];
}

/** Ids of the security groups of the balancer, in any order. */
export function balancerGroupIds({ web }: Pick<FleetDescription, "web">): readonly string[] {
  return web?.balancer.balancer.SecurityGroups ?? [];
}
