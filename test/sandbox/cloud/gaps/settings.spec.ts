import assert from "node:assert/strict";
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateCustomerGatewayCommand,
  CreateLaunchTemplateCommand,
  CreateSecurityGroupCommand,
  CreateRouteTableCommand,
  CreateVpcCommand,
  CreateVpnConnectionCommand,
  CreateVpnConnectionRouteCommand,
  CreateVpnGatewayCommand,
  DeleteVpnConnectionRouteCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeVpnConnectionsCommand,
  DisableSerialConsoleAccessCommand,
  DisableVgwRoutePropagationCommand,
  EC2Client,
  EnableImageBlockPublicAccessCommand,
  EnableSerialConsoleAccessCommand,
  EnableSnapshotBlockPublicAccessCommand,
  EnableVgwRoutePropagationCommand,
  GetEbsDefaultKmsKeyIdCommand,
  GetImageBlockPublicAccessStateCommand,
  GetInstanceMetadataDefaultsCommand,
  GetSerialConsoleAccessStatusCommand,
  GetSnapshotBlockPublicAccessStateCommand,
  ModifyInstanceMetadataDefaultsCommand,
  ResetEbsDefaultKmsKeyIdCommand,
} from "@aws-sdk/client-ec2";
import { type TestCloud, clientConfig, startTestCloud, stopTestCloud } from "../emulator";

