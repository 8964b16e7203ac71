import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

import { AutoScalingClient, CreateAutoScalingGroupCommand } from "@aws-sdk/client-auto-scaling";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  CreateLaunchTemplateCommand,
  DescribeInstancesCommand,
  DescribeSubnetsCommand,
  EC2Client,
  RegisterImageCommand,
  StartInstancesCommand,
  StopInstancesCommand,
} from "@aws-sdk/client-ec2";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { ListCommandsCommand, SSMClient } from "@aws-sdk/client-ssm";

import { migrationAccess } from "../../cli/engine/migrationAccess";
import type { ServiceFleet } from "../../cli/migrate/serviceFleets";
import { attempt, begin } from "../../providers/schema/migrations";
import { systemClock } from "../../providers/switch/clock";
import { artifactKey, makeArtifact } from "../../sandbox/story/artifacts";
import { commitOf, FakeSession } from "../cli/support/fakeSession";
import { migratable } from "../cli/support/migratable";
import { runDuotone } from "../cli/support/run";
import { clientConfig, startTestCloud, stopTestCloud, type TestCloud } from "../sandbox/cloud/emulator";

const ACCOUNT = "123456789012";
const GROUP = "prod2-core-1a2b3c4";

/** Milliseconds; a run of the command takes two to five seconds. */
const TEST_LIMIT = 180_000;

/** What the SDK's clients of the command take from the environment. */
const ENVIRONMENT = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };

describe("a migration through the emulator, by the real program of the sample", function () {
  this.timeout(TEST_LIMIT);
  const environment = { ...process.env };
  let cloud: TestCloud;
  let session: FakeSession;
  const fleet: ServiceFleet = {
    service: "core",
    cluster: "prod2",
    vertical: "accounts",
    commit: commitOf("b"),
    autoScalingGroupName: GROUP,
    region: "eu-west-1",
  };
  const never = new AbortController().signal;
  const access = () => migrationAccess("prod", fleet, systemClock(never));

  before(async function () {
    this.timeout(600_000);
    cloud = await startTestCloud();
    Object.assign(process.env, ENVIRONMENT, { AWS_ENDPOINT_URL: cloud.endpoint });
    await makeGround(cloud);
  });
  after(async () => {
    process.env = environment;
    await stopTestCloud(cloud);
  });
  beforeEach(async () => {
    await cloud.gateway.clearFaults();
    await tell({ fails: "", slow: "0" });
    session = await migratable();
    Object.assign(session, { clock: systemClock(never), migrations: access });
  });

  /** The folder that stands for the service's database. */
  const database = (file: string) => path.join(cloud.logDir, "instances/databases", ACCOUNT, "core", file);
  const tell = async (files: Readonly<Record<string, string>>) => {
    await mkdir(database(""), { recursive: true });
    for (const [file, text] of Object.entries(files)) {
      await writeFile(database(file), `${text}\n`);
    }
  };
  const changes = async () => (await readFile(database("changes"), "utf8")).trimEnd().split("\n");
  const migrate = (to: number, ...more: readonly string[]) =>
    runDuotone(session, ["migrate", "core", "--to", String(to), "--yes", "--json", ...more]);
  const commands = async () => {
    const client = new SSMClient(clientConfig(cloud));
    const { Commands = [] } = await client.send(new ListCommandsCommand({}));
    client.destroy();
    return Commands;
  };
  const stateNow = async () => {
    const opened = access();
    try {
      return await opened.store.read(never);
    } finally {
      opened.close();
    }
  };

  it("makes a database that nothing was done to, and says what it said", async () => {
    const told = await migrate(41);
    assert.equal(told.exitCode, 0, told.noted);
    assert.deepEqual((told.document?.output as string[]).slice(-1), [
      `version 41: done, by core at ${commitOf("b")}`,
    ]);
    assert.deepEqual((await changes()).slice(-2), ["begun 41", "done 41"]);
    assert.deepEqual(await stateNow(), { id: "schema#core", version: 41 });
  });

  it("fails half-way, keeps that, and is run to its end once it is mended, without doing anything twice", async () => {
    await tell({ fails: "42" });
    const failed = await migrate(42);
    assert.equal(failed.exitCode, 1, failed.noted);
    assert.match(
      (failed.document?.reasons as string[]).join("\n"),
      /Failed, exit code 3[^]*version 42: the table is locked/,
    );
    const left = await stateNow();
    assert.deepEqual([left?.version, left?.holder, left?.migration?.attempt], [41, undefined, 1]);
    assert.deepEqual((await changes()).slice(-1), ["begun 42"]);

    await tell({ fails: "" });
    const done = await migrate(42);
    assert.equal(done.exitCode, 0, done.noted);
    const lines = await changes();
    assert.deepEqual(lines.slice(-3), ["done 41", "begun 42", "done 42"]);
    assert.equal(new Set(lines).size, lines.length);
    const bodies = session.aws.stores.bodies.flatMap((body) =>
      body.kind === "migration" ? [body.result] : [],
    );
    assert.deepEqual(bodies, ["begun", "failed", "begun", "done"]);
  });

  it("is taken over from a holder that was killed after it had sent its command", async () => {
    await tell({ slow: "6" });
    const opened = access();
    const { store, commands: ssm } = opened;
    const holder = "bob on desk";
    const wish = {
      service: "core",
      id: "killed",
      from: 42,
      to: 43,
      cluster: "prod2",
      commit: commitOf("b"),
      by: "bob",
    };
    const begun = await store.change(
      (state, now) => begin(state, { ...wish, holder, seconds: 3 }, now),
      never,
    );
    const [chosen] = await ssm.instances(never);
    const instanceId = chosen?.instanceId ?? "";
    await store.change((state, now) => attempt(state, holder, { ...wish, instanceId }, now), never);
    await ssm.send(
      {
        instanceId,
        comment: "duotone migration killed attempt 1",
        line: "/usr/libexec/duotone/migrate 42 43",
        deliverySeconds: 60,
        runSeconds: 60,
      },
      never,
    );
    opened.close();
    await pause(Math.max(0, (begun.leaseUntil ?? 0) - Date.now()) + 100);
    session = await migratable({ live: { least: 41, most: 43 } });
    Object.assign(session, { clock: systemClock(never), migrations: access });
    const before = (await commands()).length;
    const told = await migrate(43);
    assert.equal(told.exitCode, 0, told.noted);
    assert.match(told.noted, /command \S+ of attempt 1, on i-\S+, is taken up/);
    assert.equal((await commands()).length, before);
    assert.deepEqual((await changes()).slice(-2), ["begun 43", "done 43"]);
    assert.equal((await stateNow())?.version, 43);
  });

  it("asks its command to end at Ctrl-C, which really ends, and is run again", async () => {
    await tell({ slow: "30" });
    const wide = { live: { least: 41, most: 50 }, idle: { least: 41, most: 50 } };
    const wider = async () => {
      session = await migratable(wide);
      Object.assign(session, { clock: systemClock(never), migrations: access });
    };
    await wider();
    let interrupt: () => void = () => undefined;
    const running = runDuotone(session, ["migrate", "core", "--to", "44", "--yes"], {
      onStart: (end) => {
        interrupt = end;
      },
    });
    while (!(await changes()).includes("begun 44")) {
      await pause(100);
    }
    interrupt();
    const ended = await running;
    assert.equal(ended.exitCode, 130, ended.noted);
    assert.match(ended.noted, /It ended with Cancelled/);
    assert.deepEqual((await changes()).slice(-1), ["begun 44"]);

    await tell({ slow: "0" });
    await wider();
    const again = await migrate(44);
    assert.equal(again.exitCode, 0, again.noted);
    assert.equal((await stateNow())?.version, 44);
  });

  it("sends one command although calls are throttled and the answer to it is lost", async () => {
    await cloud.gateway.setFaults([
      {
        id: "lost",
        match: { service: "ssm", action: "SendCommand" },
        effect: { kind: "dropConnection", when: "after" },
        times: 1,
      },
      { id: "table", match: { service: "dynamodb" }, effect: { kind: "throttle" }, probability: 0.3 },
      { id: "ssm", match: { service: "ssm" }, effect: { kind: "throttle" }, probability: 0.3, seed: 3 },
    ]);
    session = await migratable({ live: { least: 41, most: 50 }, idle: { least: 41, most: 50 } });
    Object.assign(session, { clock: systemClock(never), migrations: access });
    const before = (await commands()).length;
    const told = await migrate(45);
    assert.equal(told.exitCode, 0, told.noted);
    await cloud.gateway.clearFaults();
    assert.equal((await commands()).length, before + 1);
    assert.equal((await stateNow())?.version, 45);
  });

  it("is refused where no agent answers, and leaves nothing", async () => {
    const ec2 = new EC2Client(clientConfig(cloud));
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({}));
    const InstanceIds = Reservations.flatMap(({ Instances = [] }) =>
      Instances.flatMap(({ InstanceId }) => InstanceId ?? []),
    );
    await ec2.send(new StopInstancesCommand({ InstanceIds }));
    session = await migratable({ live: { least: 41, most: 50 }, idle: { least: 41, most: 50 } });
    Object.assign(session, { clock: systemClock(never), migrations: access });
    const told = await migrate(46);
    await ec2.send(new StartInstancesCommand({ InstanceIds }));
    ec2.destroy();
    assert.equal(told.exitCode, 3, told.noted);
    assert.match(
      String(told.document?.error),
      /No instance of the cluster can carry it out: .*SSM agent is offline/,
    );
    assert.deepEqual(await stateNow(), { id: "schema#core", version: 45 });
  });
});

