import { isGiven } from "../../model/given";
import { leavesAt } from "../../model/references";
import type { Node } from "../../model/resource";
import { DEFAULT_ROUTE_TABLE, ROUTE_TABLE_TYPES, routes } from "../../model/routes";
import type { StackModel } from "../../model/stackModel";
import { readText } from "../../model/value";
import type { StackContext } from "../rule";

const ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";
const MAIN_ASSOCIATION = "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation";
const PROPAGATION = "aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation";
const SUBNET = "aws:ec2/subnet:Subnet";
const VPC = "aws:ec2/vpc:Vpc";

/** A way out of a subnet, or what keeps us from telling. */
export interface WayOut {
  readonly is: "out" | "unclear";
  readonly why: string;
}

/** What the route table that a subnet really has leads to, beside the network itself. */
export function waysOut(context: StackContext, subnet: Node): readonly WayOut[] {
  const tables = tablesOf(context, subnet);
  if (tables.length === 0) {
    return [
      { is: "unclear", why: "no route table of this stack is associated with it, nor with its network" },
    ];
  }
  return [
    ...propagatedInto(context, tables),
    ...routes(context.model)
      .filter(
        (route) => route.tables.unresolved || route.tables.nodes.some((table) => tables.includes(table)),
      )
      .flatMap(({ node, path, targets, tables: { unresolved } }): readonly WayOut[] => {
        const where = path === "" ? node.name : `${path} of ${node.name}`;
        if (unresolved) {
          return [{ is: "unclear", why: `${where} may be in its table` }];
        }
        return targets.some(({ to }) => !isLocal(to.foreign))
          ? [{ is: "out", why: `${where} has ${targets.map(({ property }) => property).join(", ")}` }]
          : [];
      }),
  ];
}

/** Routes that a VPN gateway puts into tables by itself. */
function propagatedInto({ model }: StackContext, tables: readonly Node[]): readonly WayOut[] {
  const separate = model
    .ofType(PROPAGATION)
    .filter((node) =>
      model.resolve(node, "routeTableId", ...ROUTE_TABLE_TYPES).nodes.some((table) => tables.includes(table)),
    );
  const inline = tables.filter(
    (table) => isGiven(table, "propagatingVgws") && leavesAt(table.props, ["propagatingVgws"]).length > 0,
  );
  return [...separate, ...inline].map(({ name }) => ({
    is: "out",
    why: `${name} takes the routes of a VPN gateway`,
  }));
}

function isLocal(foreign: readonly string[]): boolean {
  return foreign.length === 1 && foreign[0] === "local";
}

/** Its own table, and else its network's main one. */
function tablesOf({ model }: StackContext, subnet: Node): readonly Node[] {
  const own = model
    .ofType(ASSOCIATION)
    .filter((association) => model.resolve(association, "subnetId", SUBNET).nodes.includes(subnet))
    .flatMap((association) => model.resolve(association, "routeTableId", ...ROUTE_TABLE_TYPES).nodes);
  if (own.length > 0) {
    return own;
  }
  const [vpc] = model.resolve(subnet, "vpcId", VPC).nodes;
  if (vpc === undefined) {
    return [];
  }
  const chosen = model
    .ofType(MAIN_ASSOCIATION)
    .filter((association) => model.resolve(association, "vpcId", VPC).nodes.includes(vpc))
    .flatMap((association) => model.resolve(association, "routeTableId", ...ROUTE_TABLE_TYPES).nodes);
  return chosen.length > 0
    ? chosen
    : model.ofType(DEFAULT_ROUTE_TABLE).filter((table) => isDefaultOf(model, table, vpc));
}

function isDefaultOf(model: StackModel, table: Node, vpc: Node): boolean {
  const [named, own] = [
    readText(table.props, "defaultRouteTableId"),
    readText(vpc.props, "defaultRouteTableId"),
  ];
  return named.is === "known" && own.is === "known"
    ? named.text === own.text
    : model.sources(table, "defaultRouteTableId", VPC).includes(vpc);
}
