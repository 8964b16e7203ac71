import assert from "node:assert/strict";

import type { Node } from "../../../../policy/model/resource";
import { net09 } from "../../../../policy/rules/network/net09";
import { checkAll, node, unknown } from "../../support/world";

const ROUTE = "aws:ec2/route:Route";

describe("NET-09: routes over peering", () => {
  const messages = (...nodes: readonly Node[]) => checkAll(net09, nodes).map(({ message }) => message);
  const route = (props: object) =>
    node(ROUTE, "route", { props: { vpcPeeringConnectionId: "pcx-1", ...props } });
  const other = node("aws:ec2/vpc:Vpc", "other", {
    props: { cidrBlock: "172.20.0.0/20", ipv6CidrBlock: "2a05:d018::/56" },
  });

  const right: Record<string, readonly Node[]> = {
    "a subnet of a VPC of the stack": [other, route({ destinationCidrBlock: "172.20.1.0/24" })],
    "a subnet of a VPC's IPv6": [other, route({ destinationIpv6CidrBlock: "2a05:d018::/64" })],
    "a subnet of a vertical of the inventory": [route({ destinationCidrBlock: "10.21.1.0/24" })],
    "a whole network over something else": [
      node(ROUTE, "route", { props: { natGatewayId: "nat-1", destinationCidrBlock: "0.0.0.0/0" } }),
    ],
    "a subnet inline": [
      other,
      node("aws:ec2/routeTable:RouteTable", "table", {
        props: { routes: [{ cidrBlock: "172.20.1.0/24", vpcPeeringConnectionId: "pcx-1" }] },
      }),
    ],
  };
  for (const [title, nodes] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(...nodes), []);
    });
  }

  const whole = /\. destinationCidrBlock is a whole network or more\./;
  const wrong: Record<string, [nodes: readonly Node[], said: RegExp]> = {
    everything: [[route({ destinationCidrBlock: "0.0.0.0/0" })], whole],
    "everything of IPv6": [
      [route({ destinationIpv6CidrBlock: "::/0" })],
      /\. destinationIpv6CidrBlock is a whole network or more\./,
    ],
    "a VPC of the stack": [[other, route({ destinationCidrBlock: "172.20.0.0/20" })], whole],
    "more than a VPC": [[other, route({ destinationCidrBlock: "172.20.0.0/19" })], whole],
    "a VPC's IPv6": [
      [other, route({ destinationIpv6CidrBlock: "2a05:d018::/56" })],
      /\. destinationIpv6CidrBlock is a whole network or more\./,
    ],
    "a block that was added to a VPC": [
      [
        node("aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation", "more", {
          props: { cidrBlock: "172.30.0.0/24" },
        }),
        route({ destinationCidrBlock: "172.30.0.0/24" }),
      ],
      whole,
    ],
    "a block of IPv6 that was added to a VPC": [
      [
        node("aws:ec2/vpcIpv6CidrBlockAssociation:VpcIpv6CidrBlockAssociation", "more", {
          props: { ipv6CidrBlock: "2a05:d018:1::/60" },
        }),
        route({ destinationIpv6CidrBlock: "2a05:d018:1::/60" }),
      ],
      /\. destinationIpv6CidrBlock is a whole network or more\./,
    ],
    "a vertical of the inventory": [[route({ destinationCidrBlock: "10.21.0.0/16" })], whole],
    "a block that no VPC is larger than": [[route({ destinationCidrBlock: "192.168.0.0/16" })], whole],
    "half of the internet": [[route({ destinationCidrBlock: "128.0.0.0/1" })], whole],
    "the internet in a prefix list": [
      [
        node("aws:ec2/managedPrefixList:ManagedPrefixList", "slices", {
          props: {
            id: "pl-1",
            entries: Array.from({ length: 32 }, (_, index) => ({ cidr: `44.${index}.0.0/17` })),
          },
        }),
        route({ destinationPrefixListId: "pl-1" }),
      ],
      /\. destinationPrefixListId is a whole network or more\./,
    ],
    "a block of nobody": [
      [other, route({ destinationCidrBlock: "192.168.1.0/24" })],
      /Cannot prove: destinationCidrBlock is in a network that neither this stack nor the inventory knows\./,
    ],
    "an unknown block": [
      [route({ destinationCidrBlock: unknown })],
      /Cannot prove: destinationCidrBlock is not known yet\./,
    ],
    "an absent block": [[route({})], /Cannot prove: The route has no destination that can be read\./],
    "a service's prefix list": [
      [
        node("aws:ec2/vpcEndpoint:VpcEndpoint", "s3", { props: { prefixListId: "pl-s3" } }),
        route({ destinationPrefixListId: "pl-s3" }),
      ],
      /Cannot prove: destinationPrefixListId is a service's prefix list\./,
    ],
    "a VPC inline": [
      [
        other,
        node("aws:ec2/routeTable:RouteTable", "table", {
          props: { routes: [{ cidrBlock: "172.20.0.0/20", vpcPeeringConnectionId: "pcx-1" }] },
        }),
      ],
      /\. routes\[0\]\.cidrBlock is a whole network or more\./,
    ],
    "nothing inline": [
      [
        node("aws:ec2/routeTable:RouteTable", "table", {
          props: { routes: [{ vpcPeeringConnectionId: "pcx-1" }] },
        }),
      ],
      /Cannot prove: routes\[0\] has no destination that can be read\./,
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
