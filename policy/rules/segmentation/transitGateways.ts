import { isGiven } from "../../model/given";
import type { Place } from "../../model/place";
import { leavesAt, referencesAt } from "../../model/references";
import type { Node } from "../../model/resource";
import { readFlag, readText } from "../../model/value";
import { verticalsOf } from "../../model/verticals";
import { type StackContext, type StackFinding, undeterminedNode } from "../rule";
import { judgedReference, nothingElse } from "./crossing";

const family = (name: string, type: string) => `aws:ec2transitgateway/${name}:${type}`;

const GATEWAY = family("transitGateway", "TransitGateway");
const VPC_ATTACHMENT = family("vpcAttachment", "VpcAttachment");
const VPC_ACCEPTER = family("vpcAttachmentAccepter", "VpcAttachmentAccepter");
const PEERING = family("peeringAttachment", "PeeringAttachment");
const PEERING_ACCEPTER = family("peeringAttachmentAccepter", "PeeringAttachmentAccepter");
const CONNECT = family("connect", "Connect");
const VPN = "aws:ec2/vpnConnection:VpnConnection";
const TABLE = family("routeTable", "RouteTable");
const ASSOCIATION = family("routeTableAssociation", "RouteTableAssociation");
const PROPAGATION = family("routeTablePropagation", "RouteTablePropagation");
const ROUTE = family("route", "Route");
const PREFIX_ROUTE = family("prefixListReference", "PrefixListReference");
const DEFAULT_ASSOCIATION = family("defaultRouteTableAssociation", "DefaultRouteTableAssociation");
const DEFAULT_PROPAGATION = family("defaultRouteTablePropagation", "DefaultRouteTablePropagation");
const MULTICAST = family("multicastDomainAssociation", "MulticastDomainAssociation");

const ATTACHMENTS = [VPC_ATTACHMENT, PEERING, CONNECT, VPN];
const ACCEPTERS = [VPC_ACCEPTER, PEERING_ACCEPTER];

/** Route tables and attachments by URN, and which leads to which. */
interface Transit {
  /** By attachment, the tables that say where its traffic goes. */
  readonly associated: ReadonlyMap<string, ReadonlySet<string>>;

  /** By table, the attachments that it leads to. */
  readonly leadsTo: ReadonlyMap<string, ReadonlySet<string>>;
  readonly unclear: readonly StackFinding[];
}

/** The networks that a vertical's traffic reaches over transit gateways are its own. */
export function transitGatewayFindings(context: StackContext): readonly StackFinding[] {
  const { model, settings } = context;
  const verticals = verticalsOf(context);
  const transit = transitOf(context);
  const placesOf = (node: Node): readonly Place[] =>
    referencesAt(model, verticals, node, ["vpcId"], ["aws:ec2/vpc:Vpc"]).flatMap(({ places }) => places);
  const judge = { rule: "SEG-02", settings, permits: nothingElse };
  return [
    ...transit.unclear,
    ...model.ofType(VPC_ATTACHMENT).flatMap((node) => {
      const own = verticals.ofNode(node);
      return [
        ...judgedReference(judge, node, own, { at: "vpcId", places: placesOf(node) }),
        ...reached(transit, node.urn)
          .filter((urn) => urn !== node.urn)
          .flatMap((urn) => model.node(urn) ?? [])
          .flatMap((other) =>
            placesOf(other).flatMap((place) =>
              judgedReference(judge, node, own, {
                at: `the network of ${other.name}, which it reaches,`,
                places: [place],
              }),
            ),
          ),
      ];
    }),
  ];
}

/** Attachments that the traffic of one gets to, over any number of tables and of other attachments. */
function reached({ associated, leadsTo }: Transit, start: string): readonly string[] {
  const found = new Set([start]);
  for (const attachment of found) {
    for (const table of associated.get(attachment) ?? []) {
      (leadsTo.get(table) ?? new Set<string>()).forEach((next) => found.add(next));
    }
  }
  return [...found];
}

