import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { declareEndpoint, incompleteEndpoint, needsDns } from "./vpcEndpoints";
import type { VpcArgs } from "./vpcArgs";
import type { PlannedSubnet, VpcPlan } from "./vpcPlan";

const EVERYWHERE = "0.0.0.0/0";

type Tags = Readonly<Record<string, pulumi.Input<string>>>;

interface DeclaredSubnet {
  readonly planned: PlannedSubnet;
  readonly subnet: aws.ec2.Subnet;
  readonly routeTable: aws.ec2.RouteTable;
  readonly association: aws.ec2.RouteTableAssociation;
  readonly eip: aws.ec2.Eip | undefined;
  readonly natGateway: aws.ec2.NatGateway | undefined;
  readonly route: aws.ec2.Route | undefined;
}

/**
 * `awsx:ec2:Vpc`, declared child for child as awsx 3.9.0 does.
 *
 * Names, parents and dependencies are the vendor's and decide every URN: children hang below custom resources, and
 * each depends on its parent, although our own components would do neither.
 */
export class Vpc extends pulumi.ComponentResource {
  /** The outputs of the SDK's class, by name. */
  public readonly state: Readonly<Record<string, pulumi.Output<unknown>>>;

  public constructor(name: string, args: VpcArgs, plan: VpcPlan, opts?: pulumi.ComponentResourceOptions) {
    // No inputs: the SDK that awsx 3.9.0 is built on registers a component without them, and policies see none.
    super("awsx:ec2:Vpc", name, {}, opts);

    const sharedTags: Tags = { Name: name, ...args.tags };
    const vpc = this.declareVpc(name, args, sharedTags);
    const internetGateway = new aws.ec2.InternetGateway(
      name,
      { vpcId: vpc.id, tags: sharedTags },
      below(vpc),
    );
    const declared = declareSubnets(plan, args, vpc, internetGateway, sharedTags);
    const vpcEndpoints = args.vpcEndpointSpecs.map((spec) => {
      this.warnOfIncompleteEndpoint(args, spec);
      const routeTables = declared.map(({ routeTable }) => routeTable);
      return declareEndpoint(spec, args.vpcEndpointStrategy, {
        vpc,
        subnets: declared,
        routeTables,
        sharedTags,
      });
    });

    this.state = outputsOf({ vpc, internetGateway, declared, vpcEndpoints, plan });
    this.registerOutputs();
  }

  private declareVpc(name: string, args: VpcArgs, tags: Tags): aws.ec2.Vpc {
    const byEndpoints = needsDns(args) ? true : undefined;
    return new aws.ec2.Vpc(
      name,
      {
        cidrBlock: args.cidrBlock,
        enableDnsHostnames: args.enableDnsHostnames ?? byEndpoints,
        enableDnsSupport: args.enableDnsSupport ?? byEndpoints,
        tags,
      },
      { parent: this },
    );
  }

  private warnOfIncompleteEndpoint(args: VpcArgs, spec: VpcArgs["vpcEndpointSpecs"][number]): void {
    const warning = args.vpcEndpointStrategy === "Legacy" ? incompleteEndpoint(spec) : undefined;
    if (warning !== undefined) {
      void pulumi.log.warn(warning, this);
    }
  }
}

function below(parent: pulumi.Resource): pulumi.CustomResourceOptions {
  return { parent, dependsOn: [parent] };
}

