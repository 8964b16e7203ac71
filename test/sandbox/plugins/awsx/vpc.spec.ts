import assert from "node:assert/strict";

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { declareVpc, settled, startMocks, valueOf, type Mode, type Registered } from "./declared";

const INPUTS = {
  cidrBlock: "10.20.0.0/16",
  availabilityZoneNames: ["eu-west-1a", "eu-west-1b"],
  subnetStrategy: "Auto",
  subnetSpecs: [
    { type: "Public", name: "public", cidrBlocks: ["10.20.0.0/20", "10.20.64.0/20"] },
    { type: "Private", name: "app", cidrBlocks: ["10.20.16.0/20", "10.20.80.0/20"], tags: { Tier: "app" } },
    { type: "Isolated", name: "data", cidrBlocks: ["10.20.32.0/20", "10.20.96.0/20"] },
  ],
  natGateways: { strategy: "Single" },
  enableDnsHostnames: true,
  enableDnsSupport: true,
  tags: { Vertical: "accounts" },
};

function listOf(registered: readonly Registered[]): string[] {
  return registered.map(({ type, name }) => `${type} ${name}`).sort();
}

function inputsOf(registered: readonly Registered[], type: string, name: string): unknown {
  return registered.find((one) => one.type === type && one.name === name)?.inputs;
}

/** The end of a URN: the parent's type, the own type and the name. */
async function places(resources: unknown): Promise<string[]> {
  const list = Array.isArray(resources) ? (resources as pulumi.Resource[]) : [resources as pulumi.Resource];
  const urns = await Promise.all(list.map(({ urn }) => valueOf(urn)));
  return urns.map((urn) => urn.split("::").slice(2).join(" "));
}

