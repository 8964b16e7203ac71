import assert from "node:assert/strict";

import { seg03 } from "../../../../policy/rules/segmentation/seg03";
import { crossing, said } from "../../support/ties";
import { node, providerFor, unknown } from "../../support/world";

const ROUTE = "aws:ec2/route:Route";
const TABLE = "aws:ec2/routeTable:RouteTable";
const DEFAULT_TABLE = "aws:ec2/defaultRouteTable:DefaultRouteTable";
const TRANSIT_TABLE = "aws:ec2transitgateway/routeTable:RouteTable";
const TRANSIT_ROUTE = "aws:ec2transitgateway/route:Route";
const PREFIXES = "aws:ec2transitgateway/prefixListReference:PrefixListReference";
const PREFIX_LIST = "aws:ec2/managedPrefixList:ManagedPrefixList";

/** The block of payments is 10.21.0.0/16, that of marketing 10.22.0.0/16. */
describe("SEG-03: no route to another vertical's addresses", () => {
  const table = node(TABLE, "table", { props: { id: "rtb-1" } });
  const routed = (props: Readonly<Record<string, unknown>>) =>
    said(seg03, [table, node(ROUTE, "way", { props: { routeTableId: "rtb-1", ...props } })]);
  const payments =
    /holds addresses of the vertical duotone\/prod:payments, and way is of the vertical duotone\/prod:marketing/;

  for (const [title, block] of Object.entries({
    "the block itself": "10.21.0.0/16",
    "a part of it": "10.21.3.0/24",
    "one address of it": "10.21.3.4/32",
  })) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = routed({ destinationCidrBlock: block, vpcPeeringConnectionId: "pcx-1" });
      assert.match(message ?? "", payments);
      assert.deepEqual(others, []);
    });
  }

  for (const target of [
    "carrierGatewayId",
    "coreNetworkArn",
    "egressOnlyGatewayId",
    "gatewayId",
    "localGatewayId",
    "natGatewayId",
    "networkInterfaceId",
    "odbNetworkArn",
    "transitGatewayId",
    "vpcEndpointId",
    "vpcPeeringConnectionId",
  ]) {
    it(`refuses a wider block over ${target}`, () => {
      assert.match(routed({ destinationCidrBlock: "10.0.0.0/8", [target]: "igw-1" }).join("\n"), payments);
    });
  }

  it("tells each vertical that a wider block holds", () => {
    const messages = routed({ destinationCidrBlock: "10.0.0.0/8", transitGatewayId: "tgw-1" });
    assert.equal(messages.length, 4);
    assert.match(messages.join("\n"), /the vertical duotone\/staging:marketing/);
  });

  it("has nothing against its own block, foreign ones, and the internet", () => {
    for (const props of [
      { destinationCidrBlock: "10.22.7.0/24", transitGatewayId: "tgw-1" },
      { destinationCidrBlock: "192.168.40.0/24", gatewayId: "vgw-1" },
      { destinationCidrBlock: "0.0.0.0/0", gatewayId: "igw-1" },
      { destinationCidrBlock: "0.0.0.0/0", natGatewayId: "nat-1" },
      { destinationIpv6CidrBlock: "::/0", egressOnlyGatewayId: "eigw-1" },
      { destinationIpv6CidrBlock: "::/0", vpcPeeringConnectionId: "pcx-1" },
      { destinationCidrBlock: "0.0.0.0/0", carrierGatewayId: "cagw-1" },
    ]) {
      assert.deepEqual(routed(props), [], JSON.stringify(props));
    }
  });

  for (const target of [
    { gatewayId: "vgw-1" },
    { transitGatewayId: "tgw-1" },
    { vpcPeeringConnectionId: "pcx-1" },
    { networkInterfaceId: "eni-1" },
    { vpcEndpointId: "vpce-1" },
    {},
  ]) {
    it(`refuses everything over ${Object.keys(target).join() || "nothing"}`, () => {
      assert.equal(routed({ destinationCidrBlock: "0.0.0.0/0", ...target }).length, 4);
    });
  }

  it("refuses halves of the internet, which no default route is", () => {
    assert.notEqual(routed({ destinationCidrBlock: "0.0.0.0/1", gatewayId: "igw-1" }).length, 0);
  });

  it("looks into prefix lists", () => {
    const listed = (...cidrs: readonly unknown[]) =>
      said(seg03, [
        table,
        node(PREFIX_LIST, "list", { props: { id: "pl-1", entries: cidrs.map((cidr) => ({ cidr })) } }),
        node(ROUTE, "way", {
          props: { routeTableId: "rtb-1", destinationPrefixListId: "pl-1", transitGatewayId: "tgw-1" },
        }),
      ]);
    assert.deepEqual(listed("192.168.0.0/24"), []);
    assert.match(listed("192.168.0.0/24", "10.21.0.0/24").join(), payments);
    assert.match(listed(unknown).join(), /Cannot prove/);
    assert.match(
      routed({ destinationPrefixListId: "pl-2", transitGatewayId: "tgw-1" }).join(),
      /Cannot prove: destinationPrefixListId is a prefix list that is not in this stack/,
    );
  });

  it("cannot prove what is unknown, no block, or not there", () => {
    for (const destinationCidrBlock of [unknown, "anywhere", undefined]) {
      assert.match(routed({ destinationCidrBlock, transitGatewayId: "tgw-1" }).join(), /Cannot prove/);
    }
    assert.match(routed({ gatewayId: "igw-1" }).join(), /Cannot prove: it has no destination/);
  });

  for (const type of [TABLE, DEFAULT_TABLE]) {
    it(`looks at the routes of ${type}`, () => {
      const inline = (routes: unknown) =>
        said(seg03, [node(type, "way", { props: { id: "rtb-2", routes } })]);
      assert.match(
        inline([{ cidrBlock: "10.21.0.0/16", vpcPeeringConnectionId: "pcx-1" }]).join(),
        /routes\[0\]\.cidrBlock holds addresses of the vertical duotone\/prod:payments/,
      );
      assert.deepEqual(inline([{ cidrBlock: "0.0.0.0/0", gatewayId: "igw-1" }]), []);
      assert.match(inline(unknown).join(), /Cannot prove/);
      assert.match(inline([{ gatewayId: "igw-1" }]).join(), /Cannot prove: routes\[0\] has no destination/);
      assert.deepEqual(inline([]), []);
    });
  }

  it("is judged by the account of the route", () => {
    const own = node(ROUTE, "way", {
      props: { routeTableId: "rtb-1", destinationCidrBlock: "10.21.0.0/16", transitGatewayId: "tgw-1" },
      provider: providerFor("payments"),
    });
    assert.deepEqual(said(seg03, [table, own]), []);
    assert.match(
      said(seg03, [table, { ...own, provider: providerFor("delivery") }]).join(),
      /way is of the delivery account/,
    );
    assert.match(
      said(seg03, [table, { ...own, provider: undefined }]).join(),
      /Cannot prove: it cannot be told whose way is/,
    );
  });

  it("lets pass what somebody answers for", () => {
    const nodes = [
      table,
      node(ROUTE, "way", {
        props: { routeTableId: "rtb-1", destinationCidrBlock: "10.21.0.0/16", transitGatewayId: "tgw-1" },
      }),
    ];
    assert.deepEqual(said(seg03, nodes, crossing("SEG-03", "marketing", "payments")), []);
    assert.equal(said(seg03, nodes, crossing("SEG-03", "marketing", "accounts")).length, 1);
  });

  it("looks at the static routes of a VPN", () => {
    const vpn = (destinationCidrBlock: unknown) =>
      said(seg03, [
        node("aws:ec2/vpnConnectionRoute:VpnConnectionRoute", "way", { props: { destinationCidrBlock } }),
      ]);
    assert.match(vpn("10.21.0.0/16").join(), payments);
    assert.deepEqual(vpn("192.168.40.0/24"), []);
    assert.match(vpn(unknown).join(), /Cannot prove/);
  });

  describe("on a transit gateway", () => {
    const hub = providerFor("delivery");
    const gateway = node("aws:ec2transitgateway/transitGateway:TransitGateway", "hub", {
      props: { id: "tgw-1" },
      provider: hub,
    });
    const own = node(TRANSIT_TABLE, "own", { props: { id: "rtb-own" }, provider: hub });
    const attachment = node("aws:ec2transitgateway/vpcAttachment:VpcAttachment", "member", {
      props: { id: "att-1", transitGatewayId: "tgw-1", vpcId: "vpc-1" },
    });
    const association = node(
      "aws:ec2transitgateway/routeTableAssociation:RouteTableAssociation",
      "association",
      {
        props: { transitGatewayAttachmentId: "att-1", transitGatewayRouteTableId: "rtb-own" },
        provider: hub,
      },
    );
    const way = (type: string, props: Readonly<Record<string, unknown>>) =>
      node(type, "way", { props: { transitGatewayRouteTableId: "rtb-own", ...props }, provider: hub });
    const base = [gateway, own, attachment, association];

    it("is judged by whose traffic its table leads", () => {
      assert.match(
        said(seg03, [...base, way(TRANSIT_ROUTE, { destinationCidrBlock: "10.21.0.0/16" })]).join(),
        payments,
      );
      assert.deepEqual(
        said(seg03, [...base, way(TRANSIT_ROUTE, { destinationCidrBlock: "10.22.0.0/16" })]),
        [],
      );
    });

    it("is not judged by whose traffic other tables lead", () => {
      const elsewhere = {
        ...association,
        props: { ...association.props, transitGatewayRouteTableId: "rtb-2" },
      };
      const second = node(TRANSIT_TABLE, "second", { props: { id: "rtb-2" }, provider: hub });
      assert.match(
        said(seg03, [
          gateway,
          own,
          second,
          attachment,
          elsewhere,
          way(TRANSIT_ROUTE, { destinationCidrBlock: "10.22.0.0/16" }),
        ]).join(),
        /way is of the delivery account/,
      );
    });

    it("is judged by its own account where nothing is associated with its table", () => {
      assert.match(
        said(seg03, [own, way(TRANSIT_ROUTE, { destinationCidrBlock: "10.22.0.0/16" })]).join(),
        /the vertical duotone\/prod:marketing, and way is of the delivery account/,
      );
    });

    it("may drop what is for another vertical", () => {
      assert.deepEqual(
        said(seg03, [
          ...base,
          way(TRANSIT_ROUTE, { destinationCidrBlock: "10.21.0.0/16", blackhole: "true" }),
        ]),
        [],
      );
    });

    it("refuses everything, for it leads to no internet of its own", () => {
      assert.equal(
        said(seg03, [...base, way(TRANSIT_ROUTE, { destinationCidrBlock: "0.0.0.0/0" })]).length,
        4,
      );
    });

    it("looks into prefix lists", () => {
      const list = node(PREFIX_LIST, "list", {
        props: { id: "pl-1", entries: [{ cidr: "10.21.0.0/16" }] },
        provider: hub,
      });
      assert.match(said(seg03, [...base, list, way(PREFIXES, { prefixListId: "pl-1" })]).join(), payments);
    });
  });
});
