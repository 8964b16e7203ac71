import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { VerticalNetwork, type VerticalNetworkArgs } from "../../../components/network/verticalNetwork";
import type { Registered } from "../../mocks";
import { inputsOf, networksBy } from "./network";

const ARGS: VerticalNetworkArgs = {
  cidr: "10.20.0.0/16",
  availabilityZones: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
  natGateways: "one-per-zone",
  region: "eu-west-1",
  accountId: "111122223333",
  organizationId: "o-abcdefghij",
  remoteCidrs: ["192.168.0.0/16"],
  flowLogs: { bucketArn: "arn:aws:s3:::duotone-logs-1" },
  privateDomain: "payments.prod.internal",
  tags: { vertical: "payments" },
};

describe("VerticalNetwork", () => {
  let registered: readonly Registered[];
  let outputs: Readonly<Record<string, unknown>>;

  before(async () => {
    let made: Promise<unknown> | undefined;
    registered = await networksBy(() => {
      const { vpcId, publicSubnetIds, appSubnetIds, dataSubnetIds, appRouteTableIds, privateZoneId } =
        new VerticalNetwork("payments", ARGS);
      const all = { vpcId, publicSubnetIds, appSubnetIds, dataSubnetIds, appRouteTableIds, privateZoneId };
      made = new Promise((resolve) => {
        pulumi.output(all).apply(resolve);
      });
    });
    outputs = (await made) as Readonly<Record<string, unknown>>;
  });

  const namesOf = (type: string) =>
    registered.filter((resource) => resource.type === type).map(({ name }) => name);

  it("asks awsx for three tiers, with the plan's blocks and IPv4 only", () => {
    assert.deepEqual(inputsOf(registered, "awsx:ec2:Vpc", "payments"), {
      cidrBlock: "10.20.0.0/16",
      availabilityZoneNames: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
      subnetStrategy: "Auto",
      subnetSpecs: [
        { type: "Public", name: "public", cidrBlocks: ["10.20.0.0/20", "10.20.64.0/20", "10.20.128.0/20"] },
        { type: "Private", name: "app", cidrBlocks: ["10.20.16.0/20", "10.20.80.0/20", "10.20.144.0/20"] },
        { type: "Isolated", name: "data", cidrBlocks: ["10.20.32.0/20", "10.20.96.0/20", "10.20.160.0/20"] },
      ],
      natGateways: { strategy: "OnePerAz" },
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: { vertical: "payments" },
    });
  });

  it("gives every tier's subnets a network ACL of their own", () => {
    assert.deepEqual(namesOf("aws:ec2/networkAcl:NetworkAcl"), [
      "payments-app",
      "payments-data",
      "payments-public",
    ]);
    const data = inputsOf(registered, "aws:ec2/networkAcl:NetworkAcl", "payments-data");
    assert.deepEqual(
      data.subnetIds,
      [1, 2, 3].map((zone) => `subnet-payments-data-${zone}`),
    );
    assert.equal(data.vpcId, "vpc-payments");
    assert.deepEqual((data.ingress as unknown[])[0], {
      ruleNo: 100,
      action: "allow",
      protocol: "tcp",
      cidrBlock: "10.20.16.0/20",
      fromPort: 5432,
      toPort: 5432,
    });
    const app = inputsOf(registered, "aws:ec2/networkAcl:NetworkAcl", "payments-app");
    assert.ok(
      (app.ingress as { cidrBlock: string }[]).some(({ cidrBlock }) => cidrBlock === "192.168.0.0/16"),
    );
  });

  it("empties the default security group, route table and network ACL", () => {
    const tags = { Name: "payments-default", vertical: "payments" };
    assert.deepEqual(inputsOf(registered, "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "payments"), {
      vpcId: "vpc-payments",
      ingress: [],
      egress: [],
      tags,
    });
    assert.deepEqual(inputsOf(registered, "aws:ec2/defaultRouteTable:DefaultRouteTable", "payments"), {
      defaultRouteTableId: "rtb-payments-default",
      routes: [],
      tags,
    });
    assert.deepEqual(inputsOf(registered, "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl", "payments"), {
      defaultNetworkAclId: "acl-payments-default",
      ingress: [],
      egress: [],
      tags,
    });
  });

  it("finds the app tier's route tables by their subnets, in the order of the zones", () => {
    assert.deepEqual(outputs, {
      vpcId: "vpc-payments",
      publicSubnetIds: [1, 2, 3].map((zone) => `subnet-payments-public-${zone}`),
      appSubnetIds: [1, 2, 3].map((zone) => `subnet-payments-app-${zone}`),
      dataSubnetIds: [1, 2, 3].map((zone) => `subnet-payments-data-${zone}`),
      appRouteTableIds: [1, 2, 3].map((zone) => `rtb-payments-app-${zone}`),
      privateZoneId: outputs.privateZoneId,
    });
  });

  it("leads to S3 from the app tier's route tables and no others", () => {
    const gateway = inputsOf(registered, "aws:ec2/vpcEndpoint:VpcEndpoint", "payments-s3");
    assert.deepEqual(
      gateway.routeTableIds,
      [1, 2, 3].map((zone) => `rtb-payments-app-${zone}`),
    );
  });

  it("has its own zone and one record of all traffic", () => {
    const zone = inputsOf(registered, "aws:route53/zone:Zone", "payments");
    assert.equal(zone.name, "payments.prod.internal");
    assert.deepEqual(zone.vpcs, [{ vpcId: "vpc-payments" }]);
    assert.equal(
      inputsOf(registered, "aws:ec2/flowLog:FlowLog", "payments").logDestination,
      "arn:aws:s3:::duotone-logs-1",
    );
  });

  it("registers the same resources in preview and in update", async () => {
    const preview = await networksBy(() => new VerticalNetwork("payments", ARGS), "preview");
    const list = (all: readonly Registered[]) => all.map(({ type, name }) => `${type} ${name}`);
    assert.deepEqual(list(preview), list(registered));
  });

  for (const [natGateways, zones] of [
    ["one-per-zone", [1, 2, 3]],
    ["single", [1]],
    ["none", [1]],
  ] as const) {
    it(`puts interface endpoints into ${zones.length} zone(s) with NAT gateways "${natGateways}"`, async () => {
      const made = await networksBy(() => new VerticalNetwork("payments", { ...ARGS, natGateways }));
      assert.deepEqual(
        inputsOf(made, "aws:ec2/vpcEndpoint:VpcEndpoint", "payments-kms").subnetIds,
        zones.map((zone) => `subnet-payments-app-${zone}`),
      );
    });
  }

  it("refuses what cannot be planned before it declares anything", async () => {
    let refused: unknown;
    const made = await networksBy(() => {
      try {
        new VerticalNetwork("payments", { ...ARGS, cidr: "10.20.0.0/25" });
      } catch (error) {
        refused = error;
      }
    });
    assert.match(String(refused), /10\.20\.0\.0\/25 is too small/);
    assert.deepEqual(
      made.filter(({ type }) => type.startsWith("aws")),
      [],
    );
  });
});
