import { BANKING, MARKETING } from "../evaluator";
import { BANKER, BANKING_STACKS, type Cases, DELIVERY_STACKS, DEVELOPER, each, STACKS } from "./case";

const everybody = (actions: readonly string[]) => [
  ...each(DEVELOPER, actions),
  ...each(BANKER, actions),
  ...each(STACKS, actions),
  ...each(BANKING_STACKS, actions),
];

const ec2 = (kind: string) => `arn:aws:ec2:eu-west-1:${BANKING}:${kind}/some-1`;

export const SEPARATION_CASES: Cases = {
  "no-peering": {
    denied: everybody(["ec2:CreateVpcPeeringConnection", "ec2:AcceptVpcPeeringConnection"]),
    passes: [{ who: DEVELOPER, action: "ec2:DeleteVpcPeeringConnection" }],
  },
  "no-transit": {
    denied: everybody([
      "ec2:CreateTransitGateway",
      "ec2:CreateTransitGatewayVpcAttachment",
      "ec2:AcceptTransitGatewayVpcAttachment",
      "networkmanager:CreateVpcAttachment",
      "vpc-lattice:CreateServiceNetworkVpcAssociation",
      "directconnect:CreatePrivateVirtualInterface",
    ]),
    passes: [
      { who: DEVELOPER, action: "ec2:DeleteTransitGateway" },
      { who: DEVELOPER, action: "ec2:DescribeTransitGateways" },
    ],
  },
  "no-resource-shares": {
    denied: everybody([
      "ram:CreateResourceShare",
      "ram:AssociateResourceShare",
      "ram:AcceptResourceShareInvitation",
    ]),
    passes: [
      { who: DEVELOPER, action: "ram:GetResourceShares" },
      { who: STACKS, action: "ram:DeleteResourceShare" },
    ],
  },
  "no-endpoint-services": {
    denied: everybody(["ec2:CreateVpcEndpointServiceConfiguration", "ec2:AcceptVpcEndpointConnections"]),
    passes: [{ who: DEVELOPER, action: "ec2:DescribeVpcEndpointServices" }],
  },
  "endpoints-of-aws-only": {
    denied: [
      {
        who: BANKING_STACKS,
        action: "ec2:CreateVpcEndpoint",
        on: ec2("vpc-endpoint"),
        with: { "ec2:VpceServiceOwner": MARKETING },
      },
      { who: DEVELOPER, action: "ec2:CreateVpcEndpoint", on: ec2("vpc-endpoint") },
    ],
    passes: [
      {
        who: BANKING_STACKS,
        action: "ec2:CreateVpcEndpoint",
        on: ec2("vpc-endpoint"),
        with: { "ec2:VpceServiceOwner": "amazon" },
      },
      ...["vpc", "subnet", "security-group", "route-table"].map((kind) => ({
        who: BANKING_STACKS,
        action: "ec2:CreateVpcEndpoint",
        on: ec2(kind),
      })),
    ],
  },
  "no-shared-names": {
    denied: everybody([
      "route53:CreateVPCAssociationAuthorization",
      "route53resolver:CreateResolverEndpoint",
      "route53profiles:AssociateProfile",
    ]),
    passes: [
      { who: STACKS, action: "route53:CreateHostedZone" },
      { who: STACKS, action: "route53:AssociateVPCWithHostedZone" },
    ],
  },
  "no-remote-access": {
    denied: everybody([
      "ec2-instance-connect:SendSSHPublicKey",
      "ec2-instance-connect:OpenTunnel",
      "ec2:CreateClientVpnEndpoint",
      "ec2:CreateInstanceConnectEndpoint",
      "ec2:EnableSerialConsoleAccess",
    ]),
    passes: [
      { who: STACKS, action: "ec2:DisableSerialConsoleAccess" },
      { who: DEVELOPER, action: "ssm:StartSession" },
    ],
  },
  "no-default-networks": {
    denied: everybody(["ec2:CreateDefaultVpc", "ec2:CreateDefaultSubnet"]),
    passes: [
      { who: DEVELOPER, action: "ec2:DeleteVpc" },
      { who: BANKING_STACKS, action: "ec2:CreateVpc" },
    ],
  },
  "vpn-by-stacks": {
    denied: each(DEVELOPER, [
      "ec2:CreateVpnConnection",
      "ec2:CreateVpnGateway",
      "ec2:CreateCustomerGateway",
      "ec2:AttachVpnGateway",
      "ec2:ModifyVpnTunnelOptions",
    ]),
    passes: [
      ...each(BANKING_STACKS, [
        "ec2:CreateVpnConnection",
        "ec2:CreateCustomerGateway",
        "ec2:AttachVpnGateway",
      ]),
      { who: DEVELOPER, action: "ec2:DescribeVpnConnections" },
    ],
  },
  "no-key-pairs": {
    denied: each(DEVELOPER, ["ec2:CreateKeyPair", "ec2:ImportKeyPair"]),
    passes: [...each(DELIVERY_STACKS, ["ec2:CreateKeyPair"]), ...each(DEVELOPER, ["ec2:DeleteKeyPair"])],
  },
  "images-by-stacks": {
    denied: [
      ...each(BANKER, [
        "ec2:ModifyImageAttribute",
        "rds:ModifyDBSnapshotAttribute",
        "ssm:ModifyDocumentPermission",
      ]),
      { who: BANKER, action: "ec2:ModifySnapshotAttribute", with: { "ec2:Add/userId": MARKETING } },
    ],
    passes: [
      { who: DELIVERY_STACKS, action: "ec2:ModifyImageAttribute" },
      { who: DELIVERY_STACKS, action: "ec2:ModifySnapshotAttribute", with: { "ec2:Add/userId": BANKING } },
      { who: BANKER, action: "ec2:CreateSnapshot" },
    ],
  },
  "no-public-snapshots": {
    denied: [
      { who: DELIVERY_STACKS, action: "ec2:ModifySnapshotAttribute", with: { "ec2:Add/group": "all" } },
      { who: BANKING_STACKS, action: "ec2:ModifySnapshotAttribute", with: { "ec2:Add/group": "all" } },
    ],
    passes: [
      { who: DELIVERY_STACKS, action: "ec2:ModifySnapshotAttribute", with: { "ec2:Remove/group": "all" } },
    ],
  },
};
