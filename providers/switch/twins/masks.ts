import type { SecurityGroup } from "@aws-sdk/client-ec2";

import { balancerGroupIds, instanceGroupIds, type FleetDescription } from "./description";

/** What twins may differ in, for one of them. */
export interface TwinIdentity {
  readonly color: string;
  readonly commit: string;
  readonly imageId: string;
}

/** A security group with what it is for its fleet. */
export interface OwnGroup {
  readonly title: string;
  readonly group: SecurityGroup;
}

/** The end of the names that Pulumi makes up; https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming */
const AUTOMATIC_END = /-[0-9a-f]{7}$/;

/**
 * Puts a placeholder in the place of everything that must differ between twins: names and ids of the colour's own
 * resources by what they are for it, the colour, the commit, the image.
 *
 * Another colour's name stays as it is: a twin that refers to its sibling is not the same.
 */
export function maskOf(description: FleetDescription, identity: TwinIdentity): (text: string) => string {
  const own = ownNames(description).map(
    ([name, placeholder]) => [new RegExp(`(?<![\\w-])${escaped(name)}(?![\\w-])`, "g"), placeholder] as const,
  );
  const words: readonly (readonly [string, string])[] = [
    [identity.commit, "<commit>"],
    [identity.imageId, "<image>"],
    [identity.color, "<colour>"],
  ];
  const allowed = longestFirst(words).map(
    ([word, placeholder]) =>
      [new RegExp(`(?<![A-Za-z0-9])${escaped(word)}(?![A-Za-z0-9])`, "g"), placeholder] as const,
  );
  return (text) =>
    [...own, ...allowed].reduce(
      (masked, [pattern, placeholder]) => masked.replace(pattern, () => placeholder),
      text,
    );
}

/** A name that Pulumi may have made up, without its random end. */
export function plainly(name: string): string {
  return name.replace(AUTOMATIC_END, "");
}

/** The security groups of a fleet, each with a title that its twin's has, too. */
export function ownGroups(description: FleetDescription): readonly OwnGroup[] {
  const ofInstances = new Set(instanceGroupIds(description));
  const ofBalancers = new Set(balancerGroupIds(description));
  const entitled = (title: string, isIn: (id: string) => boolean) => {
    const groups = description.securityGroups
      .filter(({ GroupId = "" }) => isIn(GroupId))
      .sort((a, b) => (plainly(a.GroupName ?? "") < plainly(b.GroupName ?? "") ? -1 : 1));
    return groups.map((group, index) => ({
      title: groups.length === 1 ? title : `${title} ${index + 1}`,
      group,
    }));
  };
  return [
    ...entitled("instances' security group", (id) => ofInstances.has(id)),
    ...entitled("balancer's security group", (id) => ofBalancers.has(id) && !ofInstances.has(id)),
  ];
}

/** Names and ids of the colour's own resources, each with its placeholder. */
function ownNames(description: FleetDescription): readonly (readonly [string, string])[] {
  const { group, launchTemplate, role, web } = description;
  const balancer = web?.balancer.balancer;
  const profiles = role?.detail.InstanceProfileList ?? [];
  const names: [string, readonly (string | undefined)[]][] = [
    ["<its auto scaling group>", [group.AutoScalingGroupARN, group.AutoScalingGroupName]],
    ["<its launch template>", [launchTemplate.LaunchTemplateId, launchTemplate.LaunchTemplateName]],
    ["<its role>", [role?.detail.Arn, role?.detail.RoleId, role?.detail.RoleName]],
    ...profiles.map(({ Arn, InstanceProfileId, InstanceProfileName }): [string, (string | undefined)[]] => [
      "<its instance profile>",
      [Arn, InstanceProfileId, InstanceProfileName],
    ]),
    ["<its target group>", elbNames(web?.targetGroup.TargetGroupArn, ":")],
    ["<its target group>", [web?.targetGroup.TargetGroupName]],
    ["<its balancer>", elbNames(balancer?.LoadBalancerArn, "loadbalancer/")],
    ["<its balancer>", [balancer?.DNSName, balancer?.LoadBalancerName]],
    ...ownGroups(description).map(
      ({ title, group: { GroupId, SecurityGroupArn } }): [string, (string | undefined)[]] => [
        `<its ${title}>`,
        [SecurityGroupArn, GroupId],
      ],
    ),
  ];
  const pairs = names.flatMap(([placeholder, all]) => all.map((name) => [name ?? "", placeholder] as const));
  return longestFirst(pairs.filter(([name]) => name !== ""));
}

/** One text may be a part of another, as a name is of an ARN: the whole must be found first. */
function longestFirst(pairs: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] {
  return [...pairs].sort(([a], [b]) => b.length - a.length);
}

/** An ARN of Elastic Load Balancing, and its end by which CloudWatch and scaling policies know the same. */
function elbNames(arn: string | undefined, before: string): readonly (string | undefined)[] {
  return arn === undefined ? [] : [arn, arn.slice(arn.lastIndexOf(before) + before.length)];
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
