import { layOutSubnets, type PlacedSubnet, type ResolvedSpec, type SubnetType } from "./subnetLayout";
import type { NatStrategy, VpcArgs } from "./vpcArgs";

type Spec = VpcArgs["subnetSpecs"][number];

/** Where a subnet's traffic to the internet goes. */
export type DefaultRoute =
  { readonly via: "internetGateway" } | { readonly via: "natGateway"; readonly zoneIndex: number };

/** One subnet with what belongs to it. */
export interface PlannedSubnet extends PlacedSubnet<Spec> {
  /** Logical name of the NAT gateway that stands in this subnet, and of its address. */
  readonly natGateway: string | undefined;
  readonly defaultRoute: DefaultRoute | undefined;
}

export interface VpcPlan {
  /** Zone by zone, and in each the public subnets first: a NAT gateway has to stand before a route can name it. */
  readonly subnets: readonly PlannedSubnet[];
  readonly layout: readonly ResolvedSpec[];
}

const ORDER: Readonly<Record<SubnetType, number>> = { Public: 0, Private: 1, Isolated: 2, Unused: 3 };

/** Everything that the component will declare below its VPC, or everything that is wrong with it. */
export function planVpc(name: string, args: VpcArgs): { plan: VpcPlan } | { problems: string[] } {
  const nat = args.natGateways.strategy;
  const { subnets, resolved, problems } = layOutSubnets({
    vpcName: name,
    vpcCidr: args.cidrBlock,
    zones: args.availabilityZoneNames,
    strategy: args.subnetStrategy,
    specs: args.subnetSpecs,
    zoneCidrMask: args.availabilityZoneCidrMask,
  });
  const all = [...problems, ...natProblems(nat, args), ...endpointProblems(args)];
  if (all.length > 0) {
    return { problems: all };
  }
  const made = args.availabilityZoneNames.flatMap((_, zone) =>
    subnets
      .filter(({ zoneIndex, spec }) => zoneIndex === zone && spec.type !== "Unused")
      .sort((one, other) => ORDER[one.spec.type] - ORDER[other.spec.type]),
  );
  const hosts = new Map(
    natHosts(nat, made).map((host) => [host.resourceName, `${name}-${host.zoneIndex + 1}`]),
  );
  return {
    plan: {
      subnets: made.map((subnet) => ({
        ...subnet,
        natGateway: hosts.get(subnet.resourceName),
        defaultRoute: defaultRoute(nat, subnet),
      })),
      layout: resolved,
    },
  };
}

/** The first public subnet, of the first zone or of each. */
function natHosts(nat: NatStrategy, subnets: readonly PlacedSubnet<Spec>[]): PlacedSubnet<Spec>[] {
  const first = subnets.filter(
    (subnet) =>
      subnet.spec.type === "Public" &&
      subnets.find(({ zoneIndex, spec }) => zoneIndex === subnet.zoneIndex && spec.type === "Public") ===
        subnet,
  );
  return { None: [], Single: first.slice(0, 1), OnePerAz: first }[nat];
}

function defaultRoute(nat: NatStrategy, { spec, zoneIndex }: PlacedSubnet<Spec>): DefaultRoute | undefined {
  if (spec.type === "Public") {
    return { via: "internetGateway" };
  }
  if (spec.type !== "Private" || nat === "None") {
    return undefined;
  }
  return { via: "natGateway", zoneIndex: nat === "Single" ? 0 : zoneIndex };
}

function natProblems(nat: NatStrategy, { subnetSpecs }: VpcArgs): string[] {
  const has = (...types: SubnetType[]) => subnetSpecs.some(({ type }) => types.includes(type));
  return nat === "None" || (has("Public") && has("Private", "Isolated"))
    ? []
    : [
        `natGateways.strategy "${nat}" needs a public subnet to stand in and a private or isolated one to serve: ` +
          `add them to subnetSpecs, or use "None".`,
      ];
}

function endpointProblems({
  vpcEndpointStrategy,
  vpcEndpointSpecs,
  enableDnsHostnames,
  enableDnsSupport,
}: VpcArgs): string[] {
  const privateDns = vpcEndpointSpecs.some(
    (spec) => spec.vpcEndpointType === "Interface" && spec.privateDnsEnabled !== false,
  );
  return vpcEndpointStrategy === "Auto" &&
    privateDns &&
    (enableDnsHostnames === false || enableDnsSupport === false)
    ? [
        `vpcEndpointStrategy "Auto" gives interface endpoints private names, which need enableDnsHostnames and enableDnsSupport.`,
      ]
    : [];
}