describe("emulated settings", function () {
  this.timeout(60_000);

  let cloud: TestCloud;
  let ec2: EC2Client;

  before(async () => {
    cloud = await startTestCloud();
    ec2 = new EC2Client(clientConfig(cloud));
  });

  after(() => stopTestCloud(cloud));

  it("keep the description of a rule that names a group", async () => {
    const group = async (name: string) =>
      (await ec2.send(new CreateSecurityGroupCommand({ GroupName: name, Description: name }))).GroupId ?? "";
    const [GroupId, source] = [await group("instances"), await group("balancer")];
    await ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId,
        IpPermissions: [
          {
            IpProtocol: "tcp",
            FromPort: 8080,
            ToPort: 8080,
            UserIdGroupPairs: [{ GroupId: source, Description: "From the balancer" }],
          },
        ],
      }),
    );
    const { SecurityGroupRules: rules = [] } = await ec2.send(
      new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: "group-id", Values: [GroupId] }] }),
    );
    const descriptions = rules
      .filter(({ IsEgress }) => IsEgress !== true)
      .map(({ Description }) => Description);
    assert.deepEqual(descriptions, ["From the balancer"]);
  });

  it("block public sharing of images and snapshots", async () => {
    const image = async () =>
      (await ec2.send(new GetImageBlockPublicAccessStateCommand({}))).ImageBlockPublicAccessState;
    const snapshot = async () => (await ec2.send(new GetSnapshotBlockPublicAccessStateCommand({}))).State;
    assert.deepEqual([await image(), await snapshot()], ["unblocked", "unblocked"]);
    await ec2.send(
      new EnableImageBlockPublicAccessCommand({ ImageBlockPublicAccessState: "block-new-sharing" }),
    );
    await ec2.send(new EnableSnapshotBlockPublicAccessCommand({ State: "block-all-sharing" }));
    assert.deepEqual([await image(), await snapshot()], ["block-new-sharing", "block-all-sharing"]);
  });

  it("keep defaults for instance metadata, and forget those without preference", async () => {
    const defaults = async () =>
      (await ec2.send(new GetInstanceMetadataDefaultsCommand({}))).AccountLevel ?? {};
    await ec2.send(
      new ModifyInstanceMetadataDefaultsCommand({ HttpTokens: "required", HttpPutResponseHopLimit: 2 }),
    );
    assert.deepEqual(await defaults(), { HttpTokens: "required", HttpPutResponseHopLimit: 2 });
    await ec2.send(new ModifyInstanceMetadataDefaultsCommand({ HttpPutResponseHopLimit: -1 }));
    assert.deepEqual(await defaults(), { HttpTokens: "required" });
  });

  it("allow and forbid serial consoles, which are forbidden at first", async () => {
    const allowed = async () =>
      (await ec2.send(new GetSerialConsoleAccessStatusCommand({}))).SerialConsoleAccessEnabled;
    assert.equal(await allowed(), false);
    await ec2.send(new EnableSerialConsoleAccessCommand({}));
    assert.equal(await allowed(), true);
    await ec2.send(new DisableSerialConsoleAccessCommand({}));
    assert.equal(await allowed(), false);
  });

  it("tell the key of new volumes, which is AWS's own unless another is chosen", async () => {
    const { KmsKeyId: key } = await ec2.send(new GetEbsDefaultKmsKeyIdCommand({}));
    assert.match(key ?? "", /^arn:aws:kms:eu-west-1:123456789012:(key|alias)\//);
    assert.equal((await ec2.send(new ResetEbsDefaultKmsKeyIdCommand({}))).KmsKeyId, key);
    assert.equal((await ec2.send(new GetEbsDefaultKmsKeyIdCommand({}))).KmsKeyId, key);
  });

  it("keep the tags of a launch template apart from those of its instances", async () => {
    const instanceTags = [{ ResourceType: "instance" as const, Tags: [{ Key: "Name", Value: "core" }] }];
    const { LaunchTemplate } = await ec2.send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName: "tagged",
        LaunchTemplateData: { InstanceType: "t4g.micro", TagSpecifications: instanceTags },
        TagSpecifications: [
          { ResourceType: "launch-template", Tags: [{ Key: "Vertical", Value: "accounts" }] },
        ],
      }),
    );
    assert.deepEqual(LaunchTemplate?.Tags, [{ Key: "Vertical", Value: "accounts" }]);
    const { LaunchTemplateVersions } = await ec2.send(
      new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateName: "tagged", Versions: ["1"] }),
    );
    assert.deepEqual(LaunchTemplateVersions?.[0]?.LaunchTemplateData?.TagSpecifications, instanceTags);
  });

  it("keep static routes of a VPN connection, and propagate them into route tables", async () => {
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
    const { VpnGateway } = await ec2.send(new CreateVpnGatewayCommand({ Type: "ipsec.1" }));
    const { CustomerGateway } = await ec2.send(
      new CreateCustomerGatewayCommand({ Type: "ipsec.1", BgpAsn: 65000, PublicIp: "203.0.113.10" }),
    );
    const { VpnConnection } = await ec2.send(
      new CreateVpnConnectionCommand({
        Type: "ipsec.1",
        CustomerGatewayId: CustomerGateway?.CustomerGatewayId,
        VpnGatewayId: VpnGateway?.VpnGatewayId,
        Options: { StaticRoutesOnly: true },
      }),
    );
    const VpnConnectionId = VpnConnection?.VpnConnectionId;
    const route = { VpnConnectionId, DestinationCidrBlock: "192.168.0.0/16" };
    const found = async () => {
      const Filters = [{ Name: "route.destination-cidr-block", Values: [route.DestinationCidrBlock] }];
      return (await ec2.send(new DescribeVpnConnectionsCommand({ Filters }))).VpnConnections ?? [];
    };
    assert.deepEqual(await found(), []);
    await ec2.send(new CreateVpnConnectionRouteCommand(route));
    const [connection] = await found();
    assert.equal(connection?.Options?.StaticRoutesOnly, true);
    assert.deepEqual(connection.Routes, [{ DestinationCidrBlock: "192.168.0.0/16", State: "available" }]);
    await ec2.send(new DeleteVpnConnectionRouteCommand(route));
    assert.deepEqual(await found(), []);

    const { RouteTable } = await ec2.send(new CreateRouteTableCommand({ VpcId: Vpc?.VpcId }));
    const propagation = { RouteTableId: RouteTable?.RouteTableId, GatewayId: VpnGateway?.VpnGatewayId };
    const gateways = async () => {
      const RouteTableIds = [RouteTable?.RouteTableId ?? ""];
      const { RouteTables } = await ec2.send(new DescribeRouteTablesCommand({ RouteTableIds }));
      return RouteTables?.[0]?.PropagatingVgws?.map(({ GatewayId }) => GatewayId) ?? [];
    };
    await ec2.send(new EnableVgwRoutePropagationCommand(propagation));
    assert.deepEqual(await gateways(), [VpnGateway?.VpnGatewayId]);
    await ec2.send(new DisableVgwRoutePropagationCommand(propagation));
    assert.deepEqual(await gateways(), []);
  });
});
