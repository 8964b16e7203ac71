import { type Addresses, blocksAt, prefixListsAt } from "./addresses";
import { blockOf } from "./block";
import { isGiven, resolveWithin } from "./given";
import type { Node } from "./resource";
import type { Resolved, StackModel } from "./stackModel";
import { type PlainObject, readList, type Value } from "./value";

/** One route of a VPC's route table, whichever of the resources says it. */
export interface Route {
  /** The resource that says it: the table itself, or a route resource. */
  readonly node: Node;

  /** Where in the resource, for example `routes[2]`; empty where the resource is the route. */
  readonly path: string;

  /** The tables that it is in; more than one only where that is not exact. */
  readonly tables: Resolved;
  readonly destinations: readonly Addresses[];

  /** Where it leads: one target, or none where nothing is given. */
  readonly targets: readonly RouteTarget[];
}

export interface RouteTarget {
  /** The property that names it, for example `gatewayId`; `routes` where the route cannot be read. */
  readonly property: TargetProperty | "routes";

  /** The resources that it may be, with ids that this stack does not manage in `foreign`. */
  readonly to: Resolved;
}

/** By property, the types that it may name; none where the provider has no resource for it. */
const TARGETS = {
  carrierGatewayId: ["aws:ec2/carrierGateway:CarrierGateway"],
  coreNetworkArn: ["aws:networkmanager/coreNetwork:CoreNetwork"],
  egressOnlyGatewayId: ["aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway"],
  gatewayId: ["aws:ec2/internetGateway:InternetGateway", "aws:ec2/vpnGateway:VpnGateway"],
  instanceId: ["aws:ec2/instance:Instance"],
  localGatewayId: [],
  natGatewayId: ["aws:ec2/natGateway:NatGateway"],
  networkInterfaceId: [
    "aws:ec2/networkInterface:NetworkInterface",
    "aws:ec2/instance:Instance",
    "aws:ec2/natGateway:NatGateway",
  ],
  odbNetworkArn: ["aws:odb/network:Network"],
  transitGatewayId: ["aws:ec2transitgateway/transitGateway:TransitGateway"],
  vpcEndpointId: ["aws:ec2/vpcEndpoint:VpcEndpoint"],
  vpcPeeringConnectionId: [
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection",
    "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter",
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type TargetProperty = keyof typeof TARGETS;
const TARGET_PROPERTIES = Object.keys(TARGETS) as readonly TargetProperty[];

export const INTERNET_GATEWAY = "aws:ec2/internetGateway:InternetGateway";
export const ROUTE_TABLE = "aws:ec2/routeTable:RouteTable";
export const DEFAULT_ROUTE_TABLE = "aws:ec2/defaultRouteTable:DefaultRouteTable";
export const ROUTE_TABLE_TYPES = [DEFAULT_ROUTE_TABLE, ROUTE_TABLE] as const;
const ROUTE = "aws:ec2/route:Route";

/** Every resource that says routes of VPCs. */
export const ROUTE_TYPES = [...ROUTE_TABLE_TYPES, ROUTE] as const;

const NOWHERE: Resolved = { nodes: [], exact: true, foreign: [], unresolved: false };

/** All routes of all VPCs, sorted by the URN of the resource that says them. */
export function routes(model: StackModel): readonly Route[] {
  return model
    .ofType(...ROUTE_TYPES)
    .flatMap((node) => (node.type === ROUTE ? [separateRoute(model, node)] : inlineRoutes(model, node)));
}

function separateRoute(model: StackModel, node: Node): Route {
  const given = Object.fromEntries(
    Object.entries(node.props).filter(([property]) => isGiven(node, property)),
  );
  return {
    node,
    path: "",
    tables: model.resolve(node, "routeTableId", ...ROUTE_TABLE_TYPES),
    destinations: [
      ...blocksAt(given.destinationCidrBlock, "destinationCidrBlock"),
      ...blocksAt(given.destinationIpv6CidrBlock, "destinationIpv6CidrBlock"),
      ...prefixListsAt(
        model,
        node,
        "destinationPrefixListId",
        given.destinationPrefixListId,
        "destinationPrefixListId",
      ),
    ],
    targets: targetsIn(model, node, given, undefined),
  };
}

function inlineRoutes(model: StackModel, table: Node): readonly Route[] {
  const list = isGiven(table, "routes") ? readList(table.props, "routes") : ({ is: "absent" } as const);
  const tables = { ...NOWHERE, nodes: [table] };
  if (list.is === "unknown") {
    return [unreadRoute(table, "routes", tables)];
  }
  return (list.is === "known" ? list.items : []).map((item, index): Route => {
    const path = `routes[${index}]`;
    const route = blockOf(item);
    if (route === undefined) {
      return unreadRoute(table, path, tables);
    }
    return {
      node: table,
      path,
      tables,
      destinations: [
        ...blocksAt(route.cidrBlock, `${path}.cidrBlock`),
        ...blocksAt(route.ipv6CidrBlock, `${path}.ipv6CidrBlock`),
        ...prefixListsAt(
          model,
          table,
          "routes",
          route.destinationPrefixListId,
          `${path}.destinationPrefixListId`,
        ),
      ],
      targets: targetsIn(model, table, route, "routes"),
    };
  });
}

function unreadRoute(table: Node, path: string, tables: Resolved): Route {
  return {
    node: table,
    path,
    tables,
    destinations: [{ is: "unknown", path, why: "is not known yet" }],
    targets: [{ property: "routes", to: { ...NOWHERE, unresolved: true } }],
  };
}

/** @param within The property that the route is in, where it is no resource of its own. */
function targetsIn(
  model: StackModel,
  node: Node,
  route: PlainObject,
  within: string | undefined,
): readonly RouteTarget[] {
  return TARGET_PROPERTIES.flatMap((property): readonly RouteTarget[] => {
    const value: Value | undefined = route[property];
    return value === undefined || value === null || value === ""
      ? []
      : [{ property, to: resolveWithin(model, node, within ?? property, value, ...TARGETS[property]) }];
  });
}

/**
 * Whether a target is the internet, both ways: a NAT gateway lets nobody in. A carrier gateway is the internet gateway of
 * a wavelength zone.
 */
export function isInternetGateway({ property, to }: RouteTarget): "yes" | "no" | "unknown" {
  if (property === "routes") {
    return "unknown";
  }
  if (property !== "gatewayId") {
    return property === "carrierGatewayId" ? "yes" : "no";
  }
  if (to.nodes.some(({ type }) => type === INTERNET_GATEWAY) || to.foreign.some((id) => /^igw-/i.test(id))) {
    return to.exact ? "yes" : "unknown";
  }
  return to.unresolved ? "unknown" : "no";
}
