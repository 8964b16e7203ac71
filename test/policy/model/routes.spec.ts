import assert from "node:assert/strict";

import { spansOf } from "../../../policy/model/addresses";
import { parseBlock } from "../../../policy/model/cidr";
import type { Node } from "../../../policy/model/resource";
import {
  DEFAULT_ROUTE_TABLE,
  INTERNET_GATEWAY,
  isInternetGateway,
  type Route,
  ROUTE_TABLE,
  ROUTE_TYPES,
  routes,
} from "../../../policy/model/routes";
import { stackModel } from "../../../policy/model/stackModel";
import { node, unknown } from "../support/world";

const ROUTE = "aws:ec2/route:Route";
const VPN_GATEWAY = "aws:ec2/vpnGateway:VpnGateway";

describe("routes", () => {
  const table = node(ROUTE_TABLE, "app", { props: { id: "rtb-1" }, edges: { vpcId: [] } });
  const gateway = node(INTERNET_GATEWAY, "core", { props: { id: "igw-1" } });
  const vpn = node(VPN_GATEWAY, "core", { props: { id: "vgw-1" } });
  const nat = node("aws:ec2/natGateway:NatGateway", "core", { props: { id: "nat-1" } });
  const list = node("aws:ec2/managedPrefixList:ManagedPrefixList", "offices", {
    props: { id: "pl-1", entries: [{ cidr: "52.95.110.0/24" }] },
  });
  const routesOf = (...nodes: readonly Node[]) =>
    routes(stackModel([table, gateway, vpn, nat, list, ...nodes]));
  const only = (...nodes: readonly Node[]): Route => {
    const [route, ...others] = routesOf(...nodes);
    assert.ok(route !== undefined);
    assert.deepEqual(others, []);
    return route;
  };
  const names = (nodes: readonly Node[]) => nodes.map(({ name }) => name);
  const everything = [parseBlock("0.0.0.0/0"), parseBlock("::/0"), parseBlock("52.95.110.0/24")];

  it("are resources of their own", () => {
    const route = only(
      node(ROUTE, "own", {
        props: {
          routeTableId: "rtb-1",
          destinationCidrBlock: "0.0.0.0/0",
          destinationIpv6CidrBlock: "::/0",
          destinationPrefixListId: "pl-1",
          natGatewayId: "nat-1",
          gatewayId: "",
        },
      }),
    );
    assert.deepEqual([route.node.name, route.path, names(route.tables.nodes)], ["own", "", ["app"]]);
    assert.deepEqual(spansOf(route.destinations), everything);
    assert.deepEqual(
      route.destinations.map(({ path }) => path),
      ["destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"],
    );
    assert.deepEqual(
      route.targets.map(({ property, to }) => [property, ...names(to.nodes)]),
      [["natGatewayId", "core"]],
    );
  });

  it("are found by edges before anything exists, without what the provider fills in", () => {
    const route = only(
      node(ROUTE, "own", {
        props: {
          routeTableId: unknown,
          destinationCidrBlock: "0.0.0.0/0",
          gatewayId: unknown,
          networkInterfaceId: unknown,
        },
        edges: { routeTableId: [table], destinationCidrBlock: [], gatewayId: [gateway] },
      }),
    );
    assert.deepEqual(names(route.tables.nodes), ["app"]);
    assert.deepEqual(
      route.targets.map(({ property, to }) => [property, ...names(to.nodes)]),
      [["gatewayId", "core"]],
    );
  });

  for (const type of [ROUTE_TABLE, DEFAULT_ROUTE_TABLE]) {
    it(`are in ${type}`, () => {
      const given = {
        cidrBlock: "0.0.0.0/0",
        ipv6CidrBlock: "::/0",
        destinationPrefixListId: "pl-1",
        gatewayId: "igw-1",
      };
      const route = only(node(type, "own", { props: { routes: [given] } }));
      assert.deepEqual(
        [route.node.name, route.path, names(route.tables.nodes)],
        ["own", "routes[0]", ["own"]],
      );
      assert.deepEqual(spansOf(route.destinations), everything);
      assert.deepEqual(
        route.destinations.map(({ path }) => path),
        ["cidrBlock", "ipv6CidrBlock", "destinationPrefixListId"].map((key) => `routes[0].${key}`),
      );
      assert.deepEqual(
        route.targets.map(({ property, to }) => [property, ...names(to.nodes)]),
        [["gatewayId", "core"]],
      );
    });
  }

  const targets: Record<string, readonly string[]> = {
    carrierGatewayId: ["aws:ec2/carrierGateway:CarrierGateway"],
    coreNetworkArn: ["aws:networkmanager/coreNetwork:CoreNetwork"],
    egressOnlyGatewayId: ["aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway"],
    gatewayId: ["aws:ec2/internetGateway:InternetGateway", "aws:ec2/vpnGateway:VpnGateway"],
    instanceId: ["aws:ec2/instance:Instance"],
    localGatewayId: ["aws:ec2/getLocalGateway:getLocalGateway"],
    natGatewayId: ["aws:ec2/natGateway:NatGateway"],
    networkInterfaceId: [
      "aws:ec2/instance:Instance",
      "aws:ec2/natGateway:NatGateway",
      "aws:ec2/networkInterface:NetworkInterface",
    ],
    odbNetworkArn: ["aws:odb/network:Network"],
    transitGatewayId: ["aws:ec2transitgateway/transitGateway:TransitGateway"],
    vpcEndpointId: ["aws:ec2/vpcEndpoint:VpcEndpoint"],
    vpcPeeringConnectionId: [
      "aws:ec2/vpcPeeringConnection:VpcPeeringConnection",
      "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter",
    ],
  };
  for (const [property, types] of Object.entries(targets)) {
    it(`may lead to what ${property} names`, () => {
      const foreign = only(node(ROUTE, "own", { props: { [property]: "foreign-1" } }));
      assert.deepEqual(
        foreign.targets.map((target) => [target.property, target.to.foreign]),
        [[property, ["foreign-1"]]],
      );
      for (const type of types) {
        const target = node(type, "target", { props: { id: "target-1" } });
        const byId = { props: { [property]: "target-1" } };
        const byEdge = { props: { [property]: unknown }, edges: { [property]: [target, table] } };
        const inline = {
          props: { routes: [{ [property]: unknown }] },
          edges: { routes: [target, table] },
        };
        const found = [
          only(target, node(ROUTE, "own", byId)),
          ...(property === "localGatewayId"
            ? []
            : [only(target, node(ROUTE, "own", byEdge)), only(target, node(ROUTE_TABLE, "own", inline))]),
        ];
        for (const route of found) {
          assert.deepEqual(
            route.targets.map(({ to }) => to.nodes),
            [[target]],
          );
        }
      }
    });
  }

  it("know prefix lists by edges", () => {
    const apart = only(
      node(ROUTE, "own", {
        props: { destinationPrefixListId: unknown },
        edges: { destinationPrefixListId: [list] },
      }),
    );
    const inline = only(
      node(ROUTE_TABLE, "own", {
        props: { routes: [{ destinationPrefixListId: unknown }] },
        edges: { routes: [list] },
      }),
    );
    for (const route of [apart, inline]) {
      assert.deepEqual(spansOf(route.destinations), [parseBlock("52.95.110.0/24")]);
    }
  });

  it("are said by three resources", () => {
    assert.deepEqual(ROUTE_TYPES, [
      "aws:ec2/defaultRouteTable:DefaultRouteTable",
      "aws:ec2/routeTable:RouteTable",
      "aws:ec2/route:Route",
    ]);
  });

  it("are AWS's to report where a table gives none", () => {
    const props = { routes: unknown };
    assert.deepEqual(routesOf(node(ROUTE_TABLE, "own", { props, edges: { vpcId: [] } })), []);
  });

  it("are none where there are none", () => {
    assert.deepEqual(routesOf(node(ROUTE_TABLE, "own", { props: { routes: [] } })), []);
  });

  for (const [title, given, path] of [
    ["list", unknown, "routes"],
    ["route", [unknown], "routes[0]"],
    ["route that is no block", ["igw-1"], "routes[0]"],
    ["route that is a list", [[]], "routes[0]"],
    ["route that is null", [null], "routes[0]"],
  ] as const) {
    it(`are unread in an unknown ${title}`, () => {
      const route = only(node(ROUTE_TABLE, "own", { props: { routes: given } }));
      assert.deepEqual(route.destinations, [{ is: "unknown", path, why: "is not known yet" }]);
      assert.deepEqual([route.path, names(route.tables.nodes)], [path, ["own"]]);
      assert.deepEqual(route.targets.map(isInternetGateway), ["unknown"]);
    });
  }

  const to: Record<string, [props: object, edges: Record<string, readonly Node[]>, answer: string]> = {
    "an internet gateway by id": [{ gatewayId: "igw-1" }, {}, "yes"],
    "an internet gateway by edge": [{ gatewayId: unknown }, { gatewayId: [gateway] }, "yes"],
    "an internet gateway of somebody else": [{ gatewayId: "igw-9" }, {}, "yes"],
    "a VPN gateway by id": [{ gatewayId: "vgw-1" }, {}, "no"],
    "a VPN gateway by edge": [{ gatewayId: unknown }, { gatewayId: [vpn] }, "no"],
    "one of two gateways": [{ gatewayId: unknown }, { gatewayId: [gateway, vpn] }, "unknown"],
    "the network itself": [{ gatewayId: "local" }, {}, "no"],
    "an unknown gateway": [{ gatewayId: unknown }, { gatewayId: [] }, "unknown"],
    "a carrier gateway": [{ carrierGatewayId: "cagw-1" }, {}, "yes"],
    "a NAT gateway": [{ natGatewayId: "nat-1" }, {}, "no"],
  };
  for (const [title, [props, edges, answer]] of Object.entries(to)) {
    it(`lead to ${title}, which is ${answer === "unknown" ? "perhaps" : answer} the internet`, () => {
      const route = only(node(ROUTE, "own", { props: { ...props }, edges }));
      assert.deepEqual(route.targets.map(isInternetGateway), [answer]);
    });
  }
});
