import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";

import type { NetworkRules } from "./networkRules";
import type { Tier } from "./subnetPlan";

export type NatGateways = "one-per-zone" | "single" | "none";

const NAT_STRATEGIES = { "one-per-zone": "OnePerAz", single: "Single", none: "None" } as const;

/** How awsx routes each tier: to the internet, out through NAT, nowhere. */
const SUBNET_TYPES = { public: "Public", app: "Private", data: "Isolated" } as const satisfies Record<
  Tier,
  string
>;

export interface TieredVpcArgs<T extends Tier> {
  readonly cidr: string;
  readonly availabilityZones: readonly string[];
  readonly natGateways: NatGateways;

  /** The tiers to make, with the blocks of their subnets in the order of the zones. */
  readonly blocks: Readonly<Record<T, readonly string[]>>;
  readonly rules: Readonly<Record<T, NetworkRules>>;
  readonly tags: Readonly<Record<string, string>>;
}

export interface TieredVpc<T extends Tier> {
  readonly vpcId: pulumi.Output<string>;

  /** In the order of the zones, and known once the tier has its rules: nothing starts in a subnet before. */
  readonly subnetIds: Readonly<Record<T, pulumi.Output<string[]>>>;

  /** Of the app tier, in the order of the zones. */
  readonly appRouteTableIds: readonly pulumi.Output<string>[];
}

/**
 * Declares a VPC by `awsx.ec2.Vpc`, its tiers' network ACLs, and empty defaults.
 *
 * The default security group, route table and network ACL let nothing through: a subnet or an interface that nobody
 * gave its own has no way anywhere.
 *
 * @param parent The component that the resources belong to.
 */
export function declareTiers<T extends Tier>(
  name: string,
  args: TieredVpcArgs<T>,
  parent: pulumi.ComponentResource,
): TieredVpc<T> {
  const tiers = Object.keys(args.blocks) as T[];
  const vpc = declareVpc(name, args, tiers, parent);
  const idsByTier: Readonly<Record<Tier, pulumi.Output<string[]>>> = {
    public: vpc.publicSubnetIds,
    app: vpc.privateSubnetIds,
    data: vpc.isolatedSubnetIds,
  };
  const acls = tiers.map((tier) => {
    const acl = declareAcl(
      `${name}-${tier}`,
      args.rules[tier],
      idsByTier[tier],
      vpc.vpcId,
      args.tags,
      parent,
    );
    return { tier, acl };
  });
  emptyDefaults(
    name,
    vpc,
    acls.map(({ acl }) => acl),
    args.tags,
    parent,
  );
  return {
    vpcId: vpc.vpcId,
    subnetIds: Object.fromEntries(
      acls.map(({ tier, acl }) => [tier, pulumi.all([idsByTier[tier], acl.id]).apply(([ids]) => ids)]),
    ) as Record<T, pulumi.Output<string[]>>,
    appRouteTableIds: args.availabilityZones.map((_, zone) => routeTableOf(vpc, vpc.privateSubnetIds, zone)),
  };
}

function declareVpc<T extends Tier>(
  name: string,
  args: TieredVpcArgs<T>,
  tiers: readonly T[],
  parent: pulumi.ComponentResource,
): awsx.ec2.Vpc {
  return new awsx.ec2.Vpc(
    name,
    {
      cidrBlock: args.cidr,
      availabilityZoneNames: [...args.availabilityZones],
      // Auto, because Exact refuses the free blocks that the plan keeps for a later zone or tier.
      subnetStrategy: "Auto",
      subnetSpecs: tiers.map((tier) => ({
        type: SUBNET_TYPES[tier],
        name: tier,
        cidrBlocks: [...args.blocks[tier]],
      })),
      natGateways: { strategy: NAT_STRATEGIES[args.natGateways] },
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: { ...args.tags },
    },
    { parent, transforms: [withoutPublicAddresses] },
  );
}

/**
 * Keeps subnets from giving a public address to everything that starts in them.
 *
 * awsx asks for that in public subnets and has no option to leave it. Balancers and NAT gateways have public addresses
 * all the same; anything else in a public subnet would have one by mistake.
 */
export function withoutPublicAddresses({
  type,
  props,
  opts,
}: pulumi.ResourceTransformArgs): pulumi.ResourceTransformResult | undefined {
  return type === "aws:ec2/subnet:Subnet"
    ? { props: { ...(props as object), mapPublicIpOnLaunch: false }, opts }
    : undefined;
}

/** Inline rules, so that an entry which somebody adds by hand is found and taken away. */
function declareAcl(
  name: string,
  { inbound, outbound }: NetworkRules,
  subnetIds: pulumi.Output<string[]>,
  vpcId: pulumi.Output<string>,
  tags: Readonly<Record<string, string>>,
  parent: pulumi.ComponentResource,
): aws.ec2.NetworkAcl {
  const entries = (rules: NetworkRules["inbound"]) =>
    rules.map(({ number, action, cidr, fromPort, toPort }) => ({
      ruleNo: number,
      action,
      protocol: "tcp",
      cidrBlock: cidr,
      fromPort,
      toPort,
    }));
  return new aws.ec2.NetworkAcl(
    name,
    {
      vpcId,
      subnetIds,
      ingress: entries(inbound),
      egress: entries(outbound),
      tags: { Name: name, ...tags },
    },
    { parent },
  );
}

function emptyDefaults(
  name: string,
  vpc: awsx.ec2.Vpc,
  acls: readonly aws.ec2.NetworkAcl[],
  ownTags: Readonly<Record<string, string>>,
  parent: pulumi.ComponentResource,
): void {
  const tags = { Name: `${name}-default`, ...ownTags };
  new aws.ec2.DefaultSecurityGroup(name, { vpcId: vpc.vpcId, ingress: [], egress: [], tags }, { parent });
  new aws.ec2.DefaultRouteTable(
    name,
    { defaultRouteTableId: vpc.vpc.apply((made) => made.defaultRouteTableId), routes: [], tags },
    { parent },
  );
  new aws.ec2.DefaultNetworkAcl(
    name,
    {
      defaultNetworkAclId: vpc.vpc.apply((made) => made.defaultNetworkAclId),
      ingress: [],
      egress: [],
      tags,
    },
    // A new subnet has the default ACL until it is given its own. Emptied before, it would cut the subnet off, and its
    // state would name subnets that are no longer its.
    { parent, dependsOn: [...acls] },
  );
}

/** By the subnet's id, because awsx promises no order of its associations. */
function routeTableOf(
  vpc: awsx.ec2.Vpc,
  subnetIds: pulumi.Output<string[]>,
  zone: number,
): pulumi.Output<string> {
  const associations = vpc.routeTableAssociations.apply((all) =>
    pulumi.all(all.map(({ subnetId, routeTableId }) => pulumi.all([subnetId, routeTableId]))),
  );
  return pulumi.all([subnetIds, associations]).apply(([ids, pairs]) => {
    const found = pairs.find(([subnetId]) => subnetId === ids[zone]);
    if (found === undefined) {
      throw new pulumi.ResourceError(`Subnet ${String(ids[zone])} of zone ${zone} has no route table.`, vpc);
    }
    return found[1];
  });
}
