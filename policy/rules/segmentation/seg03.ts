import { type Addresses, blocksAt, prefixListsAt } from "../../model/addresses";
import type { Place } from "../../model/place";
import type { Node } from "../../model/resource";
import { isInternetGateway, type Route, routes, type RouteTarget } from "../../model/routes";
import { readFlag } from "../../model/value";
import { verticalsOf } from "../../model/verticals";
import { type StackContext, type StackFinding, type StackRule, undeterminedNode } from "../rule";
import { judgedAddresses } from "./addresses";
import { ownersOfTable } from "./transitGateways";

const TRANSIT_TABLE = "aws:ec2transitgateway/routeTable:RouteTable";
const TRANSIT_ROUTE = "aws:ec2transitgateway/route:Route";
const TRANSIT_PREFIXES = "aws:ec2transitgateway/prefixListReference:PrefixListReference";
const VPN_ROUTE = "aws:ec2/vpnConnectionRoute:VpnConnectionRoute";

/** No route leads to the addresses of another vertical. */
export const seg03: StackRule = {
  id: "SEG-03",
  scope: "stack",
  evaluate: (context): readonly StackFinding[] => [
    ...routes(context.model).flatMap((route) => judgedRoute(context, route)),
    ...context.model.ofType(TRANSIT_ROUTE, TRANSIT_PREFIXES).flatMap((node) => transitRoute(context, node)),
    ...context.model
      .ofType(VPN_ROUTE)
      .flatMap((node) =>
        judged(context, node, verticalsOf(context).ofNode(node), destinations(context, node), false),
      ),
  ],
};

function judgedRoute(
  context: StackContext,
  { node, path, destinations: to, targets }: Route,
): readonly StackFinding[] {
  const from = verticalsOf(context).ofNode(node);
  const isInternet = targets.length > 0 && targets.every(leadsOut);
  return to.length === 0
    ? [undeterminedNode(node, `${path === "" ? "it" : path} has no destination.`)]
    : judged(context, node, from, to, isInternet);
}

/** Whether it is a way out to the internet, on which no private address gets anywhere. */
function leadsOut(target: RouteTarget): boolean {
  return target.property === "natGatewayId" || isInternetGateway(target) === "yes";
}

/** A route of a transit gateway leads the traffic of whoever its table is associated with. */
function transitRoute(context: StackContext, node: Node): readonly StackFinding[] {
  if (readFlag(node.props, "blackhole") === "yes") {
    return [];
  }
  const tables = context.model.resolve(node, "transitGatewayRouteTableId", TRANSIT_TABLE).nodes;
  const owners = tables.flatMap((table) => ownersOfTable(context, table));
  const to = destinations(context, node);
  return (owners.length === 0 ? [verticalsOf(context).ofNode(node)] : owners).flatMap((from) =>
    judged(context, node, from, to, false),
  );
}

function destinations({ model }: StackContext, node: Node): readonly Addresses[] {
  const { destinationCidrBlock: block, prefixListId: list } = node.props;
  return [
    ...blocksAt(block, "destinationCidrBlock"),
    ...prefixListsAt(model, node, "prefixListId", list, "prefixListId"),
  ];
}

function judged(
  context: StackContext,
  node: Node,
  from: Place,
  to: readonly Addresses[],
  everywhereIsInternet: boolean,
): readonly StackFinding[] {
  return from.is === "unknown"
    ? [undeterminedNode(node, `it cannot be told whose ${node.name} is: ${from.why}.`)]
    : judgedAddresses(context, { rule: "SEG-03", node, from, everywhereIsInternet }, to);
}
