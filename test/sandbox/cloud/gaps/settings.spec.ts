import assert from "node:assert/strict";
import {
  CreateCustomerGatewayCommand,
  CreateLaunchTemplateCommand,
  CreateRouteTableCommand,
  CreateVpcCommand,
  CreateVpnConnectionCommand,
  CreateVpnConnectionRouteCommand,
  CreateVpnGatewayCommand,
  DeleteVpnConnectionRouteCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeRouteTablesCommand,
  DescribeVpnConnectionsCommand,
  DisableVgwRoutePropagationCommand,
  EC2Client,
  EnableImageBlockPublicAccessCommand,
  EnableSnapshotBlockPublicAccessCommand,
  EnableVgwRoutePropagationCommand,
  GetImageBlockPublicAccessStateCommand,
  GetInstanceMetadataDefaultsCommand,
  GetSnapshotBlockPublicAccessStateCommand,
  ModifyInstanceMetadataDefaultsCommand,
} from "@aws-sdk/client-ec2";
import {
  CreateAccountCommand,
  CreateOrganizationCommand,
  DescribeCreateAccountStatusCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { type TestCloud, clientConfig, startTestCloud, stopTestCloud } from "../emulator";
import { signedFor } from "../upstream";

describe("emulated settings", function () {
  this.timeout(60_000);

  let cloud: TestCloud;
  let ec2: EC2Client;

  before(async () => {
    cloud = await startTestCloud();
    ec2 = new EC2Client(clientConfig(cloud));
  });

  after(() => stopTestCloud(cloud));

  /** A call of a service for which the project has no SDK client: status and body. */
  async function call(
    service: string,
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: string,
  ) {
    const response = await fetch(`${cloud.endpoint}${path}`, {
      method,
      headers: { authorization: signedFor(service), ...headers },
      ...(body === undefined ? {} : { body }),
    });
    return { status: response.status, text: await response.text() };
  }

  async function form(service: string, fields: Record<string, string>) {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    return call(service, "POST", "/", headers, new URLSearchParams(fields).toString());
  }

  async function json(service: string, target: string, body: unknown, accessKeyId?: string) {
    const headers = {
      authorization: signedFor(service, accessKeyId),
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": target,
    };
    const { status, text } = await call(service, "POST", "/", headers, JSON.stringify(body));
    return { status, answer: JSON.parse(text) as Record<string, unknown> };
  }

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

  it("make analyzers per account and region, once each", async () => {
    const analyzer = { analyzerName: "account", type: "ACCOUNT", tags: { Vertical: "accounts" } };
    const headers = { "content-type": "application/json" };
    const put = () => call("access-analyzer", "PUT", "/analyzer", headers, JSON.stringify(analyzer));
    assert.equal((await put()).status, 200);
    assert.match((await put()).text, /ConflictException/);
    const found = await call("access-analyzer", "GET", "/analyzer/account", {});
    const { analyzer: shown } = JSON.parse(found.text) as { analyzer: Record<string, unknown> };
    assert.deepEqual(
      [shown.name, shown.type, shown.status, shown.arn, shown.tags],
      [
        "account",
        "ACCOUNT",
        "ACTIVE",
        "arn:aws:access-analyzer:eu-west-1:123456789012:analyzer/account",
        { Vertical: "accounts" },
      ],
    );
    assert.equal((await call("access-analyzer", "DELETE", "/analyzer/account", {})).status, 200);
    assert.equal((await call("access-analyzer", "GET", "/analyzer/account", {})).status, 404);
    assert.equal((await call("access-analyzer", "GET", "/finding/x", {})).status, 501);
  });

  it("tell a budget's subscribers and tags", async () => {
    const Notification = {
      NotificationType: "ACTUAL",
      ComparisonOperator: "GREATER_THAN",
      Threshold: 80,
      ThresholdType: "PERCENTAGE",
    };
    const Subscribers = [{ SubscriptionType: "SNS", Address: "arn:aws:sns:eu-west-1:123456789012:notices" }];
    const AccountId = "123456789012";
    await json("budgets", "AWSBudgetServiceGateway.CreateBudget", {
      AccountId,
      Budget: {
        BudgetName: "all",
        BudgetType: "COST",
        TimeUnit: "MONTHLY",
        BudgetLimit: { Amount: "100", Unit: "USD" },
      },
      NotificationsWithSubscribers: [{ Notification, Subscribers }],
      ResourceTags: [{ Key: "Project", Value: "duotone" }],
    });
    const ask = (threshold: number) =>
      json("budgets", "AWSBudgetServiceGateway.DescribeSubscribersForNotification", {
        AccountId,
        BudgetName: "all",
        Notification: { ...Notification, Threshold: threshold },
      });
    assert.deepEqual((await ask(80)).answer, { Subscribers });
    assert.equal((await ask(90)).status, 400);
    const ResourceARN = "arn:aws:budgets::123456789012:budget/all";
    const tags = await json("budgets", "AWSBudgetServiceGateway.ListTagsForResource", { ResourceARN });
    assert.deepEqual(tags.answer, { ResourceTags: [{ Key: "Project", Value: "duotone" }] });
  });

  it("keep cache parameters, and show members of a replication group as clusters until it is deleted", async () => {
    const group = { CacheParameterGroupName: "redis", CacheParameterGroupFamily: "redis7", Description: "x" };
    const create = { Action: "CreateCacheParameterGroup", Version: "2015-02-02", ...group };
    assert.equal((await form("elasticache", create)).status, 200);
    assert.match((await form("elasticache", create)).text, /CacheParameterGroupAlreadyExists/);
    await form("elasticache", {
      Action: "ModifyCacheParameterGroup",
      CacheParameterGroupName: "redis",
      "ParameterNameValues.ParameterNameValue.1.ParameterName": "maxmemory-policy",
      "ParameterNameValues.ParameterNameValue.1.ParameterValue": "noeviction",
    });
    const parameters = {
      Action: "DescribeCacheParameters",
      CacheParameterGroupName: "redis",
      Source: "user",
    };
    assert.match(
      (await form("elasticache", parameters)).text,
      /<ParameterName>maxmemory-policy<.*<ParameterValue>noeviction</s,
    );

    await form("elasticache", {
      Action: "CreateReplicationGroup",
      ReplicationGroupId: "core",
      ReplicationGroupDescription: "x",
      Engine: "redis",
      EngineVersion: "7.1",
      NumCacheClusters: "3",
      CacheNodeType: "cache.t4g.small",
    });
    const members = async () =>
      (await form("elasticache", { Action: "DescribeCacheClusters" })).text.match(/<CacheClusterId>/g)
        ?.length ?? 0;
    assert.equal(await members(), 3);
    await form("elasticache", { Action: "DeleteReplicationGroup", ReplicationGroupId: "core" });
    assert.equal(await members(), 0);
    const gone = { Action: "DescribeReplicationGroups", ReplicationGroupId: "core" };
    assert.match((await form("elasticache", gone)).text, /ReplicationGroupNotFoundFault/);
  });

  it("prove a domain by another record in each account, and by one for all names below it", async () => {
    const proof = async (domain: string, accessKeyId?: string) => {
      const requested = await json(
        "acm",
        "CertificateManager.RequestCertificate",
        {
          DomainName: domain,
          ValidationMethod: "DNS",
        },
        accessKeyId,
      );
      const described = await json(
        "acm",
        "CertificateManager.DescribeCertificate",
        requested.answer,
        accessKeyId,
      );
      return /"Name": "([^"]+)"/.exec(JSON.stringify(described.answer, null, 1))?.[1] ?? "";
    };
    const sts = new STSClient(clientConfig(cloud));
    const organizations = new OrganizationsClient(clientConfig(cloud));
    await organizations.send(new CreateOrganizationCommand({ FeatureSet: "ALL" }));
    const { CreateAccountStatus } = await organizations.send(
      new CreateAccountCommand({ AccountName: "other", Email: "other@example.com" }),
    );
    const status = await organizations.send(
      new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: CreateAccountStatus?.Id ?? "" }),
    );
    const RoleArn = `arn:aws:iam::${status.CreateAccountStatus?.AccountId ?? ""}:role/OrganizationAccountAccessRole`;
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "test" }));
    const here = await proof("example.com");
    assert.match(here, /^_[0-9a-f]{32}\.example\.com\.$/);
    assert.equal(await proof("*.example.com"), here);
    assert.notEqual(await proof("example.com", Credentials?.AccessKeyId), here);
  });

  it("say who set a database parameter", async () => {
    await form("rds", {
      Action: "CreateDBParameterGroup",
      DBParameterGroupName: "postgres",
      DBParameterGroupFamily: "postgres16",
      Description: "x",
    });
    await form("rds", {
      Action: "ModifyDBParameterGroup",
      DBParameterGroupName: "postgres",
      "Parameters.Parameter.1.ParameterName": "rds.force_ssl",
      "Parameters.Parameter.1.ParameterValue": "1",
      "Parameters.Parameter.1.ApplyMethod": "immediate",
    });
    const { text } = await form("rds", { Action: "DescribeDBParameters", DBParameterGroupName: "postgres" });
    assert.match(text, /<ParameterName>rds\.force_ssl</);
    assert.match(text, /<Source>user</);
  });

  it("are not known, clearly, for calls and services that the emulator lacks", async () => {
    const unknown = await json("organizations", "AWSOrganizationsV20161128.EnableAllFeatures", {});
    assert.equal(unknown.status, 501);
    assert.equal(unknown.answer.__type, "NotKnownToEmulator");
    const service = await call("arc-zonal-shift", "GET", "/managedresources", {});
    assert.equal(service.status, 501);
    assert.match(service.text, /NotKnownToEmulator.*arc-zonal-shift:GET \/managedresources/);
    const noAction = await form("iam", { Action: "Nonsense", Version: "2010-05-08" });
    assert.equal(noAction.status, 501);
    assert.match(noAction.text, /<Code>NotKnownToEmulator<.*iam:Nonsense/);
  });
});
