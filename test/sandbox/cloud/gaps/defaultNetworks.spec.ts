import assert from "node:assert/strict";
import {
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateNatGatewayCommand,
  CreateNetworkAclCommand,
  CreateNetworkInterfaceCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  CreateVpcEndpointCommand,
  DeleteInternetGatewayCommand,
  DeleteNatGatewayCommand,
  DeleteNetworkAclCommand,
  DeleteNetworkInterfaceCommand,
  DeleteSecurityGroupCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DeleteVpcEndpointsCommand,
  DescribeInternetGatewaysCommand,
  DescribeNetworkAclsCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  DetachInternetGatewayCommand,
  EC2Client,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { type TestCloud, clientConfig, startTestCloud, stopTestCloud } from "../emulator";

const IN_USE = { name: "DependencyViolation" };

describe("emulated default networks", function () {
  this.timeout(60_000);

  let cloud: TestCloud;
  let ec2: EC2Client;

  before(async () => {
    cloud = await startTestCloud();
    ec2 = new EC2Client(clientConfig(cloud));
  });

  after(() => stopTestCloud(cloud));

  const inVpc = (vpcId: string, name = "vpc-id") => ({ Filters: [{ Name: name, Values: [vpcId] }] });

  async function defaultVpc(): Promise<string | undefined> {
    const Filters = [{ Name: "is-default", Values: ["true"] }];
    return (await ec2.send(new DescribeVpcsCommand({ Filters }))).Vpcs?.[0]?.VpcId;
  }

  async function network(cidr: string): Promise<{ vpcId: string; subnetId: string }> {
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: cidr }));
    const vpcId = Vpc?.VpcId ?? "";
    const { Subnet } = await ec2.send(
      new CreateSubnetCommand({ VpcId: vpcId, CidrBlock: cidr, AvailabilityZone: "eu-west-1a" }),
    );
    return { vpcId, subnetId: Subnet?.SubnetId ?? "" };
  }

  it("reach the internet from the first minute, and are deleted piece by piece", async () => {
    const vpcId = (await defaultVpc()) ?? assert.fail("no default VPC");
    const { InternetGateways } = await ec2.send(
      new DescribeInternetGatewaysCommand(inVpc(vpcId, "attachment.vpc-id")),
    );
    assert.equal(InternetGateways?.length, 1);
    const InternetGatewayId = InternetGateways[0]?.InternetGatewayId ?? "";
    const { RouteTables } = await ec2.send(new DescribeRouteTablesCommand(inVpc(vpcId)));
    assert.ok(
      RouteTables?.[0]?.Routes?.some(
        (route) => route.DestinationCidrBlock === "0.0.0.0/0" && route.GatewayId === InternetGatewayId,
      ),
    );
    const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand(inVpc(vpcId)));
    assert.equal(Subnets.length, 3);
    assert.ok(Subnets.every((subnet) => subnet.DefaultForAz === true && subnet.MapPublicIpOnLaunch === true));

    for (const { SubnetId } of Subnets) {
      await ec2.send(new DeleteSubnetCommand({ SubnetId }));
    }
    await assert.rejects(ec2.send(new DeleteInternetGatewayCommand({ InternetGatewayId })), IN_USE);
    await assert.rejects(ec2.send(new DeleteVpcCommand({ VpcId: vpcId })), IN_USE);
    await ec2.send(new DetachInternetGatewayCommand({ InternetGatewayId, VpcId: vpcId }));
    await ec2.send(new DeleteInternetGatewayCommand({ InternetGatewayId }));
    await ec2.send(new DeleteVpcCommand({ VpcId: vpcId }));
    assert.equal(await defaultVpc(), undefined);
    const { NetworkAcls } = await ec2.send(new DescribeNetworkAclsCommand(inVpc(vpcId)));
    assert.deepEqual(NetworkAcls, []);
  });

  it("have the only default subnets, even when they are gone", async () => {
    const { subnetId } = await network("10.1.0.0/16");
    const { Subnets } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [subnetId] }));
    assert.deepEqual(
      Subnets?.map(({ DefaultForAz, MapPublicIpOnLaunch }) => [DefaultForAz, MapPublicIpOnLaunch]),
      [[false, false]],
    );
  });

  it("are like any network in that nothing is deleted while somebody uses it", async () => {
    const { vpcId, subnetId } = await network("10.2.0.0/16");
    const endpoint = await ec2.send(
      new CreateVpcEndpointCommand({
        VpcId: vpcId,
        VpcEndpointType: "Interface",
        ServiceName: "com.amazonaws.eu-west-1.logs",
        SubnetIds: [subnetId],
      }),
    );
    const { NetworkInterface } = await ec2.send(new CreateNetworkInterfaceCommand({ SubnetId: subnetId }));
    const { NatGateway } = await ec2.send(
      new CreateNatGatewayCommand({ SubnetId: subnetId, ConnectivityType: "private" }),
    );
    const { Instances } = await ec2.send(
      new RunInstancesCommand({
        ImageId: "ami-12c6146b",
        InstanceType: "t3.micro",
        SubnetId: subnetId,
        MinCount: 1,
        MaxCount: 1,
      }),
    );
    const removals: readonly (() => Promise<unknown>)[] = [
      () =>
        ec2.send(
          new DeleteVpcEndpointsCommand({ VpcEndpointIds: [endpoint.VpcEndpoint?.VpcEndpointId ?? ""] }),
        ),
      () =>
        ec2.send(
          new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: NetworkInterface?.NetworkInterfaceId }),
        ),
      () => ec2.send(new DeleteNatGatewayCommand({ NatGatewayId: NatGateway?.NatGatewayId })),
      () => ec2.send(new TerminateInstancesCommand({ InstanceIds: [Instances?.[0]?.InstanceId ?? ""] })),
    ];
    for (const remove of removals) {
      await assert.rejects(ec2.send(new DeleteSubnetCommand({ SubnetId: subnetId })), IN_USE);
      await remove();
    }
    // A second time, as whoever lost the first answer does.
    await removals.at(-1)?.();
    await ec2.send(new DeleteSubnetCommand({ SubnetId: subnetId }));
    await ec2.send(new DeleteVpcCommand({ VpcId: vpcId }));
  });

  const OCCUPANTS: readonly (readonly [string, (vpcId: string) => Promise<() => Promise<unknown>>])[] = [
    [
      "an internet gateway",
      async (VpcId) => {
        const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({}));
        const ids = { VpcId, InternetGatewayId: InternetGateway?.InternetGatewayId };
        await ec2.send(new AttachInternetGatewayCommand(ids));
        return () => ec2.send(new DetachInternetGatewayCommand(ids));
      },
    ],
    [
      "a security group",
      async (VpcId) => {
        const { GroupId } = await ec2.send(
          new CreateSecurityGroupCommand({ VpcId, GroupName: "own", Description: "own" }),
        );
        return () => ec2.send(new DeleteSecurityGroupCommand({ GroupId }));
      },
    ],
    [
      "a network ACL",
      async (VpcId) => {
        const { NetworkAcl } = await ec2.send(new CreateNetworkAclCommand({ VpcId }));
        return () => ec2.send(new DeleteNetworkAclCommand({ NetworkAclId: NetworkAcl?.NetworkAclId }));
      },
    ],
    [
      "a gateway endpoint",
      async (VpcId) => {
        const { VpcEndpoint } = await ec2.send(
          new CreateVpcEndpointCommand({
            VpcId,
            VpcEndpointType: "Gateway",
            ServiceName: "com.amazonaws.eu-west-1.s3",
          }),
        );
        const VpcEndpointIds = [VpcEndpoint?.VpcEndpointId ?? ""];
        return () => ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds }));
      },
    ],
  ];
  for (const [what, occupy] of OCCUPANTS) {
    it(`stay while they have ${what}`, async () => {
      const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.3.0.0/16" }));
      const vpcId = Vpc?.VpcId ?? "";
      const leave = await occupy(vpcId);
      await assert.rejects(ec2.send(new DeleteVpcCommand({ VpcId: vpcId })), IN_USE);
      await leave();
      await ec2.send(new DeleteVpcCommand({ VpcId: vpcId }));
    });
  }
});
