import assert from "node:assert/strict";
import path from "node:path";

import {
  AutoScalingClient,
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
  type Instance,
} from "@aws-sdk/client-auto-scaling";
import { EC2Client, RegisterImageCommand } from "@aws-sdk/client-ec2";
import { IAMClient, UploadServerCertificateCommand } from "@aws-sdk/client-iam";
import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";

import type { Fault } from "../../sandbox/cloud/faults";
import { setZoneCapacity } from "../../sandbox/cloud/zoneCapacity";
import { consoleProgress } from "../../sandbox/progress";
import { openSandbox, type Sandbox } from "../../sandbox/session";
import { type CloudAccess, managementAccess } from "../../sandbox/story/cloudAccess";
import type { EngineRun, PulumiProject } from "../../sandbox/story/pulumi";
import { resourcesOf } from "../../sandbox/story/stackExport";
import { saidBy } from "./accountStacks";
import { OPENING_LIMIT } from "./bakery";
import { engineProgram } from "./engineProgram";

const PROJECT_DIR = path.resolve(__dirname, "../..");
const STACK = "services";

/** Milliseconds; an update of two services takes half a minute. */
const TEST_LIMIT = 600_000;

/** No target is healthy, whatever is registered. */
const SICK: Fault = { id: "sick", effect: { kind: "unhealthyTargets", targetGroup: "only-web" } };

interface Fixtures {
  readonly images: readonly [string, string, string];
  readonly certificateArn: string;
  readonly logsKeyArn: string;
  readonly accountId: string;
}

const idsOf = (instances: readonly Instance[] = []) => instances.map(({ InstanceId }) => InstanceId).sort();

/** What a stack finds in its account: three images, a certificate and a key. */
async function makeFixtures(access: CloudAccess): Promise<Fixtures> {
  const [ec2, iam, kms] = [new EC2Client(access), new IAMClient(access), new KMSClient(access)];
  const image = async (Name: string) => {
    const { ImageId } = await ec2.send(
      new RegisterImageCommand({
        Name,
        Architecture: "arm64",
        RootDeviceName: "/dev/xvda",
        VirtualizationType: "hvm",
        BlockDeviceMappings: [{ DeviceName: "/dev/xvda", Ebs: { VolumeSize: 8 } }],
      }),
    );
    return ImageId ?? assert.fail("no image");
  };
  try {
    const { ServerCertificateMetadata } = await iam.send(
      new UploadServerCertificateCommand({
        ServerCertificateName: "services",
        CertificateBody: "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----",
        PrivateKey: "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
      }),
    );
    const certificateArn = ServerCertificateMetadata?.Arn ?? assert.fail("no certificate");
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    return {
      images: [await image("first"), await image("second"), await image("third")],
      certificateArn,
      logsKeyArn: KeyMetadata?.Arn ?? assert.fail("no key"),
      accountId: certificateArn.split(":")[4] ?? "",
    };
  } finally {
    for (const client of [ec2, iam, kms]) {
      client.destroy();
    }
  }
}

