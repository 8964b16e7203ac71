import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";

import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { EC2Client, RegisterImageCommand } from "@aws-sdk/client-ec2";

import { awsFleet } from "../../providers/instanceDrain/awsFleet";
import { endManifestKey, isEndMarker, serviceStream } from "../../providers/instanceDrain/contract";
import { readRequired } from "../../providers/instanceDrain/inputs";
import type { Fault } from "../../sandbox/cloud/gatewayClient";
import { consoleProgress } from "../../sandbox/progress";
import { openSandbox, type Sandbox } from "../../sandbox/session";
import { type CloudAccess, managementAccess } from "../../sandbox/story/cloudAccess";
import type { PulumiProject } from "../../sandbox/story/pulumi";
import { saidBy } from "./accountStacks";
import { OPENING_LIMIT } from "./bakery";
import { engineProgram } from "./engineProgram";

const STACK = "drained";
const LOG_GROUP = `/duotone/${STACK}/core`;
const BUCKET = `duotone-${STACK}-files`;

const STUCK: Fault = {
  id: "stuck",
  match: { service: "logs", action: "PutLogEvents", resource: LOG_GROUP },
  effect: { kind: "error", status: 503, code: "ServiceUnavailableException", message: "stuck" },
};
const NO_ARCHIVE: Fault = {
  id: "archive",
  match: { service: "s3", action: "PutObject", resource: "/manifests/" },
  effect: { kind: "error", status: 403, code: "AccessDenied", message: "Access Denied" },
};