function declareSubnets(
  plan: VpcPlan,
  args: VpcArgs,
  vpc: aws.ec2.Vpc,
  internetGateway: aws.ec2.InternetGateway,
  sharedTags: Tags,
): DeclaredSubnet[] {
  const natGateways = new Map<number, aws.ec2.NatGateway>();
  return plan.subnets.map((planned) => {
    const { resourceName, spec, zoneIndex } = planned;
    const ownTags = { Name: resourceName, SubnetType: spec.type };
    const subnet = new aws.ec2.Subnet(
      resourceName,
      {
        vpcId: vpc.id,
        availabilityZone: planned.zone,
        mapPublicIpOnLaunch: spec.type === "Public",
        cidrBlock: planned.cidrBlock,
        assignIpv6AddressOnCreation: false,
        // Never a block, and yet unknown in the preview that creates the VPC, because the vendor's depends on it.
        ipv6CidrBlock: vpc.ipv6CidrBlock.apply(() => undefined),
        tags: { ...sharedTags, ...spec.tags, ...ownTags },
      },
      below(vpc),
    );
    const routeTable = new aws.ec2.RouteTable(
      resourceName,
      { vpcId: vpc.id, tags: { ...sharedTags, ...ownTags } },
      below(subnet),
    );
    const association = new aws.ec2.RouteTableAssociation(
      resourceName,
      { routeTableId: routeTable.id, subnetId: subnet.id },
      below(routeTable),
    );
    const { eip, natGateway } = declareNatGateway(planned, subnet, args.tags);
    if (natGateway !== undefined) {
      natGateways.set(zoneIndex, natGateway);
    }
    const gateway = gatewayIds(planned, internetGateway, natGateways);
    const route =
      gateway === undefined
        ? undefined
        : new aws.ec2.Route(
            resourceName,
            { routeTableId: routeTable.id, destinationCidrBlock: EVERYWHERE, ...gateway },
            below(routeTable),
          );
    return { planned, subnet, routeTable, association, eip, natGateway, route };
  });
}

function declareNatGateway(
  { natGateway: name }: PlannedSubnet,
  subnet: aws.ec2.Subnet,
  userTags: Tags | undefined,
): Pick<DeclaredSubnet, "eip" | "natGateway"> {
  if (name === undefined) {
    return { eip: undefined, natGateway: undefined };
  }
  const tags = { ...userTags, Name: name };
  const eip = new aws.ec2.Eip(name, { tags }, below(subnet));
  const natGateway = new aws.ec2.NatGateway(
    name,
    { subnetId: subnet.id, allocationId: eip.allocationId, tags },
    below(subnet),
  );
  return { eip, natGateway };
}

function gatewayIds(
  { defaultRoute }: PlannedSubnet,
  internetGateway: aws.ec2.InternetGateway,
  natGateways: ReadonlyMap<number, aws.ec2.NatGateway>,
): Pick<aws.ec2.RouteArgs, "gatewayId" | "natGatewayId"> | undefined {
  if (defaultRoute?.via === "internetGateway") {
    return { gatewayId: internetGateway.id };
  }
  const natGateway = defaultRoute === undefined ? undefined : natGateways.get(defaultRoute.zoneIndex);
  return natGateway === undefined ? undefined : { natGatewayId: natGateway.id };
}

function outputsOf(made: {
  readonly vpc: aws.ec2.Vpc;
  readonly internetGateway: aws.ec2.InternetGateway;
  readonly declared: readonly DeclaredSubnet[];
  readonly vpcEndpoints: readonly aws.ec2.VpcEndpoint[];
  readonly plan: VpcPlan;
}): Record<string, pulumi.Output<unknown>> {
  const { declared } = made;
  const subnetsOf = (type: string) =>
    declared.filter(({ planned }) => planned.spec.type === type).map(({ subnet }) => subnet);
  const all = {
    vpc: made.vpc,
    vpcId: made.vpc.id,
    internetGateway: made.internetGateway,
    subnets: declared.map(({ subnet }) => subnet),
    publicSubnets: subnetsOf("Public"),
    privateSubnets: subnetsOf("Private"),
    isolatedSubnets: subnetsOf("Isolated"),
    publicSubnetIds: subnetsOf("Public").map(({ id }) => id),
    privateSubnetIds: subnetsOf("Private").map(({ id }) => id),
    isolatedSubnetIds: subnetsOf("Isolated").map(({ id }) => id),
    routeTables: declared.map(({ routeTable }) => routeTable),
    routeTableAssociations: declared.map(({ association }) => association),
    routes: declared.flatMap(({ route }) => route ?? []),
    natGateways: declared.flatMap(({ natGateway }) => natGateway ?? []),
    eips: declared.flatMap(({ eip }) => eip ?? []),
    vpcEndpoints: [...made.vpcEndpoints],
    subnetLayout: made.plan.layout,
  };
  // One output for all, because the vendor's are: each depends on every child, and an id is known only with all others.
  // Lifted, not applied: in a preview that keeps what is known, the layout and which resources there are.
  const together = pulumi.output(all);
  const names = Object.keys(all) as (keyof typeof all)[];
  return Object.fromEntries(names.map((name) => [name, together[name]]));
}