describe("awsx:ec2:Vpc, declared", function () {
  // Generous, because a busy machine starts processes and loads the AWS SDK slowly.
  this.timeout(20_000);
  async function declared(changes: object = {}, mode: Mode = "update") {
    const registered = await startMocks(mode);
    const vpc = declareVpc("net", { ...INPUTS, ...changes });
    await settled(registered);
    return { registered, vpc };
  }

  it("registers exactly these resources", async () => {
    const { registered } = await declared();
    const subnets = ["app-1", "app-2", "data-1", "data-2", "public-1", "public-2"].map(
      (name) => `net-${name}`,
    );
    assert.deepEqual(listOf(registered), [
      "aws:ec2/eip:Eip net-1",
      "aws:ec2/internetGateway:InternetGateway net",
      "aws:ec2/natGateway:NatGateway net-1",
      "aws:ec2/route:Route net-app-1",
      "aws:ec2/route:Route net-app-2",
      "aws:ec2/route:Route net-public-1",
      "aws:ec2/route:Route net-public-2",
      ...subnets.map((name) => `aws:ec2/routeTable:RouteTable ${name}`),
      ...subnets.map((name) => `aws:ec2/routeTableAssociation:RouteTableAssociation ${name}`),
      ...subnets.map((name) => `aws:ec2/subnet:Subnet ${name}`),
      "aws:ec2/vpc:Vpc net",
      "awsx:ec2:Vpc net",
    ]);
  });

  it("gives them exactly these inputs", async () => {
    const { registered } = await declared();
    const inputs = (type: string, name: string) => inputsOf(registered, type, name);
    assert.deepEqual(inputs("awsx:ec2:Vpc", "net"), {});
    assert.deepEqual(inputs("aws:ec2/vpc:Vpc", "net"), {
      cidrBlock: "10.20.0.0/16",
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: { Name: "net", Vertical: "accounts" },
    });
    assert.deepEqual(inputs("aws:ec2/internetGateway:InternetGateway", "net"), {
      vpcId: "net-id",
      tags: { Name: "net", Vertical: "accounts" },
    });
    assert.deepEqual(inputs("aws:ec2/subnet:Subnet", "net-public-2"), {
      vpcId: "net-id",
      availabilityZone: "eu-west-1b",
      mapPublicIpOnLaunch: true,
      cidrBlock: "10.20.64.0/20",
      assignIpv6AddressOnCreation: false,
      tags: { Name: "net-public-2", SubnetType: "Public", Vertical: "accounts" },
    });
    assert.deepEqual(inputs("aws:ec2/subnet:Subnet", "net-app-1"), {
      vpcId: "net-id",
      availabilityZone: "eu-west-1a",
      mapPublicIpOnLaunch: false,
      cidrBlock: "10.20.16.0/20",
      assignIpv6AddressOnCreation: false,
      tags: { Name: "net-app-1", SubnetType: "Private", Tier: "app", Vertical: "accounts" },
    });
    assert.deepEqual(inputs("aws:ec2/routeTable:RouteTable", "net-app-1"), {
      vpcId: "net-id",
      tags: { Name: "net-app-1", SubnetType: "Private", Vertical: "accounts" },
    });
    assert.deepEqual(inputs("aws:ec2/routeTableAssociation:RouteTableAssociation", "net-data-1"), {
      routeTableId: "net-data-1-id",
      subnetId: "net-data-1-id",
    });
    assert.deepEqual(inputs("aws:ec2/eip:Eip", "net-1"), { tags: { Name: "net-1", Vertical: "accounts" } });
    assert.deepEqual(inputs("aws:ec2/natGateway:NatGateway", "net-1"), {
      subnetId: "net-public-1-id",
      allocationId: "eipalloc-1",
      tags: { Name: "net-1", Vertical: "accounts" },
    });
    assert.deepEqual(inputs("aws:ec2/route:Route", "net-public-2"), {
      routeTableId: "net-public-2-id",
      destinationCidrBlock: "0.0.0.0/0",
      gatewayId: "net-id",
    });
    assert.deepEqual(inputs("aws:ec2/route:Route", "net-app-2"), {
      routeTableId: "net-app-2-id",
      destinationCidrBlock: "0.0.0.0/0",
      natGatewayId: "net-1-id",
    });
  });

  it("gives each zone its own NAT gateway with OnePerAz, and no way out with None", async () => {
    const perZone = (await declared({ natGateways: { strategy: "OnePerAz" } })).registered;
    const routed = inputsOf(perZone, "aws:ec2/route:Route", "net-app-2") as { natGatewayId: string };
    assert.equal(routed.natGatewayId, "net-2-id");
    const none = listOf((await declared({ natGateways: { strategy: "None" } })).registered);
    assert.deepEqual(
      none.filter((one) => /Eip|NatGateway|Route net-app/.test(one)),
      [],
    );
  });

  it("hangs each below what the vendor hangs it below", async () => {
    const { vpc } = await declared();
    const at = async (name: string) => places(await valueOf(vpc.state[name] ?? pulumi.output(undefined)));
    assert.deepEqual(await at("vpc"), ["awsx:ec2:Vpc$aws:ec2/vpc:Vpc net"]);
    assert.deepEqual(await at("internetGateway"), [
      "aws:ec2/vpc:Vpc$aws:ec2/internetGateway:InternetGateway net",
    ]);
    assert.deepEqual(await at("eips"), ["aws:ec2/subnet:Subnet$aws:ec2/eip:Eip net-1"]);
    assert.deepEqual(await at("natGateways"), ["aws:ec2/subnet:Subnet$aws:ec2/natGateway:NatGateway net-1"]);
    assert.deepEqual((await at("subnets"))[0], "aws:ec2/vpc:Vpc$aws:ec2/subnet:Subnet net-public-1");
    assert.deepEqual(
      (await at("routeTables"))[1],
      "aws:ec2/subnet:Subnet$aws:ec2/routeTable:RouteTable net-app-1",
    );
    assert.deepEqual(
      (await at("routeTableAssociations"))[5],
      "aws:ec2/routeTable:RouteTable$aws:ec2/routeTableAssociation:RouteTableAssociation net-data-2",
    );
    assert.deepEqual(await at("routes"), [
      "aws:ec2/routeTable:RouteTable$aws:ec2/route:Route net-public-1",
      "aws:ec2/routeTable:RouteTable$aws:ec2/route:Route net-app-1",
      "aws:ec2/routeTable:RouteTable$aws:ec2/route:Route net-public-2",
      "aws:ec2/routeTable:RouteTable$aws:ec2/route:Route net-app-2",
    ]);
  });

  it("returns every output of the SDK's class", async () => {
    const { vpc } = await declared();
    assert.deepEqual(Object.keys(vpc.state).sort(), [
      "eips",
      "internetGateway",
      "isolatedSubnetIds",
      "isolatedSubnets",
      "natGateways",
      "privateSubnetIds",
      "privateSubnets",
      "publicSubnetIds",
      "publicSubnets",
      "routeTableAssociations",
      "routeTables",
      "routes",
      "subnetLayout",
      "subnets",
      "vpc",
      "vpcEndpoints",
      "vpcId",
    ]);
    const value = (name: string) => valueOf(vpc.state[name] ?? pulumi.output(undefined));
    assert.equal(await value("vpcId"), "net-id");
    assert.deepEqual(await value("publicSubnetIds"), ["net-public-1-id", "net-public-2-id"]);
    assert.deepEqual(await value("privateSubnetIds"), ["net-app-1-id", "net-app-2-id"]);
    assert.deepEqual(await value("isolatedSubnetIds"), ["net-data-1-id", "net-data-2-id"]);
    assert.deepEqual(await value("vpcEndpoints"), []);
    const [first] = (await value("subnetLayout")) as { name: string; cidrBlocks: string[] }[];
    assert.deepEqual([first?.name, first?.cidrBlocks], ["public", ["10.20.0.0/20", "10.20.64.0/20"]]);
  });

  it("registers the same in a preview as in an update", async () => {
    const changes = {
      natGateways: { strategy: "OnePerAz" },
      vpcEndpointStrategy: "Auto",
      vpcEndpointSpecs: [{ serviceName: "ssm", vpcEndpointType: "Interface" }],
    };
    const preview = await declared(changes, "preview");
    const update = await declared(changes, "update");
    assert.deepEqual(listOf(preview.registered), listOf(update.registered));
  });

  it("uses the provider of the component around it, for every child", async () => {
    const registered = await startMocks("update");
    const account = new aws.Provider("account", { region: "eu-west-1" });
    const around = new pulumi.ComponentResource(
      "duotone:network:VerticalNetwork",
      "net",
      {},
      { providers: [account] },
    );
    declareVpc("net", INPUTS, { parent: around });
    await settled(registered);
    const children = registered.filter(({ type }) => type.startsWith("aws:"));
    assert.equal(children.length, 26);
    assert.deepEqual(
      children.filter(({ provider }) => !provider.includes("pulumi:providers:aws::account")),
      [],
    );
  });
});
