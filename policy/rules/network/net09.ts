import { covers, isInternet, overlaps, parseBlock, type Span } from "../../model/cidr";
import { type Route, routes } from "../../model/routes";
import type { StackModel } from "../../model/stackModel";
import { readText } from "../../model/value";
import type { Settings } from "../../settings/settings";
import { badNode, type StackFinding, type StackRule, undeterminedNode } from "../rule";

/** Where a VPC's blocks are, by type: `<type>`, properties. */
const BLOCKS: Readonly<Record<string, readonly string[]>> = {
  "aws:ec2/vpc:Vpc": ["cidrBlock", "ipv6CidrBlock"],
  "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation": ["cidrBlock"],
  "aws:ec2/vpcIpv6CidrBlockAssociation:VpcIpv6CidrBlockAssociation": ["ipv6CidrBlock"],
};

/** AWS's largest VPC is a /16: a route as wide as that is one to all of any VPC. */
const LARGEST_V4 = 1n << 16n;

/** AWS gives a VPC a /56 of its own addresses. */
const USUAL_V6 = 1n << 72n;

/** A route over peering leads to the subnets that are needed, not to a whole network. */
export const net09: StackRule = {
  id: "NET-09",
  scope: "stack",
  evaluate: ({ model, settings }) => {
    const networks = networksOf(model, settings);
    return routes(model)
      .filter(({ targets }) => targets.some(({ property }) => property === "vpcPeeringConnectionId"))
      .flatMap((route) => judged(route, networks));
  },
};

function networksOf(model: StackModel, settings: Settings): readonly Span[] {
  const declared = Object.entries(BLOCKS).flatMap(([type, properties]) =>
    model.ofType(type).flatMap(({ props }) =>
      properties.flatMap((property) => {
        const block = readText(props, property);
        return block.is === "known" ? (parseBlock(block.text) ?? []) : [];
      }),
    ),
  );
  return [...declared, ...settings.inventory.verticals.flatMap(({ cidr }) => parseBlock(cidr) ?? [])];
}

function judged({ node, path, destinations }: Route, networks: readonly Span[]): readonly StackFinding[] {
  if (destinations.length === 0) {
    return [
      undeterminedNode(node, `${path === "" ? "The route" : path} has no destination that can be read.`),
    ];
  }
  return destinations.flatMap((destination): readonly StackFinding[] => {
    if (destination.is !== "known") {
      const why = destination.is === "unknown" ? destination.why : "is a service's prefix list";
      return [undeterminedNode(node, `${destination.path} ${why}.`)];
    }
    if (destination.spans.some((span) => isWhole(span, networks)) || isInternet(destination.spans)) {
      return [badNode(node, `${destination.path} is a whole network or more.`)];
    }
    return destination.spans.every((span) => networks.some((network) => overlaps(network, span)))
      ? []
      : [
          undeterminedNode(
            node,
            `${destination.path} is in a network that neither this stack nor the inventory knows.`,
          ),
        ];
  });
}

function isWhole(span: Span, networks: readonly Span[]): boolean {
  const size = span.last - span.first + 1n;
  return (
    size >= (span.family === 4 ? LARGEST_V4 : USUAL_V6) || networks.some((network) => covers(span, network))
  );
}
