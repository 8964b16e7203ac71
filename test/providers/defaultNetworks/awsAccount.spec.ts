import assert from "node:assert/strict";

import * as sdk from "@aws-sdk/client-ec2";

import { awsAccount } from "../../../providers/defaultNetworks/awsAccount";
import { networksOperations } from "../../../providers/defaultNetworks/operations";
import { systemClock } from "../../../providers/switch/clock";
import {
  assumeIn,
  clientConfig,
  createAccount,
  createOrganization,
  startTestCloud,
  stopTestCloud,
  type TestCloud,
} from "../../sandbox/cloud/emulator";

const ENVIRONMENT = ["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] as const;
const REGIONS = ["eu-west-1", "eu-north-1"];

describe("the removal of default networks in an account of its own", function () {
  this.timeout(120_000);
  let cloud: TestCloud;
  let inputs: { version: number; roleArn: string; regions: string[] };
  let ec2: sdk.EC2Client;
  const saved = ENVIRONMENT.map((name) => [name, process.env[name]] as const);

  before(async () => {
    cloud = await startTestCloud();
    await createOrganization(cloud);
    process.env["AWS_ENDPOINT_URL"] = cloud.endpoint;
    process.env["AWS_ACCESS_KEY_ID"] = process.env["AWS_SECRET_ACCESS_KEY"] = "test";
  });

  beforeEach(async function () {
    const name = `account-${String(this.currentTest?.title.length)}`;
    const { AccountId: account = "" } = (await createAccount(cloud, name)).ended;
    const roleArn = `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`;
    inputs = { version: 1, roleArn, regions: REGIONS };
    ec2 = new sdk.EC2Client(clientConfig(cloud, await assumeIn(cloud, account)));
  });

  afterEach(() => {
    ec2.destroy();
  });

  after(async () => {
    for (const [name, value] of saved) {
      if (value === undefined) {
        Reflect.deleteProperty(process.env, name);
      } else {
        process.env[name] = value;
      }
    }
    await stopTestCloud(cloud);
  });

  const operations = networksOperations({
    accountFor: awsAccount,
    clock: systemClock(new AbortController().signal),
    progress: () => undefined,
  });

  async function defaultVpc(): Promise<string | undefined> {
    const { Vpcs } = await ec2.send(
      new sdk.DescribeVpcsCommand({ Filters: [{ Name: "is-default", Values: ["true"] }] }),
    );
    return Vpcs?.[0]?.VpcId;
  }

  async function newVpc(): Promise<string> {
    return (await ec2.send(new sdk.CreateVpcCommand({ CidrBlock: "10.9.0.0/16" }))).Vpc?.VpcId ?? "";
  }

  async function newGateway(vpcId?: string): Promise<string> {
    const { InternetGateway } = await ec2.send(new sdk.CreateInternetGatewayCommand({}));
    const id = InternetGateway?.InternetGatewayId ?? "";
    if (vpcId !== undefined) {
      await ec2.send(new sdk.AttachInternetGatewayCommand({ InternetGatewayId: id, VpcId: vpcId }));
    }
    return id;
  }

  async function gatewayOf(vpcId: string): Promise<string> {
    const Filters = [{ Name: "attachment.vpc-id", Values: [vpcId] }];
    const { InternetGateways } = await ec2.send(new sdk.DescribeInternetGatewaysCommand({ Filters }));
    return InternetGateways?.[0]?.InternetGatewayId ?? "";
  }

  it("takes them with gateway and subnets, leaves all else, and finds one that came back", async () => {
    const vpcId = await defaultVpc();
    assert.ok(vpcId !== undefined, "the emulator gives a new account a default VPC");
    assert.ok((await gatewayOf(vpcId)) !== "", "and that an internet gateway");
    const others = [await newGateway(await newVpc()), await newGateway()];

    const { id, outs } = await operations.create(inputs);
    assert.equal(await defaultVpc(), undefined);
    const left = await ec2.send(new sdk.DescribeInternetGatewaysCommand({}));
    assert.deepEqual(
      left.InternetGateways?.map(({ InternetGatewayId }) => InternetGatewayId).sort(),
      others.sort(),
    );
    const { Vpcs } = await ec2.send(new sdk.DescribeVpcsCommand({}));
    assert.equal(Vpcs?.length, 1);
    const { Subnets } = await ec2.send(new sdk.DescribeSubnetsCommand({}));
    assert.deepEqual(Subnets, []);
    assert.deepEqual((await operations.read(id, outs)).props, outs);

    await ec2.send(new sdk.CreateDefaultVpcCommand({}));
    const { props } = await operations.read(id, outs);
    assert.deepEqual(props["cleared"], ["eu-north-1"]);
    await operations.update(props, inputs);
    assert.equal(await defaultVpc(), undefined);
  });

  it("finishes what a killed run began: a marked gateway that is detached already", async () => {
    const vpcId = (await defaultVpc()) ?? "";
    const gatewayId = await gatewayOf(vpcId);
    const network = await awsAccount(inputs)("eu-west-1");
    const { signal } = new AbortController();
    await network.markGateway(gatewayId, vpcId, signal);
    assert.deepEqual(await network.strayGateways(signal), []);
    await network.detachGateway(gatewayId, vpcId, signal);
    assert.deepEqual(await network.strayGateways(signal), [gatewayId]);
    network.close();

    await operations.create(inputs);
    const left = await ec2.send(new sdk.DescribeInternetGatewaysCommand({}));
    assert.deepEqual(left.InternetGateways, []);
  });

  it("takes what is gone already for done", async () => {
    const vpcId = (await defaultVpc()) ?? "";
    const gatewayId = await gatewayOf(vpcId);
    const network = await awsAccount(inputs)("eu-west-1");
    const { signal } = new AbortController();
    const { subnets } = await network.contents(vpcId, signal);
    assert.ok(subnets.length > 0);
    for (let time = 0; time < 2; time += 1) {
      await network.detachGateway(gatewayId, vpcId, signal);
      await network.deleteGateway(gatewayId, signal);
      for (const subnet of subnets) {
        await network.deleteSubnet(subnet, signal);
      }
      await network.deleteVpc(vpcId, signal);
    }
    await network.markGateway(gatewayId, vpcId, signal);
    await network.detachGateway("igw-0123456789abcdef0", vpcId, signal);
    network.close();
  });

  it("refuses one with somebody's things, and names each", async () => {
    const vpcId = (await defaultVpc()) ?? "";
    const { Subnets } = await ec2.send(new sdk.DescribeSubnetsCommand({}));
    const [{ SubnetId } = {}] = Subnets ?? [];
    const before = Subnets?.length;
    const made = await Promise.all([
      ec2
        .send(new sdk.CreateNetworkInterfaceCommand({ SubnetId, Description: "a test's" }))
        .then(
          ({ NetworkInterface }) =>
            `network interface ${NetworkInterface?.NetworkInterfaceId ?? ""} (a test's)`,
        ),
      ec2
        .send(new sdk.CreateSubnetCommand({ VpcId: vpcId, CidrBlock: "172.31.240.0/20" }))
        .then(({ Subnet }) => `subnet ${Subnet?.SubnetId ?? ""} (172.31.240.0/20)`),
      ec2
        .send(new sdk.CreateSecurityGroupCommand({ VpcId: vpcId, GroupName: "web", Description: "web" }))
        .then(({ GroupId }) => `security group ${GroupId ?? ""} (web)`),
      ec2
        .send(new sdk.CreateRouteTableCommand({ VpcId: vpcId }))
        .then(({ RouteTable }) => `route table ${RouteTable?.RouteTableId ?? ""}`),
      ec2
        .send(new sdk.CreateNetworkAclCommand({ VpcId: vpcId }))
        .then(({ NetworkAcl }) => `network ACL ${NetworkAcl?.NetworkAclId ?? ""}`),
      ec2
        .send(new sdk.CreateVpcEndpointCommand({ VpcId: vpcId, ServiceName: "com.amazonaws.eu-west-1.s3" }))
        .then(
          ({ VpcEndpoint }) => `endpoint ${VpcEndpoint?.VpcEndpointId ?? ""} (com.amazonaws.eu-west-1.s3)`,
        ),
      newVpc().then(async (peer) => {
        const { VpcPeeringConnection } = await ec2.send(
          new sdk.CreateVpcPeeringConnectionCommand({ VpcId: peer, PeerVpcId: vpcId }),
        );
        return `peering connection ${VpcPeeringConnection?.VpcPeeringConnectionId ?? ""} (with ${peer})`;
      }),
      ec2.send(new sdk.CreateVpnGatewayCommand({ Type: "ipsec.1" })).then(async ({ VpnGateway }) => {
        const id = VpnGateway?.VpnGatewayId ?? "";
        await ec2.send(new sdk.AttachVpnGatewayCommand({ VpnGatewayId: id, VpcId: vpcId }));
        return `VPN gateway ${id}`;
      }),
      ec2
        .send(new sdk.CreateEgressOnlyInternetGatewayCommand({ VpcId: vpcId }))
        .then(
          ({ EgressOnlyInternetGateway: gateway }) =>
            `egress-only internet gateway ${gateway?.EgressOnlyInternetGatewayId ?? ""}`,
        ),
    ]);
    await assert.rejects(operations.create(inputs), (error: Error) => {
      const named = /In it: (.*)\. Move/.exec(error.message)?.[1]?.split(", ");
      assert.deepEqual(named?.sort(), [...made].sort(), error.message);
      assert.doesNotMatch(error.message, /eu-north-1/);
      return true;
    });
    assert.equal(await defaultVpc(), vpcId);
    assert.equal((await ec2.send(new sdk.DescribeSubnetsCommand({}))).Subnets?.length, (before ?? 0) + 1);
  });

  it("takes an account whose role is gone for gone", async () => {
    const roleArn = inputs.roleArn.replace("OrganizationAccountAccessRole", "nobody");
    const state = { ...inputs, roleArn, cleared: REGIONS };
    assert.deepEqual(await operations.read("id", state), { id: "", props: {} });
  });
});
