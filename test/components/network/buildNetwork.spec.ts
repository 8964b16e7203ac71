import assert from "node:assert/strict";

import type * as pulumi from "@pulumi/pulumi";

import { BuildNetwork } from "../../../components/network/buildNetwork";
import type { Registered } from "../../mocks";
import { inputsOf, networksBy } from "./network";

describe("BuildNetwork", () => {
  let registered: readonly Registered[];
  let subnetId: string | undefined;

  const declare = () =>
    new BuildNetwork("build", {
      cidr: "10.99.0.0/24",
      availabilityZone: "eu-west-1a",
      flowLogs: { bucketArn: "arn:aws:s3:::duotone-logs-1" },
    });

  before(async () => {
    let made: pulumi.Output<string> | undefined;
    registered = await networksBy(() => {
      made = declare().subnetId;
      made.apply((id) => (subnetId = id));
    });
  });

  it("is one private subnet behind a NAT gateway, in one zone", () => {
    const { availabilityZoneNames, subnetSpecs, natGateways } = inputsOf(registered, "awsx:ec2:Vpc", "build");
    assert.deepEqual(
      { availabilityZoneNames, subnetSpecs, natGateways },
      {
        availabilityZoneNames: ["eu-west-1a"],
        subnetSpecs: [
          { type: "Public", name: "public", cidrBlocks: ["10.99.0.0/28"] },
          { type: "Private", name: "app", cidrBlocks: ["10.99.0.16/28"] },
        ],
        natGateways: { strategy: "Single" },
      },
    );
  });

  it("gives the private subnet to Packer", () => {
    assert.equal(subnetId, "subnet-build-app-1");
  });

  it("lets nothing but answers in, and leaves its defaults empty", () => {
    const { ingress } = inputsOf(registered, "aws:ec2/networkAcl:NetworkAcl", "build-app");
    assert.deepEqual(
      (ingress as { fromPort: number }[]).map(({ fromPort }) => fromPort),
      [32768],
    );
    for (const type of [
      "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
      "aws:ec2/defaultRouteTable:DefaultRouteTable",
      "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl",
    ]) {
      assert.ok(inputsOf(registered, type, "build"));
    }
  });

  it("records its traffic and has no endpoints", () => {
    assert.equal(inputsOf(registered, "aws:ec2/flowLog:FlowLog", "build").trafficType, "ALL");
    assert.ok(registered.every(({ type }) => type !== "aws:ec2/vpcEndpoint:VpcEndpoint"));
  });

  it("registers the same resources in preview and in update", async () => {
    const preview = await networksBy(declare, "preview");
    const list = (all: readonly Registered[]) => all.map(({ type, name }) => `${type} ${name}`);
    assert.deepEqual(list(preview), list(registered));
  });
});
