import assert from "node:assert/strict";

import type { Draft } from "./draft";
import { breaking, type Mutant } from "./mutant";
import type { DraftResource } from "./stackState";

const ACL = "aws:ec2/networkAcl:NetworkAcl";
const DEFAULT_TABLE = "aws:ec2/defaultRouteTable:DefaultRouteTable";
const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const GATEWAY = "aws:ec2/internetGateway:InternetGateway";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const NAT = "aws:ec2/natGateway:NatGateway";
const ROUTE = "aws:ec2/route:Route";
const SUBNET = "aws:ec2/subnet:Subnet";
const TABLE = "aws:ec2/routeTable:RouteTable";
const VPC = "aws:ec2/vpc:Vpc";
const ZONE = "aws:route53/zone:Zone";

const ANYWHERE = "0.0.0.0/0";

/** Networks: what is in them, and what leads from one to another or out. */
export const networkMutants: readonly Mutant[] = [
  ...breaking("addressBlocks", {
    "two verticals have the same block": (draft) => {
      draft.set(draft.one(draft.b, VPC), { cidrBlock: draft.one(draft.a, VPC).inputs.cidrBlock });
    },
    "a vertical's block is within another's": (draft) => {
      const [, first, second] = /^(\d+)\.(\d+)\./.exec(blockOf(draft, "a")) ?? [];
      draft.set(draft.one(draft.b, VPC), { cidrBlock: `${first ?? ""}.${second ?? ""}.96.0/20` });
    },
    "a VPN leads to a block of a vertical": (draft) => {
      const destinationCidrBlock = blockOf(draft, "b");
      const type = "aws:ec2/vpnConnectionRoute:VpnConnectionRoute";
      draft.add(draft.one(draft.a, VPC), type, { destinationCidrBlock });
    },
  }),
  ...breaking("securityGroups", {
    "a rule names another vertical's group": (draft) => {
      draft.set(draft.one(draft.a, INGRESS), { referencedSecurityGroupId: draft.one(draft.b, GROUP).id });
    },
    "a rule names another account's group by account and id": (draft) => {
      const groupId = `${draft.b.id}/${draft.one(draft.b, GROUP).id ?? ""}`;
      draft.set(draft.one(draft.a, GROUP), { ingress: [{ securityGroups: [groupId], protocol: "-1" }] });
    },
    "a rule names another vertical's block": (draft) => {
      draft.set(draft.one(draft.a, INGRESS), { cidrIpv4: blockOf(draft, "b") });
    },
    "a rule names a block around another vertical's": (draft) => {
      draft.set(draft.one(draft.a, INGRESS), { cidrIpv4: "10.0.0.0/8" });
    },
    "a rule names half of all addresses": (draft) => {
      draft.set(draft.one(draft.a, GROUP), { egress: [{ cidrBlocks: ["0.0.0.0/1"], protocol: "-1" }] });
    },
    "a rule of the old type names another vertical's block": (draft) => {
      const type = "aws:ec2/securityGroupRule:SecurityGroupRule";
      const securityGroupId = draft.one(draft.a, GROUP).id;
      draft.add(draft.one(draft.a, VPC), type, { securityGroupId, cidrBlocks: [blockOf(draft, "b")] });
    },
    "a rule names a list of addresses": (draft) => {
      draft.set(draft.one(draft.a, INGRESS), { prefixListId: "pl-0123456789abcdef0" });
    },
    "a rule is in another vertical's group": (draft) => {
      draft.set(draft.one(draft.a, INGRESS), { securityGroupId: draft.one(draft.b, GROUP).id });
    },
  }),
  ...breaking("routes", {
    "a route goes by peering": (draft) => {
      const peering = { vpcPeeringConnectionId: "pcx-0123456789abcdef0" };
      addRoute(draft, appTable(draft), { destinationCidrBlock: blockOf(draft, "b"), ...peering });
    },
    "a route to the internet goes by a transit gateway": (draft) => {
      const transitGatewayId = "tgw-0123456789abcdef0";
      addRoute(draft, appTable(draft), { destinationCidrBlock: ANYWHERE, transitGatewayId });
    },
    "a route leads to a block around another vertical's": (draft) => {
      const natGatewayId = draft.one(draft.a, NAT).id;
      addRoute(draft, appTable(draft), { destinationCidrBlock: "10.0.0.0/8", natGatewayId });
    },
    "a route goes by another vertical's NAT gateway": (draft) => {
      const natGatewayId = draft.one(draft.b, NAT).id;
      addRoute(draft, appTable(draft), { destinationCidrBlock: ANYWHERE, natGatewayId });
    },
    "a route leads to a list of addresses": (draft) => {
      const destinationPrefixListId = "pl-0123456789abcdef0";
      addRoute(draft, appTable(draft), {
        destinationPrefixListId,
        gatewayId: draft.one(draft.a, GATEWAY).id,
      });
    },
    "an inline route goes by a network interface": (draft) => {
      const route = { cidrBlock: blockOf(draft, "b"), networkInterfaceId: "eni-0123456789abcdef0" };
      draft.set(draft.one(draft.a, TABLE, "app"), { routes: [route] });
    },
  }),
  ...breaking("connections", {
    "two networks are peered": (draft) => {
      const type = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection";
      draft.add(draft.one(draft.a, VPC), type, { vpcId: draft.one(draft.a, VPC).id });
    },
    "a network is attached to a transit gateway": (draft) => {
      draft.add(draft.one(draft.a, VPC), "aws:ec2transitgateway/vpcAttachment:VpcAttachment", {});
    },
    "resources are shared": (draft) => {
      draft.add(draft.one(draft.a, VPC), "aws:ram/resourceShare:ResourceShare", {});
    },
    "a network offers an endpoint service": (draft) => {
      draft.add(draft.one(draft.a, VPC), "aws:ec2/vpcEndpointService:VpcEndpointService", {});
    },
    "a private zone is associated with a further network": (draft) => {
      draft.add(draft.one(draft.a, ZONE), "aws:route53/zoneAssociation:ZoneAssociation", {});
    },
  }),
  ...breaking("endpoints", {
    "an endpoint leads to a customer's service": (draft) => {
      const serviceName = "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0";
      draft.set(draft.one(draft.a, ENDPOINT), { serviceName });
    },
    "an endpoint leads to a service network": (draft) => {
      const serviceNetworkArn = "arn:aws:vpc-lattice:eu-west-1:999999999999:servicenetwork/sn-1";
      draft.set(draft.one(draft.a, ENDPOINT), { serviceNetworkArn });
    },
    "an endpoint is in another vertical's subnet": (draft) => {
      draft.set(draft.one(draft.a, ENDPOINT), { subnetIds: [draft.one(draft.b, SUBNET).id] });
    },
    "an endpoint serves another vertical's route table": (draft) => {
      draft.set(draft.one(draft.a, ENDPOINT), { routeTableIds: [draft.one(draft.b, TABLE).id] });
    },
  }),
  ...breaking("privateZones", {
    "a private zone is resolved by two networks": (draft) => {
      const vpcs = [draft.a, draft.b].map((account) => ({ vpcId: draft.one(account, VPC).id }));
      draft.set(draft.one(draft.a, ZONE), { vpcs });
    },
    "a private zone is resolved by another vertical's network": (draft) => {
      draft.set(draft.one(draft.a, ZONE), { vpcs: [{ vpcId: draft.one(draft.b, VPC).id }] });
    },
    "a vertical has a public zone": (draft) => {
      draft.set(draft.one(draft.a, ZONE), { vpcs: [] });
    },
  }),
  ...breaking("dataTier", {
    "a data table has a route to an internet gateway": (draft) => {
      const gatewayId = draft.one(draft.a, GATEWAY).id;
      addRoute(draft, dataTable(draft), { destinationCidrBlock: ANYWHERE, gatewayId });
    },
    "a data table has half a route to a NAT gateway": (draft) => {
      const natGatewayId = draft.one(draft.a, NAT).id;
      addRoute(draft, dataTable(draft), { destinationCidrBlock: "128.0.0.0/1", natGatewayId });
    },
    "a data table takes the routes of a VPN": (draft) => {
      const type = "aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation";
      const inputs = { routeTableId: dataTable(draft), vpnGatewayId: "vgw-0123456789abcdef0" };
      draft.add(draft.one(draft.a, VPC), type, inputs);
    },
    "a data table has a gateway endpoint": (draft) => {
      draft.set(draft.one(draft.a, ENDPOINT, "s3"), { routeTableIds: [dataTable(draft)] });
    },
    "a data subnet has the app tier's route table": (draft) => {
      draft.set(draft.association(draft.dataSubnet(draft.a)), { routeTableId: appTable(draft) });
    },
    "a data subnet falls back to a default route table with a way out": (draft) => {
      draft.remove(draft.association(draft.dataSubnet(draft.a)));
      const route = { cidrBlock: ANYWHERE, gatewayId: draft.one(draft.a, GATEWAY).id };
      draft.set(draft.one(draft.a, DEFAULT_TABLE), { routes: [route] });
    },
    "the data tier's network ACL lets everything out": (draft) => {
      const entry = { action: "allow", cidrBlock: ANYWHERE, protocol: "-1", ruleNo: 50 };
      draft.set(dataAcl(draft), { egress: [entry] });
    },
    "the data tier's network ACL lets IPv6 in": (draft) => {
      const entry = { action: "allow", ipv6CidrBlock: "::/0", protocol: "-1", ruleNo: 50 };
      draft.set(dataAcl(draft), { ingress: [entry] });
    },
    "a rule of its own opens the data tier's network ACL": (draft) => {
      const rule = { ruleAction: "allow", cidrBlock: "8.8.8.8/32", networkAclId: dataAcl(draft).id };
      draft.add(draft.one(draft.a, VPC), "aws:ec2/networkAclRule:NetworkAclRule", rule);
    },
    "a data subnet has no network ACL of its own": (draft) => {
      draft.set(dataAcl(draft), { subnetIds: [] });
    },
    "a data subnet gives public addresses": (draft) => {
      draft.set(draft.dataSubnet(draft.a), { mapPublicIpOnLaunch: true });
    },
    "a database is in the app tier": (draft) => {
      const subnetIds = [draft.one(draft.a, SUBNET, "app").id];
      draft.add(draft.one(draft.a, VPC), "aws:rds/subnetGroup:SubnetGroup", { subnetIds });
    },
    "a NAT gateway stands in the data tier": (draft) => {
      draft.set(draft.one(draft.a, NAT), { subnetId: draft.dataSubnet(draft.a).id });
    },
  }),
];

function blockOf(draft: Draft, which: "a" | "b"): string {
  return String(draft.one(draft[which], VPC).inputs.cidrBlock);
}

function appTable(draft: Draft): string {
  return draft.one(draft.a, TABLE, "app").id ?? assert.fail();
}

function dataTable(draft: Draft): string {
  return String(draft.association(draft.dataSubnet(draft.a)).inputs.routeTableId);
}

function dataAcl(draft: Draft): DraftResource {
  const { id } = draft.dataSubnet(draft.a);
  const found = draft.all(draft.a, ACL).find(({ inputs }) => (inputs.subnetIds as unknown[]).includes(id));
  return found ?? assert.fail("The data tier has no network ACL.");
}

/** A route of its own in a table of the restricted vertical. */
function addRoute(draft: Draft, routeTableId: string, fields: Record<string, unknown>): void {
  draft.add(draft.one(draft.a, ROUTE), ROUTE, { routeTableId, ...fields });
}