function transitOf(context: StackContext): Transit {
  const { model } = context;
  const associated = new Map<string, Set<string>>();
  const leadsTo = new Map<string, Set<string>>();
  const unclear: StackFinding[] = [];
  const link = (map: Map<string, Set<string>>, from: readonly string[], to: readonly string[]) => {
    from.forEach((one) => map.set(one, new Set([...(map.get(one) ?? []), ...to])));
  };
  const tablesOf = (node: Node) =>
    seen(node, "transitGatewayRouteTableId", model.resolve(node, "transitGatewayRouteTableId", TABLE).nodes);
  const attachmentsOf = (node: Node) =>
    seen(node, "transitGatewayAttachmentId", attachmentNodes(context, node));
  const seen = (node: Node, property: string, nodes: readonly Node[]) => {
    if (nodes.length === 0) {
      unclear.push(
        undeterminedNode(
          node,
          `${property} names nothing that this stack manages, so that the way cannot be followed.`,
        ),
      );
    }
    return nodes.map(({ urn }) => urn);
  };

  for (const node of model.ofType(ASSOCIATION)) {
    link(associated, attachmentsOf(node), tablesOf(node));
  }
  for (const node of model.ofType(PROPAGATION)) {
    link(leadsTo, tablesOf(node), attachmentsOf(node));
  }
  for (const node of model.ofType(ROUTE, PREFIX_ROUTE)) {
    if (readFlag(node.props, "blackhole") !== "yes") {
      link(leadsTo, tablesOf(node), attachmentsOf(node));
    }
  }
  for (const node of model.ofType(...ATTACHMENTS, ...ACCEPTERS)) {
    const attachments = ACCEPTERS.includes(node.type) ? attachmentsOf(node) : [node.urn];
    const gateways = gatewaysOf(context, node);
    if (gateways === undefined) {
      continue;
    }
    if (gateways.length === 0) {
      unclear.push(
        undeterminedNode(
          node,
          "transitGatewayId names a gateway that this stack does not manage, so that its route tables cannot be seen.",
        ),
      );
    }
    for (const gateway of gateways) {
      if (usesDefault(node, gateway, "Association")) {
        link(associated, attachments, defaultTables(context, gateway, DEFAULT_ASSOCIATION));
      }
      if (usesDefault(node, gateway, "Propagation")) {
        link(leadsTo, defaultTables(context, gateway, DEFAULT_PROPAGATION), attachments);
      }
    }
  }
  for (const node of model.ofType(MULTICAST)) {
    const domain = `multicast ${model
      .resolve(node, "transitGatewayMulticastDomainId")
      .nodes.map(({ urn }) => urn)
      .join(" ")}`;
    link(associated, attachmentsOf(node), [domain]);
    link(leadsTo, [domain], attachmentsOf(node));
  }
  return { associated, leadsTo, unclear };
}

/** The attachments that a property means; a VPN's attachment has no resource of its own. */
function attachmentNodes({ model }: StackContext, node: Node): readonly Node[] {
  const property = "transitGatewayAttachmentId";
  const { nodes } = model.resolve(node, property, ...ATTACHMENTS, ...ACCEPTERS);
  const wanted = readText(node.props, property);
  const vpns = model.ofType(VPN).filter((vpn) => {
    const own = readText(vpn.props, property);
    return wanted.is === "known" && own.is === "known" && own.text === wanted.text;
  });
  return [...nodes, ...vpns].flatMap((found) =>
    ACCEPTERS.includes(found.type) && found !== node
      ? attachmentNodes({ model } as StackContext, found)
      : [found],
  );
}

/** @returns undefined for what is on no transit gateway, as most VPN connections are. */
function gatewaysOf({ model }: StackContext, node: Node): readonly Node[] | undefined {
  const [named] = leavesAt(node.props, ["transitGatewayId"]);
  const isSilent = named === undefined || (named.text === undefined && !isGiven(node, "transitGatewayId"));
  return isSilent && (node.type === VPN || ACCEPTERS.includes(node.type))
    ? undefined
    : model.resolve(node, "transitGatewayId", GATEWAY).nodes;
}

/** AWS's default is that everything attached to a gateway uses its default table, unless either of the two says no. */
function usesDefault(attachment: Node, gateway: Node, what: "Association" | "Propagation"): boolean {
  const wanted = readFlag(attachment.props, `transitGatewayDefaultRouteTable${what}`);
  const offered = readText(gateway.props, `defaultRouteTable${what}`);
  return wanted !== "no" && !(offered.is === "known" && offered.text === "disable");
}

/** A gateway's default table: one that is named as such, and else the one that AWS makes. */
function defaultTables({ model }: StackContext, gateway: Node, type: string): readonly string[] {
  const named = model
    .ofType(type)
    .filter((node) => model.resolve(node, "transitGatewayId", GATEWAY).nodes.includes(gateway))
    .flatMap((node) => model.resolve(node, "transitGatewayRouteTableId", TABLE).nodes.map(({ urn }) => urn));
  return [`default ${gateway.urn}`, ...named];
}

/** Whose traffic a table leads somewhere: that of the attachments that are associated with it. */
export function ownersOfTable(context: StackContext, table: Node): readonly Place[] {
  const verticals = verticalsOf(context);
  return [...transitOf(context).associated].flatMap(([attachment, tables]) => {
    const node = tables.has(table.urn) ? context.model.node(attachment) : undefined;
    return node === undefined ? [] : [verticals.ofNode(node)];
  });
}
