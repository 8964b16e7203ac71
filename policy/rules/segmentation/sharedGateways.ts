import { type Place, placeName } from "../../model/place";
import type { Node } from "../../model/resource";
import { readText } from "../../model/value";
import { verticalsOf } from "../../model/verticals";
import type { StackContext, StackFinding } from "../rule";
import { judgedReference, nothingElse } from "./crossing";
import { judgedTies, type Tie } from "./ties";

const CONNECTION = "aws:ec2/vpnConnection:VpnConnection";
const CUSTOMER_GATEWAY = "aws:ec2/customerGateway:CustomerGateway";
const DIRECT_CONNECT = "aws:directconnect/gateway:Gateway";
const DIRECT_CONNECT_ASSOCIATION = "aws:directconnect/gatewayAssociation:GatewayAssociation";
const DIRECT_CONNECT_PROPOSAL = "aws:directconnect/gatewayAssociationProposal:GatewayAssociationProposal";
const GATEWAY = "aws:ec2/vpnGateway:VpnGateway";
const GATEWAY_ATTACHMENT = "aws:ec2/vpnGatewayAttachment:VpnGatewayAttachment";
const TRANSIT_GATEWAY = "aws:ec2transitgateway/transitGateway:TransitGateway";
const VPC = "aws:ec2/vpc:Vpc";

const TIES: readonly Tie[] = [
  { types: [GATEWAY, GATEWAY_ATTACHMENT], path: ["vpcId"], to: [VPC] },
  { types: [GATEWAY_ATTACHMENT, CONNECTION], path: ["vpnGatewayId"], to: [GATEWAY] },
  { types: [CONNECTION], path: ["customerGatewayId"], to: [CUSTOMER_GATEWAY] },
  {
    types: [DIRECT_CONNECT_ASSOCIATION, DIRECT_CONNECT_PROPOSAL],
    path: ["associatedGatewayId"],
    to: [GATEWAY, TRANSIT_GATEWAY],
  },
  {
    types: [DIRECT_CONNECT_ASSOCIATION, DIRECT_CONNECT_PROPOSAL],
    path: ["dxGatewayId"],
    to: [DIRECT_CONNECT],
  },
];

/** Gateways to a network outside belong to one vertical each: two on one could meet behind it. */
export function sharedGatewayFindings(context: StackContext): readonly StackFinding[] {
  return [...judgedTies("SEG-02", context, TIES), ...sharedAddresses(context)];
}

/** Customer gateways of two verticals with one address are one device, which could pass traffic on. */
function sharedAddresses(context: StackContext): readonly StackFinding[] {
  const verticals = verticalsOf(context);
  const gateways = context.model.ofType(CUSTOMER_GATEWAY).flatMap((node) => {
    const address = readText(node.props, "ipAddress");
    return address.is === "known" && address.text !== ""
      ? [{ node, place: verticals.ofNode(node), address: address.text }]
      : [];
  });
  return gateways.flatMap(({ node, place, address }) =>
    distinct(gateways.filter((other) => other.address === address)).flatMap((other) =>
      judgedReference({ rule: "SEG-02", settings: context.settings, permits: nothingElse }, node, place, {
        at: `the device of ${other.node.name}, which has the same ipAddress,`,
        places: [other.place],
      }),
    ),
  );
}

function distinct<T extends { readonly node: Node; readonly place: Place }>(
  found: readonly T[],
): readonly T[] {
  return found.filter(
    ({ place }, index) => found.findIndex((other) => placeName(other.place) === placeName(place)) === index,
  );
}
