import assert from "node:assert/strict";
import {
  CreateFlowLogsCommand,
  type CreateFlowLogsCommandInput,
  CreateNetworkAclCommand,
  CreateNetworkAclEntryCommand,
  CreateRouteTableCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  CreateVpcEndpointCommand,
  DeleteVpcEndpointsCommand,
  DescribeFlowLogsCommand,
  DescribeNetworkAclsCommand,
  DescribeRouteTablesCommand,
  DescribeVpcEndpointsCommand,
  EC2Client,
  ModifyVpcEndpointCommand,
} from "@aws-sdk/client-ec2";
import { CreateBucketCommand, PutBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import {
  assumeIn,
  clientConfig,
  createAccount,
  createOrganization,
  startTestCloud,
  stopTestCloud,
  type TestCloud,
} from "../emulator";

const OPTIONS = { FileFormat: "parquet", HiveCompatiblePartitions: true, PerHourPartition: true } as const;

describe("emulated networks", function () {
  this.timeout(60_000);

  let cloud: TestCloud;
  let ec2: EC2Client;
  let s3: S3Client;
  let account: string;
  let vpcId: string;

  before(async () => {
    cloud = await startTestCloud();
    await createOrganization(cloud);
    account = (await createAccount(cloud, "payments")).ended.AccountId ?? "";
    ec2 = new EC2Client(clientConfig(cloud, await assumeIn(cloud, account)));
    s3 = new S3Client({ ...clientConfig(cloud), forcePathStyle: true });
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.20.0.0/16" }));
    vpcId = Vpc?.VpcId ?? "";
  });

  after(() => stopTestCloud(cloud));

  /** A bucket of the management account, with a policy that lets log delivery write to some paths of it. */
  async function archive(name: string, paths: readonly string[], sourceAccount = account): Promise<string> {
    await s3.send(
      new CreateBucketCommand({
        Bucket: name,
        CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
      }),
    );
    const arn = `arn:aws:s3:::${name}`;
    if (paths.length > 0) {
      const Statement = {
        Effect: "Allow",
        Principal: { Service: "delivery.logs.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: paths.map((path) => `${arn}/${path}`),
        Condition: { StringEquals: { "aws:SourceAccount": sourceAccount } },
      };
      await s3.send(
        new PutBucketPolicyCommand({
          Bucket: name,
          Policy: JSON.stringify({ Version: "2012-10-17", Statement: [Statement] }),
        }),
      );
    }
    return arn;
  }

  const record = (LogDestination: string, more: Partial<CreateFlowLogsCommandInput> = {}) =>
    ec2.send(
      new CreateFlowLogsCommand({
        ResourceType: "VPC",
        ResourceIds: [vpcId],
        TrafficType: "ALL",
        LogDestinationType: "s3",
        LogDestination,
        DestinationOptions: OPTIONS,
        ...more,
      }),
    );

  it("keep the options of a flow log", async () => {
    const { FlowLogIds } = await record(await archive("kept", ["AWSLogs/*"]));
    const { FlowLogs } = await ec2.send(new DescribeFlowLogsCommand({ FlowLogIds }));
    assert.deepEqual(FlowLogs?.[0]?.DestinationOptions, OPTIONS);
  });

  it("write plain text where nothing else was asked for", async () => {
    const destination = await archive("plain", [`AWSLogs/${account}/*`]);
    const { FlowLogIds } = await record(destination, { DestinationOptions: undefined });
    const { FlowLogs } = await ec2.send(new DescribeFlowLogsCommand({ FlowLogIds }));
    assert.deepEqual(FlowLogs?.[0]?.DestinationOptions, {
      FileFormat: "plain-text",
      HiveCompatiblePartitions: false,
      PerHourPartition: false,
    });
  });

  const refused: readonly [why: string, bucket: string, paths: () => readonly string[], source?: string][] = [
    ["has no policy", "without", () => []],
    ["lets it write to folders of the other layout only", "layout", () => [`AWSLogs/${account}/*`]],
    ["lets it write for another account only", "source", () => ["AWSLogs/*"], "999999999999"],
  ];
  for (const [why, bucket, paths, source] of refused) {
    it(`send no flow log to another account's bucket that ${why}`, async () => {
      await assert.rejects(record(await archive(bucket, paths(), source)), {
        name: "InvalidParameter",
        message: `Access Denied for LogDestination: ${bucket}. Please check LogDestination permission`,
      });
    });
  }

  it("say which addresses an interface endpoint has", async () => {
    const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId: vpcId, CidrBlock: "10.20.0.0/20" }));
    const { VpcEndpoint } = await ec2.send(
      new CreateVpcEndpointCommand({
        VpcId: vpcId,
        VpcEndpointType: "Interface",
        ServiceName: "com.amazonaws.eu-west-1.kms",
        SubnetIds: [Subnet?.SubnetId ?? ""],
      }),
    );
    const { VpcEndpoints } = await ec2.send(
      new DescribeVpcEndpointsCommand({ VpcEndpointIds: [VpcEndpoint?.VpcEndpointId ?? ""] }),
    );
    assert.equal(VpcEndpoints?.[0]?.IpAddressType, "ipv4");
    assert.equal(VpcEndpoints[0].DnsOptions?.DnsRecordIpType, "ipv4");
  });

  it("lead to an S3 endpoint from a route table that it is given, until it is taken away", async () => {
    const tables = await Promise.all(
      [1, 2].map(async () => {
        const { RouteTable } = await ec2.send(new CreateRouteTableCommand({ VpcId: vpcId }));
        return RouteTable?.RouteTableId ?? "";
      }),
    );
    const [first = "", second = ""] = tables;
    const { VpcEndpoint } = await ec2.send(
      new CreateVpcEndpointCommand({
        VpcId: vpcId,
        VpcEndpointType: "Gateway",
        ServiceName: "com.amazonaws.eu-west-1.s3",
        RouteTableIds: [first],
      }),
    );
    const VpcEndpointId = VpcEndpoint?.VpcEndpointId ?? "";
    const leading = async () => {
      const { RouteTables } = await ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: tables }));
      return (RouteTables ?? [])
        .filter(({ Routes }) => Routes?.some(({ GatewayId }) => GatewayId === VpcEndpointId))
        .map(({ RouteTableId }) => RouteTableId);
    };
    assert.deepEqual(await leading(), [first]);
    await ec2.send(
      new ModifyVpcEndpointCommand({
        VpcEndpointId,
        AddRouteTableIds: [second],
        RemoveRouteTableIds: [first],
      }),
    );
    assert.deepEqual(await leading(), [second]);
    await ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [VpcEndpointId] }));
    assert.deepEqual(await leading(), []);
  });

  it("have room for AWS's quota of entries in each direction of a network ACL", async () => {
    const { NetworkAcl } = await ec2.send(new CreateNetworkAclCommand({ VpcId: vpcId }));
    const NetworkAclId = NetworkAcl?.NetworkAclId ?? "";
    const add = (RuleNumber: number, Egress: boolean) =>
      ec2.send(
        new CreateNetworkAclEntryCommand({
          NetworkAclId,
          RuleNumber,
          Egress,
          Protocol: "6",
          RuleAction: "allow",
          CidrBlock: "10.0.0.0/8",
          PortRange: { From: 443, To: 443 },
        }),
      );
    for (let number = 1; number <= 19; number++) {
      await add(number, false);
    }
    await assert.rejects(add(20, false), { name: "NetworkAclEntryLimitExceeded" });
    await add(20, true);
    const { NetworkAcls } = await ec2.send(new DescribeNetworkAclsCommand({ NetworkAclIds: [NetworkAclId] }));
    assert.equal(NetworkAcls?.[0]?.Entries?.length, 20);
  });
});