describe("services on the real engine", function () {
  this.timeout(TEST_LIMIT);
  let sandbox: Sandbox;
  let project: PulumiProject;
  let access: CloudAccess;
  let fixtures: Fixtures;

  before(async function () {
    this.timeout(OPENING_LIMIT);
    sandbox = await openSandbox({
      projectDir: PROJECT_DIR,
      stateDir: ".sandbox/tests/services",
      progress: consoleProgress(process.stdout),
    });
    access = managementAccess(sandbox.endpoint, sandbox.region);
    fixtures = await makeFixtures(access);
    project = await engineProgram(sandbox, "services");
    await project.stackInit(STACK);
    const { images, ...others } = fixtures;
    const settings = {
      ...others,
      imageId: images[0],
      "aws:region": sandbox.region,
      capacityTimeout: "10s",
      protect: "false",
    };
    for (const [key, value] of Object.entries(settings)) {
      await project.configSet(STACK, key, value);
    }
  });

  after(() => sandbox.close());
  afterEach(() => sandbox.gateway.clearFaults());

  const deployed = async (image: string): Promise<EngineRun> => {
    await project.configSet(STACK, "imageId", image);
    return project.up(STACK);
  };
  const succeeds = (run: EngineRun) => {
    assert.equal(run.exitCode, 0, saidBy(run));
  };
  const groups = async () => {
    const client = new AutoScalingClient(access);
    try {
      const { AutoScalingGroups = [] } = await client.send(new DescribeAutoScalingGroupsCommand({}));
      return AutoScalingGroups;
    } finally {
      client.destroy();
    }
  };
  const groupOf = async (service: string) => {
    const { groups: named } = (await project.outputs(STACK)) as { groups: Record<string, string> };
    const found = (await groups()).find(
      ({ AutoScalingGroupName }) => AutoScalingGroupName === named[service],
    );
    return found ?? assert.fail(`no group of ${service}`);
  };
  const idsInState = async (wanted: string) =>
    resourcesOf(await project.export(STACK)).flatMap(({ type, id }) =>
      type === wanted && id !== undefined ? [id] : [],
    );
  const subnetIds = () => idsInState("aws:ec2/subnet:Subnet");
  const namesInState = () => idsInState("aws:autoscaling/group:Group");

  const assertKept = async (serving: readonly AutoScalingGroup[]) => {
    const now = await groups();
    for (const { AutoScalingGroupName, Instances } of serving) {
      const same = now.find((group) => group.AutoScalingGroupName === AutoScalingGroupName);
      assert.deepEqual(idsOf(same?.Instances), idsOf(Instances), AutoScalingGroupName);
    }
  };

  it("are made, one from its template and one on spot from the same kind of template by number", async () => {
    succeeds(await deployed(fixtures.images[0]));
    const [web, worker] = [await groupOf("web"), await groupOf("worker")];
    assert.deepEqual([web.LaunchTemplate?.Version, web.MixedInstancesPolicy], ["1", undefined]);
    assert.equal(worker.LaunchTemplate, undefined);
    const { LaunchTemplate, InstancesDistribution } = worker.MixedInstancesPolicy ?? {};
    assert.equal(LaunchTemplate?.LaunchTemplateSpecification?.Version, "1");
    assert.equal(InstancesDistribution?.SpotAllocationStrategy, "price-capacity-optimized");
    assert.equal(worker.Instances?.length, 2);
  });

  it("are as they should be afterwards: nothing to change, nothing drifted", async () => {
    const again = await project.up(STACK);
    assert.deepEqual([again.exitCode, again.changedUrns], [0, []], saidBy(again));
    const refreshed = await project.refresh(STACK, { args: ["--expect-no-changes"] });
    assert.equal(refreshed.exitCode, 0, saidBy(refreshed));
  });

  it("fail in the scaling activity's own words where AWS has no machines, and leave what serves as it is", async () => {
    const serving = [await groupOf("web"), await groupOf("worker")];
    await setZoneCapacity(access, await subnetIds(), "none");
    const run = await deployed(fixtures.images[1]);
    assert.notEqual(run.exitCode, 0);
    assert.match(
      saidBy(run),
      /We currently do not have sufficient t4g\.small capacity in the Availability Zone you requested \(eu-west-1a\)/,
    );
    await assertKept(serving);
  });

  it("are kept by later updates too, which do not wait for capacity again, as long as there are no machines", async () => {
    const serving = (await groups()).filter(({ Instances = [] }) => Instances.length > 0);
    assert.equal(serving.length, 2);
    let said = "";
    // The failure of one service may keep the engine from beginning the other's group until the update after.
    for (let runs = 0; runs < 3 && !said.includes("[drain]"); runs += 1) {
      const run = await project.up(STACK);
      assert.notEqual(run.exitCode, 0);
      said = saidBy(run);
    }
    assert.match(
      said,
      /the new group \S+ is not healthy, so the old one is left as it is: 0 of 2 instances are healthy/,
    );
    await assertKept(serving);
  });

  it("go once there are machines: what was begun is brought to its end", async () => {
    const begun = (await groups()).flatMap(({ AutoScalingGroupName, Instances = [] }) =>
      Instances.length > 0 ? [] : [AutoScalingGroupName],
    );
    assert.notEqual(begun.length, 0);
    await setZoneCapacity(access, await subnetIds(), "machines");
    succeeds(await project.up(STACK));
    const left = await groups();
    assert.deepEqual(
      left.map(({ Instances = [] }) => Instances.length),
      [2, 2],
    );
    const names = left.map(({ AutoScalingGroupName }) => AutoScalingGroupName);
    assert.deepEqual(
      begun.filter((name) => !names.includes(name)),
      [],
    );
  });

  it("fail where new instances do not become healthy, and say how many are missing", async () => {
    await sandbox.gateway.setFaults([SICK]);
    const run = await deployed(fixtures.images[2]);
    assert.notEqual(run.exitCode, 0);
    assert.match(saidBy(run), /at least 2 healthy instance/);
  });

  it("are replaced as a whole with the next update: new groups, and the old ones gone", async () => {
    const before = await namesInState();
    succeeds(await deployed(fixtures.images[0]));
    const after = [await groupOf("web"), await groupOf("worker")];
    for (const { AutoScalingGroupName = "", Instances } of after) {
      assert.ok(!before.includes(AutoScalingGroupName), AutoScalingGroupName);
      assert.equal(Instances?.length, 2);
    }
    const left = (await groups()).map(({ AutoScalingGroupName }) => AutoScalingGroupName ?? "");
    assert.deepEqual(
      before.filter((name) => left.includes(name)),
      [],
    );
  });

  it("are kept by the engine where they are protected", async () => {
    await project.configSet(STACK, "protect", "true");
    const protectedNow = await project.up(STACK);
    assert.deepEqual([protectedNow.exitCode, protectedNow.changedUrns], [0, []], saidBy(protectedNow));
    const before = await namesInState();
    const run = await deployed(fixtures.images[1]);
    assert.notEqual(run.exitCode, 0);
    assert.match(saidBy(run), /unable to replace resource .*marked for protection/s);
    assert.deepEqual(await namesInState(), before);
  });

  it("are replaced by the update that takes the protection off", async () => {
    const before = await namesInState();
    await project.configSet(STACK, "protect", "false");
    succeeds(await deployed(fixtures.images[1]));
    const after = await namesInState();
    assert.equal(after.length, 2);
    assert.deepEqual(
      after.filter((name) => before.includes(name)),
      [],
    );
  });

  it("are not said to be there by the update after one that failed, where a service is new", async () => {
    await setZoneCapacity(access, await subnetIds(), "none");
    await project.configSet(STACK, "late", "true");
    const first = await project.up(STACK);
    assert.match(saidBy(first), /capacity satisfied: scaling activity/);
    const second = await project.up(STACK);
    assert.notEqual(second.exitCode, 0);
    assert.match(
      saidBy(second),
      /late in cluster only: the new group \S+ is not healthy: 0 of 2 instances are healthy after 30 s/,
    );
    await setZoneCapacity(access, await subnetIds(), "machines");
    succeeds(await project.up(STACK));
    assert.deepEqual(
      (await groups()).map(({ Instances = [] }) => Instances.length),
      [2, 2, 2],
    );
  });

  it("go with everything that is theirs", async () => {
    const run = await project.destroy(STACK);
    succeeds(run);
    assert.deepEqual(await groups(), []);
  });
});
