import { type EstateResource, viewsOf } from "./estate";
import { type Fields, fieldsOf, listAt, textAt } from "./values";

/** A route, however it is declared. */
export interface StateRoute {
  readonly tableId: string;

  /** A block, or the id of a list of blocks. */
  readonly destination: string;

  /** The ways out that it names, as field and id: for example `["natGatewayId", "nat-0123"]`. */
  readonly targets: readonly (readonly [string, string])[];
}

const ROUTE_TYPE = "aws:ec2/route:Route";
const TABLE_TYPES = ["aws:ec2/routeTable:RouteTable", "aws:ec2/defaultRouteTable:DefaultRouteTable"];
const PROPAGATION_TYPE = "aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation";

const DESTINATIONS = [
  "destinationCidrBlock",
  "destinationIpv6CidrBlock",
  "destinationPrefixListId",
  "cidrBlock",
  "ipv6CidrBlock",
];

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html, in the words of the SDK. */
const TARGETS = [
  "carrierGatewayId",
  "coreNetworkArn",
  "egressOnlyGatewayId",
  "gatewayId",
  "instanceId",
  "localGatewayId",
  "natGatewayId",
  "networkInterfaceId",
  "odbNetworkArn",
  "transitGatewayId",
  "vpcEndpointId",
  "vpcPeeringConnectionId",
];

/** The routes that a resource declares: one of its own type, a table's inline ones, what a VPN gateway propagates. */
export function routesOf(resource: EstateResource): StateRoute[] {
  const distinct = new Map(
    viewsOf(resource)
      .flatMap((fields) => routesIn(resource, fields))
      .map((route) => [JSON.stringify(route), route]),
  );
  return [...distinct.values()];
}

function routesIn({ type, id: tableId = "" }: EstateResource, fields: Fields): StateRoute[] {
  if (type === ROUTE_TYPE) {
    return [toRoute(textAt(fields, "routeTableId") ?? "", fields)];
  }
  if (TABLE_TYPES.includes(type)) {
    return [
      ...listAt(fields, "routes").map((route) => toRoute(tableId, fieldsOf(route))),
      ...listAt(fields, "propagatingVgws").map((gateway) => propagated(tableId, String(gateway))),
    ];
  }
  return type === PROPAGATION_TYPE
    ? [propagated(textAt(fields, "routeTableId") ?? "", textAt(fields, "vpnGatewayId") ?? "")]
    : [];
}

function toRoute(tableId: string, fields: Fields): StateRoute {
  return {
    tableId,
    destination: DESTINATIONS.flatMap((field) => textAt(fields, field) ?? [])[0] ?? "an unknown destination",
    targets: TARGETS.flatMap((field) => {
      const id = textAt(fields, field);
      return id === undefined ? [] : [[field, id] as const];
    }),
  };
}

/** What comes by a VPN is decided at its far end; which blocks are announced is another property's matter. */
function propagated(tableId: string, gatewayId: string): StateRoute {
  return { tableId, destination: "0.0.0.0/0", targets: [["gatewayId", gatewayId]] };
}
