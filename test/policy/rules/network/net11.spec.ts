import assert from "node:assert/strict";

import type { Node } from "../../../../policy/model/resource";
import { net11 } from "../../../../policy/rules/network/net11";
import { checkAll, node, unknown } from "../../support/world";

const ROUTE = "aws:ec2/route:Route";
const TABLE = "aws:ec2/routeTable:RouteTable";
const DEFAULT_TABLE = "aws:ec2/defaultRouteTable:DefaultRouteTable";
const SUBNET = "aws:ec2/subnet:Subnet";
const ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";

describe("NET-11: routes to internet gateways", () => {
  const messages = (...nodes: readonly Node[]) => checkAll(net11, nodes).map(({ message }) => message);
  const gateway = node("aws:ec2/internetGateway:InternetGateway", "core", { props: { id: "igw-1" } });
  const table = node(TABLE, "table", { props: { id: "rtb-1" }, edges: { vpcId: [] } });
  const route = (props: object = {}) =>
    node(ROUTE, "route", {
      props: { routeTableId: "rtb-1", destinationCidrBlock: "0.0.0.0/0", gatewayId: "igw-1", ...props },
    });
  const subnet = (tags: unknown, name = "subnet") => node(SUBNET, name, { props: { id: "subnet-1", tags } });
  const association = (props: object = {}) =>
    node(ASSOCIATION, "association", { props: { routeTableId: "rtb-1", subnetId: "subnet-1", ...props } });
  const ofPublic = subnet({ SubnetType: "Public" });
  const ofApp = subnet({ SubnetType: "Private" }, "app");

  const right: Record<string, readonly Node[]> = {
    "a public subnet": [gateway, table, route(), ofPublic, association()],
    "a public subnet before anything exists": [
      gateway,
      table,
      node(ROUTE, "route", {
        props: { routeTableId: unknown, destinationCidrBlock: "0.0.0.0/0", gatewayId: unknown },
        edges: { routeTableId: [table], destinationCidrBlock: [], gatewayId: [gateway] },
      }),
      ofPublic,
      node(ASSOCIATION, "association", {
        props: { routeTableId: unknown, subnetId: unknown, gatewayId: unknown },
        edges: { routeTableId: [table], subnetId: [ofPublic] },
      }),
    ],
    "an app subnet that goes out through NAT": [
      table,
      route({ gatewayId: "", natGatewayId: "nat-1" }),
      ofApp,
      association(),
    ],
    "a VPN's gateway": [table, route({ gatewayId: "vgw-1" }), ofApp, association()],
    "a table that no subnet has": [gateway, table, route()],
    "a subnet of another table": [gateway, table, route(), ofApp, association({ routeTableId: "rtb-2" })],
    "a table of a gateway": [gateway, table, route(), association({ subnetId: "", gatewayId: "igw-1" })],
    "an empty default table": [node(DEFAULT_TABLE, "default", { props: { routes: [] } })],
  };
  for (const [title, nodes] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(...nodes), []);
    });
  }

  const ofSubnet =
    /\. The route leads to an internet gateway, and its table is that of app, which is not tagged public\./;
  const wrong: Record<string, [nodes: readonly Node[], said: RegExp]> = {
    "an app subnet": [[gateway, table, route(), ofApp, association()], ofSubnet],
    "a subnet without tags": [[gateway, table, route(), subnet(undefined, "app"), association()], ofSubnet],
    "a tag in another case": [
      [gateway, table, route(), subnet({ SubnetType: "public" }, "app"), association()],
      ofSubnet,
    ],
    "a subnet whose tag is unknown": [
      [gateway, table, route(), subnet({ SubnetType: unknown }, "app"), association()],
      /Cannot prove: The route leads to an internet gateway, and its table is that of app/,
    ],
    "a foreign gateway": [[table, route({ gatewayId: "igw-9" }), ofApp, association()], ofSubnet],
    "a gateway of a wavelength zone": [
      [table, route({ gatewayId: "", carrierGatewayId: "cagw-1" }), ofApp, association()],
      ofSubnet,
    ],
    "a route inline": [
      [
        gateway,
        node(TABLE, "table", {
          props: { id: "rtb-1", routes: [{ cidrBlock: "52.95.110.0/24", gatewayId: "igw-1" }] },
        }),
        ofApp,
        association(),
      ],
      /\. routes\[0\] leads to an internet gateway, and its table is that of app/,
    ],
    "a default table": [
      [gateway, node(DEFAULT_TABLE, "default", { props: { routes: [{ gatewayId: "igw-1" }] } })],
      /\. routes\[0\] leads .*, and its table default is that of every subnet that has no other\./,
    ],
    "a table that is made the main one": [
      [
        gateway,
        table,
        route(),
        node("aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation", "main", {
          props: { routeTableId: "rtb-1" },
        }),
      ],
      /\. The route leads .*, and its table table is that of every subnet that has no other\./,
    ],
    "a foreign subnet": [
      [gateway, table, route(), association({ subnetId: "subnet-9" })],
      /Cannot prove: .*, and the subnet of association is not in this stack\./,
    ],
    "a subnet that nobody knows": [
      [gateway, table, route(), association({ subnetId: unknown })],
      /Cannot prove: .*, and the subnet of association is not in this stack\./,
    ],
    "a foreign table": [
      [gateway, route({ routeTableId: "rtb-9" })],
      /Cannot prove: Its route table is not in this stack\./,
    ],
    "a gateway that nobody knows": [
      [table, route({ gatewayId: unknown })],
      /Cannot prove: The route leads to a gateway that is not known yet\./,
    ],
    "routes that nobody knows": [
      [node(TABLE, "table", { props: { routes: unknown } })],
      /Cannot prove: routes leads to a gateway that is not known yet\./,
    ],
    "one of two subnets": [
      [
        gateway,
        table,
        route(),
        ofPublic,
        ofApp,
        node(ASSOCIATION, "association", {
          props: { routeTableId: "rtb-1", subnetId: unknown },
          edges: { routeTableId: [], subnetId: [ofPublic, ofApp] },
        }),
      ],
      /Cannot prove: .* is that of app/,
    ],
    "one of two tables": [
      [
        gateway,
        table,
        node(TABLE, "other", { props: { id: "rtb-2" }, edges: { vpcId: [] } }),
        node(ROUTE, "route", {
          props: { ...route().props, routeTableId: unknown },
          edges: {
            routeTableId: [table, node(TABLE, "other")],
            destinationCidrBlock: [],
            gatewayId: [],
          },
        }),
        ofApp,
        association(),
      ],
      /Cannot prove: .* is that of app/,
    ],
    "a subnet of one of two tables": [
      [
        gateway,
        table,
        node(TABLE, "other", { props: { id: "rtb-2" }, edges: { vpcId: [] } }),
        route(),
        ofApp,
        node(ASSOCIATION, "association", {
          props: { routeTableId: unknown, subnetId: "subnet-1" },
          edges: { routeTableId: [table, node(TABLE, "other")], subnetId: [] },
        }),
      ],
      /Cannot prove: .* is that of app/,
    ],
  };
  for (const [title, [nodes, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(...nodes);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }
});
