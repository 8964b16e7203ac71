import assert from "node:assert/strict";

import { contentsOf, type Listing } from "../../../providers/defaultNetworks/contents";

/** What EC2 lists of a default VPC that nobody touched, in a region where there is more. */
const UNTOUCHED: Listing = {
  internetGateways: [{ InternetGatewayId: "igw-1" }],
  subnets: [
    { SubnetId: "subnet-a", DefaultForAz: true },
    { SubnetId: "subnet-b", DefaultForAz: true },
  ],
  networkInterfaces: [],
  securityGroups: [{ GroupId: "sg-1", GroupName: "default" }],
  routeTables: [{ RouteTableId: "rtb-1", Associations: [{ Main: true }] }],
  networkAcls: [{ NetworkAclId: "acl-1", IsDefault: true }],
  endpoints: [{ VpcEndpointId: "vpce-1", State: "Deleted" }],
  vpnGateways: [{ VpnGatewayId: "vgw-1", VpcAttachments: [{ VpcId: "vpc-1", State: "detached" }] }],
  peerings: [
    peering("pcx-1", "vpc-2", "vpc-3", "active"),
    peering("pcx-2", "vpc-1", "vpc-3", "deleted"),
    peering("pcx-3", "vpc-3", "vpc-1", "rejected"),
  ],
  egressGateways: [
    { EgressOnlyInternetGatewayId: "eigw-1", Attachments: [{ VpcId: "vpc-2", State: "attached" }] },
  ],
};

function peering(id: string, requester: string, accepter: string, code: "active" | "deleted" | "rejected") {
  return {
    VpcPeeringConnectionId: id,
    RequesterVpcInfo: { VpcId: requester },
    AccepterVpcInfo: { VpcId: accepter },
    Status: { Code: code },
  };
}

describe("the contents of a default network", () => {
  it("are what AWS made with it, where nobody touched it", () => {
    assert.deepEqual(contentsOf("vpc-1", UNTOUCHED), {
      gateways: ["igw-1"],
      subnets: ["subnet-a", "subnet-b"],
      residents: [],
    });
  });

  const RESIDENTS: readonly (readonly [Partial<Listing>, string])[] = [
    [
      { networkInterfaces: [{ NetworkInterfaceId: "eni-1", Attachment: { InstanceId: "i-1" } }] },
      "network interface eni-1 (of instance i-1)",
    ],
    [
      { networkInterfaces: [{ NetworkInterfaceId: "eni-1", Description: "ELB app/web/1" }] },
      "network interface eni-1 (ELB app/web/1)",
    ],
    [{ networkInterfaces: [{ NetworkInterfaceId: "eni-1", Description: "" }] }, "network interface eni-1"],
    [
      { subnets: [{ SubnetId: "subnet-1", DefaultForAz: false, CidrBlock: "172.31.96.0/20" }] },
      "subnet subnet-1 (172.31.96.0/20)",
    ],
    [{ securityGroups: [{ GroupId: "sg-2", GroupName: "web" }] }, "security group sg-2 (web)"],
    [{ routeTables: [{ RouteTableId: "rtb-2", Associations: [] }] }, "route table rtb-2"],
    [{ routeTables: [{ RouteTableId: "rtb-2", Associations: [{ Main: false }] }] }, "route table rtb-2"],
    [{ networkAcls: [{ NetworkAclId: "acl-2", IsDefault: false }] }, "network ACL acl-2"],
    [
      { endpoints: [{ VpcEndpointId: "vpce-2", ServiceName: "com.amazonaws.eu-west-1.s3" }] },
      "endpoint vpce-2 (com.amazonaws.eu-west-1.s3)",
    ],
    [{ peerings: [peering("pcx-4", "vpc-1", "vpc-9", "active")] }, "peering connection pcx-4 (with vpc-9)"],
    [{ peerings: [peering("pcx-4", "vpc-9", "vpc-1", "active")] }, "peering connection pcx-4 (with vpc-9)"],
    [
      { vpnGateways: [{ VpnGatewayId: "vgw-2", VpcAttachments: [{ VpcId: "vpc-1", State: "attaching" }] }] },
      "VPN gateway vgw-2",
    ],
    [
      { egressGateways: [{ EgressOnlyInternetGatewayId: "eigw-2", Attachments: [{ VpcId: "vpc-1" }] }] },
      "egress-only internet gateway eigw-2",
    ],
  ];
  for (const [listing, expected] of RESIDENTS) {
    it(`tell of ${expected}`, () => {
      assert.deepEqual(contentsOf("vpc-1", { ...UNTOUCHED, ...listing }).residents, [expected]);
    });
  }
});
