import assert from "node:assert/strict";

import type { Node, ProviderOf } from "../../../../policy/model/resource";
import { seg08 } from "../../../../policy/rules/segmentation/seg08";
import { crossing, said } from "../../support/ties";
import { node, providerFor, unknown } from "../../support/world";

const ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";
const DEFAULT_TABLE = "aws:ec2/defaultRouteTable:DefaultRouteTable";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const ROUTE = "aws:ec2/route:Route";
const SUBNET = "aws:ec2/subnet:Subnet";
const TABLE = "aws:ec2/routeTable:RouteTable";
const VPC = "aws:ec2/vpc:Vpc";

const provider = providerFor("accounts");
const made = (
  type: string,
  name: string,
  props: Readonly<Record<string, unknown>>,
  by: ProviderOf = provider,
) => node(type, name, { props, provider: by });

/** Stores by type: where they say their subnets (through a group of the type, where there is one) and security groups. */
const STORES: readonly (readonly [type: string, subnets: string, groups: string, subnetGroup?: string])[] = [
  [
    "aws:rds/instance:Instance",
    "dbSubnetGroupName",
    "vpcSecurityGroupIds",
    "aws:rds/subnetGroup:SubnetGroup",
  ],
  ["aws:rds/cluster:Cluster", "dbSubnetGroupName", "vpcSecurityGroupIds", "aws:rds/subnetGroup:SubnetGroup"],
  [
    "aws:docdb/cluster:Cluster",
    "dbSubnetGroupName",
    "vpcSecurityGroupIds",
    "aws:docdb/subnetGroup:SubnetGroup",
  ],
  [
    "aws:neptune/cluster:Cluster",
    "neptuneSubnetGroupName",
    "vpcSecurityGroupIds",
    "aws:neptune/subnetGroup:SubnetGroup",
  ],
  [
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "subnetGroupName",
    "securityGroupIds",
    "aws:elasticache/subnetGroup:SubnetGroup",
  ],
  [
    "aws:elasticache/cluster:Cluster",
    "subnetGroupName",
    "securityGroupIds",
    "aws:elasticache/subnetGroup:SubnetGroup",
  ],
  [
    "aws:memorydb/cluster:Cluster",
    "subnetGroupName",
    "securityGroupIds",
    "aws:memorydb/subnetGroup:SubnetGroup",
  ],
  ["aws:dax/cluster:Cluster", "subnetGroupName", "securityGroupIds", "aws:dax/subnetGroup:SubnetGroup"],
  [
    "aws:redshift/cluster:Cluster",
    "clusterSubnetGroupName",
    "vpcSecurityGroupIds",
    "aws:redshift/subnetGroup:SubnetGroup",
  ],
  ["aws:elasticache/serverlessCache:ServerlessCache", "subnetIds", "securityGroupIds"],
  ["aws:efs/mountTarget:MountTarget", "subnetId", "securityGroups"],
  ["aws:opensearch/domain:Domain", "vpcOptions.subnetIds", "vpcOptions.securityGroupIds"],
  ["aws:elasticsearch/domain:Domain", "vpcOptions.subnetIds", "vpcOptions.securityGroupIds"],
  ["aws:redshiftserverless/workgroup:Workgroup", "subnetIds", "securityGroupIds"],
];

function placed(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(values)) {
    const [first = "", second] = path.split(".");
    found[first] =
      second === undefined ? value : { ...(found[first] as object | undefined), [second]: value };
  }
  return found;
}