describe("the drain of instances on the real engine", function () {
  this.timeout(600_000);
  let sandbox: Sandbox;
  let project: PulumiProject;
  let access: CloudAccess;

  before(async function () {
    this.timeout(OPENING_LIMIT);
    sandbox = await openSandbox({
      projectDir: path.resolve(__dirname, "../.."),
      stateDir: ".sandbox/tests/drain",
      progress: consoleProgress(process.stdout),
    });
    access = managementAccess(sandbox.endpoint, sandbox.region);
    project = await engineProgram(sandbox, "drain");
    await project.stackInit(STACK);
    await project.configSet(STACK, "aws:region", sandbox.region);
    await project.configSet(STACK, "imageId", await anImage());
  });
  after(() => sandbox.close());
  afterEach(() => sandbox.gateway.clearFaults());

  const anImage = async () => {
    const client = new EC2Client(access);
    const device = { DeviceName: "/dev/xvda", Ebs: { VolumeSize: 8 } };
    const { ImageId } = await client.send(
      new RegisterImageCommand({
        Name: "core",
        Architecture: "x86_64",
        RootDeviceName: device.DeviceName,
        VirtualizationType: "hvm",
        BlockDeviceMappings: [device],
      }),
    );
    client.destroy();
    return ImageId ?? assert.fail("the image has no id");
  };
  const deploy = async (commit: string) => {
    await project.configSet(STACK, "commit", commit.repeat(40));
    return project.up(STACK);
  };

  /** Instances by group, with their lifecycle states. */
  const groups = async () => {
    const client = new AutoScalingClient(access);
    const { AutoScalingGroups } = await client.send(new DescribeAutoScalingGroupsCommand({}));
    client.destroy();
    return new Map(
      (AutoScalingGroups ?? []).map(({ AutoScalingGroupName = "", Instances = [] }) => [
        AutoScalingGroupName,
        new Map(Instances.map(({ InstanceId = "", LifecycleState = "" }) => [InstanceId, LifecycleState])),
      ]),
    );
  };
  const current = async () => {
    const { groupName } = await project.outputs(STACK);
    return String(groupName);
  };
  const instancesOf = async (name: string) => [...((await groups()).get(name)?.keys() ?? [])];
  const evidenceOf = async (instanceIds: readonly string[]) => {
    const saved = { ...process.env };
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: sandbox.endpoint,
      AWS_ACCESS_KEY_ID: "sandbox",
      AWS_SECRET_ACCESS_KEY: "sandbox",
    });
    const place = { version: 1, stack: STACK, cluster: "prod2", service: "core", groupName: "any" };
    const cloud = awsFleet(readRequired({ ...place, region: sandbox.region }));
    const { signal } = new AbortController();
    try {
      return await Promise.all(
        instanceIds.map(async (id) => ({
          isMarked: (await cloud.lastLines(LOG_GROUP, serviceStream(id), signal))?.some((line) =>
            isEndMarker(line, id),
          ),
          hasFiles: await cloud.hasObject(BUCKET, endManifestKey("core/", "core", id), signal),
        })),
      );
    } finally {
      cloud.close();
      process.env = saved;
    }
  };
  const KEPT = { isMarked: true, hasFiles: true };

  it("makes a fleet that a second run finds as it is", async () => {
    const made = await deploy("a");
    assert.equal(made.exitCode, 0, saidBy(made));
    assert.equal((await instancesOf(await current())).length, 2);
    const again = await project.up(STACK);
    assert.deepEqual([again.exitCode, again.changedUrns], [0, []], saidBy(again));
    const refreshed = await project.refresh(STACK, { args: ["--expect-no-changes"] });
    assert.equal(refreshed.exitCode, 0, saidBy(refreshed));
  });

  it("replaces the group: the new one is there, the old one's logs and files are kept, and it goes", async () => {
    const before = await current();
    const old = await instancesOf(before);
    const run = await deploy("b");
    assert.equal(run.exitCode, 0, saidBy(run));
    assert.match(saidBy(run), /logs and files of 2 instances are kept/);
    assert.deepEqual(await evidenceOf(old), [KEPT, KEPT]);
    assert.deepEqual([...(await groups()).keys()], [await current()]);
    assert.notEqual(await current(), before);
  });

  it("deletes nothing while a log is stuck, and goes on with the same instances in the next run", async () => {
    const before = await current();
    const old = await instancesOf(before);
    await sandbox.gateway.setFaults([STUCK]);
    const refused = await deploy("c");
    assert.notEqual(refused.exitCode, 0);
    for (const id of old) {
      assert.match(saidBy(refused), new RegExp(`${id} \\(Terminating:Wait\\)`));
    }
    assert.deepEqual(
      [...((await groups()).get(before)?.values() ?? [])],
      ["Terminating:Wait", "Terminating:Wait"],
    );
    assert.equal((await groups()).size, 2, "old and new stand side by side");
    // Another release in between: the group of the one before is drained, too.
    const between = [...(await groups()).keys()].find((name) => name !== before) ?? "";
    const later = await instancesOf(between);
    const again = await deploy("d");
    assert.notEqual(again.exitCode, 0);
    assert.equal((await groups()).size, 3);

    await sandbox.gateway.clearFaults();
    const mended = await project.up(STACK);
    assert.equal(mended.exitCode, 0, saidBy(mended));
    assert.deepEqual(await evidenceOf([...old, ...later]), [KEPT, KEPT, KEPT, KEPT]);
    assert.deepEqual([...(await groups()).keys()], [await current()]);
  });

  it("destroys nothing where the archive is out of reach, unless an override in the stack's file says so", async () => {
    const name = await current();
    const ids = await instancesOf(name);
    await sandbox.gateway.setFaults([NO_ARCHIVE]);
    const refused = await project.destroy(STACK);
    assert.notEqual(refused.exitCode, 0);
    assert.match(saidBy(refused), /bucket duotone-drained-files has no core\/manifests\/core\/ends\/i-/);
    assert.deepEqual(await instancesOf(name), ids);

    const file = path.join(project.dir, `Pulumi.${STACK}.yaml`);
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const entry = `{ gate: drain, service: core, reason: "A test.", by: ann, until: "${until}" }`;
    await writeFile(file, `${await readFile(file, "utf8")}  duotone:overrides: [${entry}]\n`);
    const passed = await project.destroy(STACK);
    assert.equal(passed.exitCode, 0, saidBy(passed));
    assert.match(saidBy(passed), /by the override of ann \(A test\.\)/);
    for (const id of ids) {
      assert.ok(saidBy(passed).includes(`${id} (Terminating:Wait)`), id);
    }
    assert.equal((await groups()).size, 0);
  });

  it("destroys in order: logs and files first", async () => {
    const made = await deploy("e");
    assert.equal(made.exitCode, 0, saidBy(made));
    const destroyed = await project.destroy(STACK);
    assert.equal(destroyed.exitCode, 0, saidBy(destroyed));
    assert.match(saidBy(destroyed), /logs and files of 2 instances are kept/);
  });
});
