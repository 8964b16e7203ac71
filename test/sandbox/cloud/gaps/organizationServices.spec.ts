import assert from "node:assert/strict";
import {
  EnableAWSServiceAccessCommand,
  ListDelegatedAdministratorsCommand,
  OrganizationsClient,
  RegisterDelegatedAdministratorCommand,
} from "@aws-sdk/client-organizations";
import {
  type TestCloud,
  assumeIn,
  clientConfig,
  createAccount,
  createOrganization,
  startTestCloud,
  stopTestCloud,
} from "../emulator";
import { signedFor } from "../upstream";

const JSON_BODY = { "content-type": "application/json" };
const CONFIG = "config.amazonaws.com";
const ANALYZER = "access-analyzer.amazonaws.com";

describe("emulated services of an organization", function () {
  this.timeout(60_000);

  let cloud: TestCloud;
  let organizations: OrganizationsClient;
  let audit: string;
  let auditKey: string;

  before(async () => {
    cloud = await startTestCloud();
    organizations = new OrganizationsClient(clientConfig(cloud));
    await createOrganization(cloud);
    audit = (await createAccount(cloud, "audit")).ended.AccountId ?? "";
    auditKey = (await assumeIn(cloud, audit)).accessKeyId;
  });

  after(() => stopTestCloud(cloud));

  /** A call of a service for which the project has no SDK client; by the management account, unless by another key. */
  async function rest(service: string, method: string, path: string, body?: unknown, accessKeyId?: string) {
    const response = await fetch(`${cloud.endpoint}${path}`, {
      method,
      headers: { authorization: signedFor(service, accessKeyId), ...JSON_BODY },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, text: await response.text() };
  }

  async function costExplorer(action: string, body: unknown) {
    const response = await fetch(cloud.endpoint, {
      method: "POST",
      headers: {
        authorization: signedFor("ce"),
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `AWSInsightsIndexService.${action}`,
      },
      body: JSON.stringify(body),
    });
    return { status: response.status, text: await response.text() };
  }

  const answered = ({ status, text }: { status: number; text: string }) => {
    assert.equal(status, 200, text);
    return JSON.parse(text) as Record<string, unknown>;
  };

  const delegate = (ServicePrincipal: string) =>
    organizations.send(new RegisterDelegatedAdministratorCommand({ AccountId: audit, ServicePrincipal }));

  it("are delegated only where the organization trusts the service", async () => {
    await assert.rejects(delegate(CONFIG), /unrecognized service principal/);
    await organizations.send(new EnableAWSServiceAccessCommand({ ServicePrincipal: CONFIG }));
    await delegate(CONFIG);
    const { DelegatedAdministrators: admins } = await organizations.send(
      new ListDelegatedAdministratorsCommand({ ServicePrincipal: CONFIG }),
    );
    assert.deepEqual(
      admins?.map(({ Id }) => Id),
      [audit],
    );
  });

  it("analyze the organization's access only from the account that may", async () => {
    const analyzer = { analyzerName: "organization", type: "ORGANIZATION" };
    const make = () => rest("access-analyzer", "PUT", "/analyzer", analyzer, auditKey);
    assert.match((await make()).text, /ValidationException/);
    await organizations.send(new EnableAWSServiceAccessCommand({ ServicePrincipal: ANALYZER }));
    await delegate(ANALYZER);
    assert.equal((await make()).status, 200);
    assert.equal((await rest("access-analyzer", "PUT", "/analyzer", analyzer)).status, 200);
  });

  it("have one administrator of GuardDuty, in whose account it is switched on", async () => {
    const detectors = async () => answered(await rest("guardduty", "GET", "/detector", undefined, auditKey));
    const admins = async () => answered(await rest("guardduty", "GET", "/admin"));
    const admin = { adminAccountId: audit };
    const stranger = await rest("guardduty", "POST", "/admin/enable", { adminAccountId: "999999999999" });
    assert.match(stranger.text, /is no account of an organization/);
    assert.deepEqual(await detectors(), { detectorIds: [] });

    answered(await rest("guardduty", "POST", "/admin/enable", admin));
    assert.deepEqual(await admins(), { adminAccounts: [{ ...admin, adminStatus: "ENABLED" }] });
    assert.equal(((await detectors()).detectorIds as string[]).length, 1);
    const again = await rest("guardduty", "POST", "/admin/enable", admin);
    assert.match(again.text, /already the delegated administrator/);

    answered(await rest("guardduty", "POST", "/admin/disable", admin));
    assert.deepEqual(await admins(), { adminAccounts: [] });
    assert.equal((await rest("guardduty", "POST", "/admin/disable", admin)).status, 400);
    assert.equal(((await detectors()).detectorIds as string[]).length, 1);
  });

  it("have one administrator of Security Hub, in whose account it is switched on", async () => {
    const hub = () => rest("securityhub", "GET", "/accounts", undefined, auditKey);
    const admins = async () => answered(await rest("securityhub", "GET", "/organization/admin"));
    const admin = { AdminAccountId: audit };
    assert.notEqual((await hub()).status, 200);

    answered(await rest("securityhub", "POST", "/organization/admin/enable", admin));
    assert.deepEqual(await admins(), { AdminAccounts: [{ AccountId: audit, Status: "ENABLED" }] });
    assert.equal((await hub()).status, 200);
    const other = (await createAccount(cloud, "other")).ended.AccountId ?? "";
    const second = await rest("securityhub", "POST", "/organization/admin/enable", { AdminAccountId: other });
    assert.match(second.text, /already the delegated administrator/);

    answered(await rest("securityhub", "POST", "/organization/admin/disable", admin));
    assert.deepEqual(await admins(), { AdminAccounts: [] });
    assert.equal((await rest("securityhub", "POST", "/organization/admin/disable", admin)).status, 400);
  });

  describe("for cost anomalies", () => {
    const byService = { MonitorName: "m", MonitorType: "DIMENSIONAL", MonitorDimension: "SERVICE" };
    const ThresholdExpression = { Dimensions: { Key: "ANOMALY_TOTAL_IMPACT_ABSOLUTE", Values: ["100"] } };
    const mail = { Type: "EMAIL", Address: "costs@example.com" };
    let monitorArn: string;

    before(async () => {
      const ResourceTags = [{ Key: "purpose", Value: "costs" }];
      const made = await costExplorer("CreateAnomalyMonitor", { AnomalyMonitor: byService, ResourceTags });
      monitorArn = String(answered(made).MonitorArn);
    });

    const subscription = (changes: object) => ({
      AnomalySubscription: {
        SubscriptionName: "s",
        Frequency: "DAILY",
        MonitorArnList: [monitorArn],
        Subscribers: [mail],
        ThresholdExpression,
        ...changes,
      },
    });

    it("keep one monitor of all services, with its tags", async () => {
      const found = answered(await costExplorer("GetAnomalyMonitors", { MonitorArnList: [monitorArn] }));
      const [{ CreationDate, LastUpdatedDate, ...monitor } = {}] = found.AnomalyMonitors as Record<
        string,
        unknown
      >[];
      assert.deepEqual(monitor, { ...byService, MonitorArn: monitorArn });
      assert.ok(typeof CreationDate === "string" && CreationDate === LastUpdatedDate);
      const tags = await costExplorer("ListTagsForResource", { ResourceArn: monitorArn });
      assert.deepEqual(answered(tags), { ResourceTags: [{ Key: "purpose", Value: "costs" }] });

      const second = await costExplorer("CreateAnomalyMonitor", { AnomalyMonitor: byService });
      assert.match(second.text, /ValidationException.*Limit exceeded on dimensional spend monitor creation/);
      const renamed = { MonitorArn: monitorArn, MonitorName: "renamed" };
      answered(await costExplorer("UpdateAnomalyMonitor", renamed));
      const all = answered(await costExplorer("GetAnomalyMonitors", {}));
      assert.deepEqual(
        (all.AnomalyMonitors as { MonitorName: string }[]).map(({ MonitorName }) => MonitorName),
        ["renamed"],
      );
    });

    const refused: [string, object, RegExp][] = [
      ["by e-mail at once", { Frequency: "IMMEDIATE" }, /Only SNS subscribers/],
      ["to a topic once a day", { Subscribers: [{ Type: "SNS", Address: "arn" }] }, /Only EMAIL subscribers/],
      ["to a monitor that is none", { MonitorArnList: ["arn"] }, /UnknownMonitorException/],
      ["without a threshold", { ThresholdExpression: undefined }, /Threshold.* is required/],
    ];
    for (const [title, changes, message] of refused) {
      it(`refuse a subscription ${title}`, async () => {
        const made = await costExplorer("CreateAnomalySubscription", subscription(changes));
        assert.equal(made.status, 400);
        assert.match(made.text, message);
      });
    }

    it("keep, change and delete a subscription", async () => {
      const made = answered(await costExplorer("CreateAnomalySubscription", subscription({})));
      const SubscriptionArn = String(made.SubscriptionArn);
      const get = () => costExplorer("GetAnomalySubscriptions", { SubscriptionArnList: [SubscriptionArn] });
      const found = async () => (answered(await get()).AnomalySubscriptions as Record<string, unknown>[])[0];
      assert.deepEqual((await found())?.Subscribers, [{ ...mail, Status: "CONFIRMED" }]);
      assert.equal((await found())?.AccountId, "123456789012");

      const weekly = { SubscriptionArn, Frequency: "WEEKLY" };
      answered(await costExplorer("UpdateAnomalySubscription", weekly));
      assert.equal((await found())?.Frequency, "WEEKLY");
      const immediate = { SubscriptionArn, Frequency: "IMMEDIATE" };
      assert.equal((await costExplorer("UpdateAnomalySubscription", immediate)).status, 400);

      answered(await costExplorer("DeleteAnomalyMonitor", { MonitorArn: monitorArn }));
      assert.deepEqual((await found())?.MonitorArnList, []);
      answered(await costExplorer("DeleteAnomalySubscription", { SubscriptionArn }));
      assert.match((await get()).text, /UnknownSubscriptionException/);
    });
  });
});
