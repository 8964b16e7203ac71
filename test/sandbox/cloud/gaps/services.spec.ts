import assert from "node:assert/strict";
import {
  type TestCloud,
  assumeIn,
  createAccount,
  createOrganization,
  startTestCloud,
  stopTestCloud,
} from "../emulator";
import { signedFor } from "../upstream";

describe("emulated services", function () {
  this.timeout(60_000);

  let cloud: TestCloud;

  before(async () => {
    cloud = await startTestCloud();
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

  it("of Access Analyzer make analyzers per account and region, once each", async () => {
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

  it("of Budgets tell a budget's subscribers and tags", async () => {
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

  it("of ElastiCache keep cache parameters, and show members of a replication group as clusters until it is deleted", async () => {
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

  it("of Certificate Manager prove a domain by another record in each account, and by one for all names below it", async () => {
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
    await createOrganization(cloud);
    const { ended } = await createAccount(cloud, "other");
    const { accessKeyId } = await assumeIn(cloud, ended.AccountId ?? "");
    const here = await proof("example.com");
    assert.match(here, /^_[0-9a-f]{32}\.example\.com\.$/);
    assert.equal(await proof("*.example.com"), here);
    assert.notEqual(await proof("example.com", accessKeyId), here);
  });

  it("of RDS say who set a database parameter", async () => {
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

  it("that the emulator lacks are not known, clearly, nor are calls", async () => {
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