describe("SEG-08: stores of restricted verticals", () => {
  const vpc = made(VPC, "vpc", { id: "vpc-1", defaultRouteTableId: "rtb-main" });
  const subnet = made(SUBNET, "data-1", { id: "subnet-1", vpcId: "vpc-1" });
  const table = made(TABLE, "data-1", { id: "rtb-1", routes: [] });
  const association = made(ASSOCIATION, "data-1", { subnetId: "subnet-1", routeTableId: "rtb-1" });
  const subnetGroup = made("aws:rds/subnetGroup:SubnetGroup", "data", {
    id: "data",
    subnetIds: ["subnet-1"],
  });
  const own = made(GROUP, "store", { id: "sg-store" });
  const app = made(GROUP, "app", { id: "sg-app" });
  const ingress = (props: Readonly<Record<string, unknown>> = { referencedSecurityGroupId: "sg-app" }) =>
    made(INGRESS, "door", {
      securityGroupId: "sg-store",
      ipProtocol: "tcp",
      fromPort: 5432,
      toPort: 5432,
      ...props,
    });
  const store = made("aws:rds/instance:Instance", "db", {
    dbSubnetGroupName: "data",
    vpcSecurityGroupIds: ["sg-store"],
  });
  const base: Readonly<Record<string, Node | undefined>> = {
    vpc,
    subnet,
    table,
    association,
    subnetGroup,
    own,
    app,
    door: ingress(),
    store,
  };
  const judged = (changed: Readonly<Record<string, Node | undefined>> = {}, more: readonly Node[] = []) =>
    said(
      seg08,
      [...Object.values({ ...base, ...changed }), ...more].filter((found) => found !== undefined),
    );
  const withRoute = (props: Readonly<Record<string, unknown>>) =>
    judged({}, [made(ROUTE, "way", { routeTableId: "rtb-1", destinationCidrBlock: "0.0.0.0/0", ...props })]);

  it("may be in data subnets, behind the app tier's group", () => {
    assert.deepEqual(judged(), []);
  });

  for (const [type, subnets, groups, subnetGroupType] of STORES) {
    describe(type, () => {
      const group =
        subnetGroupType === undefined
          ? undefined
          : made(subnetGroupType, "g", { id: "g", subnetIds: ["subnet-1"] });
      const with_ = (values: Readonly<Record<string, unknown>>) =>
        judged({
          subnetGroup: group,
          store: made(
            type,
            "db",
            placed({
              [subnets]: group === undefined ? ["subnet-1"] : "g",
              [groups]: ["sg-store"],
              ...values,
            }),
          ),
        });

      it("may be in data subnets, behind the app tier's group", () => {
        assert.deepEqual(with_({}), []);
      });

      it("must say where it is", () => {
        for (const value of [undefined, unknown, "unheard-of"]) {
          assert.match(
            with_({ [subnets]: value }).join(),
            /Cannot prove: .* does not say which subnets it is in/,
          );
        }
      });

      it("must have security groups of this stack", () => {
        assert.match(
          with_({ [groups]: undefined }).join(),
          /is not set, so that the network's default security group decides/,
        );
        assert.match(with_({ [groups]: [] }).join(), /is not set/);
        assert.match(
          with_({ [groups]: ["sg-store", unknown] }).join(),
          /Cannot prove: .*\[1\] is no security group of this stack/,
        );
        assert.match(with_({ [groups]: ["sg-unheard-of"] }).join(), /Cannot prove/);
      });
    });
  }

  describe("by their subnets", () => {
    it("may not be in another vertical's", () => {
      assert.match(
        judged({ subnet: { ...subnet, provider: providerFor("payments") } }).join(),
        /its subnet data-1 is of the vertical duotone\/prod:payments, and db of the vertical duotone\/prod:accounts/,
      );
    });

    for (const target of [
      "gatewayId",
      "natGatewayId",
      "transitGatewayId",
      "vpcPeeringConnectionId",
      "networkInterfaceId",
      "vpcEndpointId",
    ]) {
      it(`may have no route over ${target}`, () => {
        assert.match(
          withRoute({ [target]: "x-1" }).join(),
          new RegExp(`its subnet data-1 has a route out of the network: way has ${target}`),
        );
      });
    }

    it("may have the local route", () => {
      assert.deepEqual(withRoute({ gatewayId: "local" }), []);
    });

    it("may have no route inside the table either", () => {
      const inline = made(TABLE, "data-1", {
        id: "rtb-1",
        routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: "igw-1" }],
      });
      assert.match(judged({ table: inline }).join(), /routes\[0\] of data-1 has gatewayId/);
    });

    it("are not judged by other subnets' tables", () => {
      const other = made(SUBNET, "public-1", { id: "subnet-2", vpcId: "vpc-1" });
      const open = made(TABLE, "public-1", {
        id: "rtb-2",
        routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: "igw-1" }],
      });
      const joined = made(ASSOCIATION, "public-1", { subnetId: "subnet-2", routeTableId: "rtb-2" });
      assert.deepEqual(judged({}, [other, open, joined]), []);
      assert.deepEqual(judged({}, [made(ROUTE, "way", { routeTableId: "rtb-2", gatewayId: "igw-1" })]), []);
    });

    it("cannot be judged by a route that may be in any table", () => {
      assert.match(
        withRoute({ routeTableId: unknown, gatewayId: "igw-1" }).join(),
        /Cannot prove: the routes of its subnet data-1 cannot be told: way may be in its table/,
      );
    });

    it("may take no routes of a VPN gateway", () => {
      const propagation = made("aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation", "vpn", {
        routeTableId: "rtb-1",
        vpnGatewayId: "vgw-1",
      });
      assert.match(judged({}, [propagation]).join(), /vpn takes the routes of a VPN gateway/);
      assert.deepEqual(judged({}, [{ ...propagation, props: { routeTableId: "rtb-2" } }]), []);
      const inline = made(TABLE, "data-1", { id: "rtb-1", propagatingVgws: ["vgw-1"] });
      assert.match(judged({ table: inline }).join(), /data-1 takes the routes of a VPN gateway/);
      const reported = node(TABLE, "data-1", {
        props: { id: "rtb-1", propagatingVgws: unknown },
        provider,
        edges: { vpcId: [vpc] },
      });
      assert.deepEqual(judged({ table: reported }), []);
    });

    it("must all be known of a subnet group", () => {
      for (const subnetIds of [undefined, [], unknown, ["subnet-1", "subnet-unheard-of"]]) {
        const group = made("aws:rds/subnetGroup:SubnetGroup", "data", { id: "data", subnetIds });
        assert.match(judged({ subnetGroup: group }).join(), /Cannot prove: dbSubnetGroupName does not say/);
      }
    });

    describe("without a table of their own", () => {
      const main = made(DEFAULT_TABLE, "main", {
        id: "rtb-main",
        defaultRouteTableId: "rtb-main",
        routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: "igw-1" }],
      });
      const none = { association: undefined };

      it("have the network's main one", () => {
        assert.match(judged(none, [main]).join(), /routes\[0\] of main has gatewayId/);
        assert.deepEqual(judged(none, [{ ...main, props: { ...main.props, routes: [] } }]), []);
        const unmade = node(DEFAULT_TABLE, "main", {
          props: { ...main.props, defaultRouteTableId: unknown },
          provider,
          edges: { defaultRouteTableId: [vpc], routes: [] },
        });
        assert.match(judged(none, [unmade]).join(), /routes\[0\] of main has gatewayId/);
      });

      it("have the one that was made the main one", () => {
        const chosen = made("aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation", "chosen", {
          vpcId: "vpc-1",
          routeTableId: "rtb-1",
        });
        assert.deepEqual(judged(none, [main, chosen]), []);
        assert.match(
          judged({ ...none, table: { ...main, type: TABLE, props: { ...main.props, id: "rtb-1" } } }, [
            chosen,
          ]).join(),
          /has gatewayId/,
        );
      });

      it("do not have what was made the main one of another network", () => {
        const second = made(VPC, "second", { id: "vpc-2", defaultRouteTableId: "rtb-second" });
        const chosen = made("aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation", "chosen", {
          vpcId: "vpc-2",
          routeTableId: "rtb-1",
        });
        assert.match(judged(none, [main, second, chosen]).join(), /routes\[0\] of main has gatewayId/);
      });

      it("prove nothing where no main one is known", () => {
        for (const more of [[], [{ ...main, props: { ...main.props, defaultRouteTableId: "rtb-other" } }]]) {
          assert.match(
            judged(none, more).join(),
            /Cannot prove: the routes of its subnet data-1 cannot be told: no route table of this stack/,
          );
        }
        assert.match(judged({ ...none, vpc: undefined }, [main]).join(), /Cannot prove: the routes/);
      });
    });
  });

  describe("by their security groups", () => {
    for (const [title, props] of Object.entries({
      "a block": { cidrIpv4: "10.20.0.0/16" },
      "an IPv6 block": { cidrIpv6: "fd00::/8" },
      "a prefix list": { prefixListId: "pl-1" },
      "an unknown block": { cidrIpv4: unknown },
    })) {
      it(`may not let in ${title}`, () => {
        assert.match(
          judged({ door: ingress(props) }).join(),
          /the rule door lets in addresses instead of a security group/,
        );
      });
    }

    it("may not let in what nobody knows", () => {
      for (const referencedSecurityGroupId of [unknown, "sg-unheard-of"]) {
        assert.match(
          judged({ door: ingress({ referencedSecurityGroupId }) }).join(),
          /Cannot prove: the rule door lets in a security group that this stack does not manage/,
        );
      }
    });

    it("may not let in another vertical", () => {
      assert.match(
        judged({ app: { ...app, provider: providerFor("payments") } }).join(),
        /the security group app that the rule door lets in is of the vertical duotone\/prod:payments/,
      );
    });

    for (const kind of ["lb", "alb", "elb"]) {
      it(`may not let in a group that a balancer of ${kind} has, too`, () => {
        const type = `aws:${kind}/loadBalancer:LoadBalancer`;
        const balancer = node(type, "front", {
          props: { securityGroups: ["sg-app"] },
          provider,
          edges: { securityGroups: [app] },
        });
        assert.match(judged({}, [balancer]).join(), /lets in app, which the load balancer front has, too/);
      });
    }

    it("may let in a group that instances have", () => {
      const template = node("aws:ec2/launchTemplate:LaunchTemplate", "core", {
        provider,
        edges: { vpcSecurityGroupIds: [app] },
      });
      assert.deepEqual(judged({}, [template]), []);
    });

    it("may let in the store itself, and let it out", () => {
      const inline = made(GROUP, "store", {
        id: "sg-store",
        ingress: [{ self: true, protocol: "tcp", fromPort: 1, toPort: 2 }],
      });
      assert.deepEqual(judged({ own: inline }), []);
      const egress = made("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "out", {
        securityGroupId: "sg-store",
        ipProtocol: "-1",
        cidrIpv4: "0.0.0.0/0",
      });
      assert.deepEqual(judged({}, [egress]), []);
    });

    it("are told where the door is inside the group", () => {
      const inline = made(GROUP, "store", {
        id: "sg-store",
        ingress: [{ cidrBlocks: ["10.20.0.0/16"], protocol: "tcp", fromPort: 1, toPort: 2 }],
      });
      assert.match(judged({ own: inline }).join(), /the rule store, ingress\[0\], lets in addresses/);
    });

    it("are not judged by other groups' doors", () => {
      assert.deepEqual(
        judged({}, [
          made(INGRESS, "other", { securityGroupId: "sg-app", ipProtocol: "tcp", cidrIpv4: "0.0.0.0/0" }),
        ]),
        [],
      );
    });
  });

  it("are no business of this rule in other verticals and in shared accounts", () => {
    for (const by of ["marketing", "delivery", "audit"] as const) {
      assert.deepEqual(
        judged({ store: made("aws:rds/instance:Instance", "db", {}, providerFor(by)) }),
        [],
        by,
      );
    }
  });

  it("are judged where nobody knows whose they are", () => {
    assert.notEqual(judged({ store: { ...store, provider: undefined } }).length, 0);
  });

  it("may be in another vertical's subnets where somebody answers for it", () => {
    const nodes = Object.values({ ...base, subnet: { ...subnet, provider: providerFor("payments") } });
    assert.deepEqual(said(seg08, nodes, crossing("SEG-08", "accounts", "payments")), []);
  });
});
