import assert from "node:assert/strict";

import { awsCloud } from "../../../providers/switch/awsCloud";
import type { LiveRecord, SwitchCloud } from "../../../providers/switch/switchCloud";
import type { Fleet, Job } from "../../../providers/switch/switchInputs";
import { AwsServer } from "./support/awsServer";
import { awsError, FakeAws } from "./support/fakeAws";
import { COM, switchInputs } from "./support/fixture";

const OWN_CREDENTIALS = { AWS_ACCESS_KEY_ID: "OWN", AWS_SECRET_ACCESS_KEY: "own" };

describe("AWS as the switch uses it", function () {
  this.timeout(20_000);

  const inputs = switchInputs();
  const signal = () => AbortSignal.timeout(10_000);
  const alias = (name: string, dnsName = "lb.elb"): LiveRecord => ({
    name,
    type: "A",
    alias: { dnsName, zoneId: "Z0ELB", evaluateTargetHealth: true },
  });
  let aws: FakeAws;
  let server: AwsServer;
  let cloud: SwitchCloud;
  let before: Readonly<Record<string, string | undefined>>;

  beforeEach(async () => {
    aws = FakeAws.running(inputs);
    server = new AwsServer(aws);
    const environment = { ...OWN_CREDENTIALS, AWS_ENDPOINT_URL: await server.start() };
    before = Object.fromEntries(Object.keys(environment).map((key) => [key, process.env[key]]));
    Object.assign(process.env, environment);
    cloud = awsCloud(inputs, aws.clock);
  });

  afterEach(async () => {
    cloud.close();
    await server.stop();
    for (const [key, value] of Object.entries(before)) {
      if (value === undefined) {
        Reflect.deleteProperty(process.env, key);
      } else {
        process.env[key] = value;
      }
    }
  });

  it("writes aliases in one batch and reads them back in the same words", async () => {
    const records = [
      alias("core.example.com"),
      alias("*.example.com"),
      alias("www.example.com", "other.elb"),
    ];
    const id = await cloud.changeRecords(
      COM,
      records.map((record) => ({ action: "CREATE", record })),
      "test",
      signal(),
    );
    assert.equal(id, "C1");
    const read = await cloud.listRecords(
      COM,
      records.map(({ name }) => name),
      signal(),
    );
    assert.deepEqual(new Set(read), new Set(records));
    assert.equal(server.seen.filter(({ action }) => action === "ListResourceRecordSets").length, 1);

    const gone: LiveRecord = {
      name: "core.example.com",
      type: "A",
      ttl: 60,
      values: ["192.0.2.1", "192.0.2.2"],
    };
    await cloud.changeRecords(COM, [{ action: "UPSERT", record: gone }], "test", signal());
    assert.deepEqual(await cloud.listRecords(COM, ["core.example.com"], signal()), [gone]);
    await cloud.changeRecords(COM, [{ action: "DELETE", record: gone }], "test", signal());
    assert.deepEqual(await cloud.listRecords(COM, ["core.example.com"], signal()), []);
  });

  it("finds names over pages, whatever stands between them", async () => {
    server.pageSize = 3;
    const others = Array.from({ length: 10 }, (_, index) => alias(`n${index}.example.com`));
    const ours: LiveRecord[] = [
      alias("example.com"),
      alias("n3.example.com"),
      { name: "www.example.com", type: "CNAME", ttl: 5, values: ["x.example"] },
    ];
    aws.zones.set(COM, [...others.filter(({ name }) => name !== "n3.example.com"), ...ours]);
    aws.put(COM, { name: "n3.example.com", type: "TXT", ttl: 5, values: ['"t"'] });
    const names = ["www.example.com", "missing.example.com", "n3.example.com", "example.com"];
    const read = await cloud.listRecords(COM, names, signal());
    assert.deepEqual(read.map(({ name, type }) => `${name} ${type}`).sort(), [
      "example.com A",
      "n3.example.com A",
      "n3.example.com TXT",
      "www.example.com CNAME",
    ]);
  });

  it("knows when a change is INSYNC, and that a forgotten one is", async () => {
    const id = await cloud.changeRecords(
      COM,
      [{ action: "CREATE", record: alias("core.example.com") }],
      "",
      signal(),
    );
    assert.equal(await cloud.isInSync(id, signal()), false);
    assert.equal(await cloud.isInSync(id, signal()), true);
    server.faults.set("GetChange", [awsError("NoSuchChange")]);
    assert.equal(await cloud.isInSync("C0", signal()), true);
  });

  it("reads the health of targets and groups", async () => {
    const [fleet] = inputs.fleets["prod1"] ?? [];
    assert.ok(fleet !== undefined);
    aws.setHealthy("core-prod1", 1, 2, "arn:tg/core-prod1");
    assert.deepEqual(await cloud.targetHealth(fleet, signal()), [
      { targetId: "i-core-prod1-0", state: "healthy", reason: undefined },
      { targetId: "i-core-prod1-1", state: "unhealthy", reason: "Target.FailedHealthChecks" },
    ]);
    assert.deepEqual(await cloud.autoScalingGroup(fleet, signal()), aws.groups.get("core-prod1"));
    const none: Fleet = { ...fleet, autoScalingGroupName: "none" };
    assert.equal(await cloud.autoScalingGroup(none, signal()), undefined);
  });

  it("reads alarms with AWS's reason and time, and leaves out what does not exist", async () => {
    const [fleet] = inputs.fleets["prod1"] ?? [];
    assert.ok(fleet !== undefined);
    const [name = ""] = fleet.alarmNames;
    const alarm = {
      name,
      state: "ALARM",
      reason: "Threshold Crossed",
      since: "2030-01-02T03:04:05.000Z",
    } as const;
    aws.alarms.set(name, alarm);
    assert.deepEqual(await cloud.alarms(fleet.roleArn, [name, "none"], signal()), [alarm]);
    assert.deepEqual(
      server.seen.filter(({ action }) => action === "DescribeAlarms").map(({ accessKey }) => accessKey),
      ["ROLE-deploy"],
    );
  });

  it("reads, writes and deletes a parameter, and does not mind that it is gone", async () => {
    const [job] = inputs.jobs as readonly [Job];
    assert.equal(await cloud.readParameter(job, signal()), undefined);
    await cloud.writeParameter(job, "prod2", signal());
    assert.equal(await cloud.readParameter(job, signal()), "prod2");
    await cloud.deleteParameter(job, signal());
    await cloud.deleteParameter(job, signal());
    assert.equal(aws.parameters.size, 0);
  });

  it("assumes each role once and signs with it; without a role, with its own credentials", async () => {
    const [fleet] = inputs.fleets["prod1"] ?? [];
    const [job] = inputs.jobs as readonly [Job];
    assert.ok(fleet !== undefined);
    await Promise.all([
      cloud.listRecords(COM, ["a.example.com"], signal()),
      cloud.targetHealth(fleet, signal()),
      cloud.autoScalingGroup(fleet, signal()),
      cloud.readParameter(job, signal()),
      cloud.readParameter({ vertical: "own", parameterName: "/own" }, signal()),
    ]);
    const keys = (action: string) =>
      server.seen.filter((call) => call.action === action).map(({ accessKey }) => accessKey);
    assert.deepEqual(keys("AssumeRole"), ["OWN", "OWN"]);
    assert.deepEqual(keys("ListResourceRecordSets"), ["ROLE-dns"]);
    assert.deepEqual(keys("DescribeTargetHealth"), ["ROLE-deploy"]);
    assert.deepEqual(keys("DescribeAutoScalingGroups"), ["ROLE-deploy"]);
    assert.deepEqual(keys("GetParameter").sort(), ["OWN", "ROLE-deploy"]);
  });

  it("asks for a role again after STS refused it once", async () => {
    server.faults.set("AssumeRole", [awsError("AccessDenied", "not yet")]);
    await assert.rejects(cloud.listRecords(COM, ["a.example.com"], signal()), /not yet/);
    assert.deepEqual(await cloud.listRecords(COM, ["a.example.com"], signal()), []);
  });

  it("tries throttled reads again, a batch never, and says what AWS said", async () => {
    server.faults.set("ListResourceRecordSets", [awsError("Throttling"), awsError("Throttling")]);
    assert.deepEqual(await cloud.listRecords(COM, ["a.example.com"], signal()), []);
    server.faults.set("ChangeResourceRecordSets", [awsError("PriorRequestNotComplete", "busy")]);
    await assert.rejects(
      cloud.changeRecords(COM, [{ action: "CREATE", record: alias("a.example.com") }], "", signal()),
      { name: "PriorRequestNotComplete" },
    );
    assert.equal(server.seen.filter(({ action }) => action === "ChangeResourceRecordSets").length, 1);
    await assert.rejects(cloud.listRecords("Z0NONE", ["a.example.com"], signal()), {
      name: "NoSuchHostedZone",
    });
  });

  it("stops at once when the signal aborts", async () => {
    server.faults.set("ListResourceRecordSets", ["hang"]);
    await assert.rejects(cloud.listRecords(COM, ["a.example.com"], AbortSignal.timeout(200)), {
      name: "AbortError",
    });
  });
});
