import type * as ec2 from "@aws-sdk/client-ec2";

import type { Contents } from "./types";

/** What EC2 lists of a VPC. What it lists of the whole region is among it, too. */
export interface Listing {
  readonly internetGateways: readonly ec2.InternetGateway[];
  readonly subnets: readonly ec2.Subnet[];
  readonly networkInterfaces: readonly ec2.NetworkInterface[];
  readonly securityGroups: readonly ec2.SecurityGroup[];
  readonly routeTables: readonly ec2.RouteTable[];
  readonly networkAcls: readonly ec2.NetworkAcl[];
  readonly endpoints: readonly ec2.VpcEndpoint[];
  readonly vpnGateways: readonly ec2.VpnGateway[];

  /** Of the whole region: EC2 has no filter for either side at once. */
  readonly peerings: readonly ec2.VpcPeeringConnection[];

  /** Of the whole region: EC2 has no filter for their VPC. */
  readonly egressGateways: readonly ec2.EgressOnlyInternetGateway[];
}

/** States in which a peering connection is history: AWS lists it for some hours more. */
const ENDED_PEERINGS = new Set(["deleted", "deleting", "expired", "failed", "rejected"]);

/**
 * Parts what AWS makes with a default VPC from what somebody put into it.
 *
 * Whatever runs in a VPC has a network interface there: instances, even stopped ones, balancers, NAT gateways, databases,
 * functions. So that is the one thing to ask for, and its description says whose it is.
 */
export function contentsOf(vpcId: string, listing: Listing): Contents {
  const residents = [
    ...listing.networkInterfaces.map(interfaceText),
    ...listing.subnets
      .filter(({ DefaultForAz }) => DefaultForAz !== true)
      .map(({ SubnetId, CidrBlock }) => text("subnet", SubnetId, CidrBlock)),
    ...listing.securityGroups
      .filter(({ GroupName }) => GroupName !== "default")
      .map(({ GroupId, GroupName }) => text("security group", GroupId, GroupName)),
    ...listing.routeTables
      .filter(({ Associations }) => Associations?.some(({ Main }) => Main === true) !== true)
      .map(({ RouteTableId }) => text("route table", RouteTableId)),
    ...listing.networkAcls
      .filter(({ IsDefault }) => IsDefault !== true)
      .map(({ NetworkAclId }) => text("network ACL", NetworkAclId)),
    ...listing.endpoints
      .filter(({ State }) => State?.toLowerCase() !== "deleted")
      .map(({ VpcEndpointId, ServiceName }) => text("endpoint", VpcEndpointId, ServiceName)),
    ...listing.peerings
      .filter(({ Status }) => !ENDED_PEERINGS.has(Status?.Code ?? ""))
      .filter((peering) => sides(peering).includes(vpcId))
      .map((peering) =>
        text(
          "peering connection",
          peering.VpcPeeringConnectionId,
          `with ${sides(peering).find((side) => side !== vpcId) ?? "another VPC"}`,
        ),
      ),
    ...listing.vpnGateways
      .filter(({ VpcAttachments }) =>
        VpcAttachments?.some(({ VpcId, State }) => VpcId === vpcId && State !== "detached"),
      )
      .map(({ VpnGatewayId }) => text("VPN gateway", VpnGatewayId)),
    ...listing.egressGateways
      .filter(({ Attachments }) => Attachments?.some(({ VpcId }) => VpcId === vpcId))
      .map(({ EgressOnlyInternetGatewayId }) =>
        text("egress-only internet gateway", EgressOnlyInternetGatewayId),
      ),
  ];
  return {
    gateways: known(listing.internetGateways.map(({ InternetGatewayId }) => InternetGatewayId)),
    subnets: known(
      listing.subnets.filter(({ DefaultForAz }) => DefaultForAz === true).map(({ SubnetId }) => SubnetId),
    ),
    residents,
  };
}

/** Ids that are there. AWS's types allow each to be missing. */
export function known(ids: readonly (string | undefined)[]): readonly string[] {
  return ids.filter((id) => id !== undefined);
}

function interfaceText({ NetworkInterfaceId, Attachment, Description }: ec2.NetworkInterface): string {
  const instance = Attachment?.InstanceId;
  return text(
    "network interface",
    NetworkInterfaceId,
    instance === undefined ? Description : `of instance ${instance}`,
  );
}

function sides({ RequesterVpcInfo, AccepterVpcInfo }: ec2.VpcPeeringConnection): readonly string[] {
  return known([RequesterVpcInfo?.VpcId, AccepterVpcInfo?.VpcId]);
}

function text(kind: string, id: string | undefined, detail = ""): string {
  return `${kind} ${id ?? "without an id"}${detail === "" ? "" : ` (${detail})`}`;
}
