import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { PlannedSubnet } from "./vpcPlan";
import type { EndpointSpec, VpcArgs } from "./vpcArgs";

type Tags = Readonly<Record<string, pulumi.Input<string>>>;

/** What endpoints are made in. */
export interface EndpointSurroundings {
  readonly vpc: aws.ec2.Vpc;
  readonly subnets: readonly { readonly planned: PlannedSubnet; readonly subnet: aws.ec2.Subnet }[];
  readonly routeTables: readonly aws.ec2.RouteTable[];
  readonly sharedTags: Tags;
}

/** From most to least wanted: where the network interface of an endpoint goes in a zone. */
const PREFERRED_TYPES = ["Private", "Isolated", "Public"] as const;

/** Whether the strategy switches the VPC's DNS attributes on: private names of interface endpoints need them. */
export function needsDns({ vpcEndpointStrategy, vpcEndpointSpecs }: VpcArgs): boolean {
  return (
    vpcEndpointStrategy === "Auto" &&
    vpcEndpointSpecs.some((spec) => spec.vpcEndpointType === "Interface" && spec.privateDnsEnabled !== false)
  );
}

/** Declares one endpoint; with the strategy "Auto" what its spec leaves open comes from the network itself. */
export function declareEndpoint(
  spec: EndpointSpec,
  strategy: VpcArgs["vpcEndpointStrategy"],
  around: EndpointSurroundings,
): aws.ec2.VpcEndpoint {
  const { vpc, sharedTags } = around;
  const filled = strategy === "Auto" ? filledIn(spec, around) : spec;
  return new aws.ec2.VpcEndpoint(
    spec.serviceName,
    {
      policy: spec.policy,
      privateDnsEnabled: filled.privateDnsEnabled,
      routeTableIds: filled.routeTableIds,
      securityGroupIds: filled.securityGroupIds,
      serviceName: spec.serviceName,
      subnetIds: filled.subnetIds,
      tags: { ...sharedTags, ...spec.tags },
      vpcEndpointType: spec.vpcEndpointType,
      vpcId: vpc.id,
    },
    { parent: vpc, dependsOn: [vpc] },
  );
}

/** What the user of the strategy "Legacy" is told: such an endpoint is made, and nothing can reach it. */
export function incompleteEndpoint(spec: EndpointSpec): string | undefined {
  if (spec.vpcEndpointType === "Interface") {
    return spec.subnetIds === undefined ? missing(spec, "subnetIds") : undefined;
  }
  return spec.routeTableIds === undefined ? missing(spec, "routeTableIds") : undefined;
}

function missing(spec: EndpointSpec, property: string): string {
  return `VPC endpoint ${spec.serviceName} has no ${property}: give them, or use vpcEndpointStrategy "Auto".`;
}

function filledIn(spec: EndpointSpec, around: EndpointSurroundings): EndpointSpec {
  if (spec.vpcEndpointType !== "Interface") {
    return { ...spec, routeTableIds: spec.routeTableIds ?? around.routeTables.map(({ id }) => id) };
  }
  return {
    ...spec,
    privateDnsEnabled: spec.privateDnsEnabled ?? true,
    subnetIds: spec.subnetIds ?? oneSubnetPerZone(around),
    securityGroupIds: spec.securityGroupIds ?? [declareSecurityGroup(spec, around).id],
  };
}

function oneSubnetPerZone({ subnets }: EndpointSurroundings): pulumi.Output<string>[] {
  const zones = [...new Set(subnets.map(({ planned }) => planned.zone))];
  return zones.flatMap((zone) => {
    const here = subnets.filter(({ planned }) => planned.zone === zone);
    const best = PREFERRED_TYPES.map((type) => here.find(({ planned }) => planned.spec.type === type));
    return best.find((found) => found !== undefined)?.subnet.id ?? [];
  });
}

function declareSecurityGroup(
  spec: EndpointSpec,
  { vpc, sharedTags }: EndpointSurroundings,
): aws.ec2.SecurityGroup {
  const group = new aws.ec2.SecurityGroup(
    `${spec.serviceName}-sg`,
    { vpcId: vpc.id, tags: { ...sharedTags, ...spec.tags } },
    { parent: vpc, dependsOn: [vpc] },
  );
  new aws.ec2.SecurityGroupRule(
    `${spec.serviceName}-ingress`,
    {
      type: "ingress",
      securityGroupId: group.id,
      protocol: "tcp",
      fromPort: 443,
      toPort: 443,
      cidrBlocks: [vpc.cidrBlock],
    },
    { parent: vpc, dependsOn: [group] },
  );
  return group;
}