/** Table, artifact, and the instances of core in prod2. */
async function makeGround(cloud: TestCloud): Promise<void> {
  const config = clientConfig(cloud);
  const dynamodb = new DynamoDBClient(config);
  await dynamodb.send(
    new CreateTableCommand({
      TableName: "duotone-prod-accounts",
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  await s3.send(
    new CreateBucketCommand({
      Bucket: "artifacts",
      CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
    }),
  );
  const release = { service: "core", commit: commitOf("b") };
  const Body = await makeArtifact(release, { least: 41, most: 43 });
  await s3.send(new PutObjectCommand({ Bucket: "artifacts", Key: artifactKey(release), Body }));
  const ec2 = new EC2Client(config);
  const { ImageId } = await ec2.send(
    new RegisterImageCommand({ Name: "core", Architecture: "arm64", RootDeviceName: "/dev/xvda" }),
  );
  const { LaunchTemplate } = await ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: "core",
      LaunchTemplateData: { ...(ImageId !== undefined && { ImageId }), InstanceType: "m7g.large" },
    }),
  );
  const { Subnets: [subnet] = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  const autoScaling = new AutoScalingClient(config);
  const tags = { service: "core", cluster: "prod2", vertical: "accounts", commit: commitOf("b") };
  await autoScaling.send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: GROUP,
      MinSize: 1,
      MaxSize: 1,
      VPCZoneIdentifier: subnet?.SubnetId,
      LaunchTemplate: { LaunchTemplateId: LaunchTemplate?.LaunchTemplateId, Version: "1" },
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value, PropagateAtLaunch: true })),
    }),
  );
  for (const client of [dynamodb, s3, ec2, autoScaling]) {
    client.destroy();
  }
}
