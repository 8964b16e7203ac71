import type { Node } from "../../model/resource";
import {
  DEFAULT_ROUTE_TABLE,
  isInternetGateway,
  type Route,
  ROUTE_TABLE_TYPES,
  routes,
} from "../../model/routes";
import type { StackModel } from "../../model/stackModel";
import { readText } from "../../model/value";
import { badNode, type StackFinding, type StackRule, undeterminedNode } from "../rule";

const SUBNET = "aws:ec2/subnet:Subnet";
const ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";
const MAIN_ASSOCIATION = "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation";

/** The tag that awsx gives a subnet of the public tier; the others have `Private` and `Isolated`. */
const TIER_TAG = "SubnetType";
const PUBLIC = "Public";

/** Only what is meant to be on the internet has a way there and back. */
export const net11: StackRule = {
  id: "NET-11",
  scope: "stack",
  evaluate: ({ model }) =>
    routes(model).flatMap((route) => {
      const answers = route.targets.map(isInternetGateway);
      return answers.includes("yes")
        ? subnetsOf(model, route)
        : answers.includes("unknown")
          ? [undeterminedNode(route.node, `${placeOf(route)} leads to a gateway that is not known yet.`)]
          : [];
    }),
};

function subnetsOf(model: StackModel, route: Route): readonly StackFinding[] {
  const { node, tables } = route;
  if (tables.nodes.length === 0) {
    return [undeterminedNode(node, "Its route table is not in this stack.")];
  }
  return tables.nodes.flatMap((table) =>
    [...impliedUses(model, table), ...namedUses(model, table)].map(({ certain, message }) => {
      const said = `${placeOf(route)} leads to an internet gateway, and ${message}`;
      return certain && tables.exact ? badNode(node, said) : undeterminedNode(node, said);
    }),
  );
}

interface Use {
  readonly certain: boolean;
  readonly message: string;
}

/** A VPC's main table is that of every subnet that has no other. */
function impliedUses(model: StackModel, table: Node): readonly Use[] {
  const isMain =
    table.type === DEFAULT_ROUTE_TABLE ||
    model
      .ofType(MAIN_ASSOCIATION)
      .some((main) => model.resolve(main, "routeTableId", ...ROUTE_TABLE_TYPES).nodes.includes(table));
  return isMain
    ? [{ certain: true, message: `its table ${table.name} is that of every subnet that has no other.` }]
    : [];
}

function namedUses(model: StackModel, table: Node): readonly Use[] {
  return model.ofType(ASSOCIATION).flatMap((association): readonly Use[] => {
    const tables = model.resolve(association, "routeTableId", ...ROUTE_TABLE_TYPES);
    if (!tables.nodes.includes(table)) {
      return [];
    }
    const subnets = model.resolve(association, "subnetId", SUBNET);
    const wrong = subnets.nodes.flatMap((subnet) => notPublic(subnet));
    const foreign = subnets.foreign.some((id) => id !== "") || subnets.unresolved;
    return [
      ...wrong.map((use) => ({ ...use, certain: use.certain && subnets.exact && tables.exact })),
      ...(foreign
        ? [{ certain: false, message: `the subnet of ${association.name} is not in this stack.` }]
        : []),
    ];
  });
}

function notPublic({ name, props }: Node): readonly Use[] {
  const tier = readText(props, "tags", TIER_TAG);
  if (tier.is === "known" && tier.text === PUBLIC) {
    return [];
  }
  return [
    { certain: tier.is !== "unknown", message: `its table is that of ${name}, which is not tagged public.` },
  ];
}

function placeOf({ path }: Route): string {
  return path === "" ? "The route" : path;
}
