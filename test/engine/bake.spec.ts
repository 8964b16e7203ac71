import assert from "node:assert/strict";
import {
  DescribeImageAttributeCommand,
  DescribeInstancesCommand,
  DescribeKeyPairsCommand,
  DescribeSecurityGroupsCommand,
  DescribeSnapshotsCommand,
  type Tag,
} from "@aws-sdk/client-ec2";

import { serviceKey } from "../../components/images/imageCatalogue";
import { makeArtifact } from "../../sandbox/story/artifacts";
import { ended, resultOf, serviceArgs, useBakery } from "./bakery";

const TEST_LIMIT = 5 * 60 * 1000;

/** Calls that a bake makes whose image is known: the role, the artifact, the catalogue. */
const CALLS_OF_KNOWN = 3;

/** A commit for each test, so that none depends on what another left. */
const commitOf = (digit: string) => ({ service: "core", commit: digit.repeat(40) });

describe("the bake program, with real Packer on the emulated cloud", function () {
  this.timeout(TEST_LIMIT);
  const opened = useBakery();
  const made = (calls: Readonly<Record<string, number>>) => calls["ec2:CreateImage"] ?? 0;
  const total = (calls: Readonly<Record<string, number>>) =>
    Object.values(calls).reduce((sum, count) => sum + count, 0);

  it("lists at once that neither the base image nor the artifact is there", async () => {
    const bakery = opened();
    const { exitCode, stdout, stderr, calls } = await bakery.service(commitOf("0"));
    assert.deepEqual([exitCode, stdout], [1, ""]);
    assert.match(
      stderr,
      /The base image 2026-11-01 for arm64 was never baked: .*images\/bake\.ts base --version 2026-11-01/,
    );
    assert.match(
      stderr,
      /There is no s3:\/\/artifacts\/core\/0{40}\.tar\.gz: the build of core puts it there\./,
    );
    assert.doesNotMatch(stderr, /\bat .*\.ts:\d+/);
    assert.equal(total(calls), CALLS_OF_KNOWN);
  });

  it("bakes a base image from Amazon Linux 2023, once", async () => {
    const bakery = opened();
    const first = await bakery.base();
    const { imageId, contentKey, ...result } = resultOf(first);
    assert.deepEqual(result, {
      baked: true,
      service: "base-image",
      architecture: "arm64",
      version: "2026-11-01",
    });
    assert.equal(made(first.calls), 1);
    const second = await bakery.base();
    assert.deepEqual(resultOf(second), { ...result, imageId, contentKey, baked: false });
    assert.equal(made(second.calls), 0);
    assert.ok(total(second.calls) <= CALLS_OF_KNOWN, JSON.stringify(second.calls));
  });

  it("bakes a service image from the base image, once, and tags everything with what it is", async () => {
    const bakery = opened();
    const core = commitOf("1");
    await bakery.upload(core);
    const first = await bakery.service(core);
    const { imageId, contentKey, ...result } = resultOf(first);
    assert.deepEqual(result, { baked: true, architecture: "arm64", ...core });
    assert.equal(made(first.calls), 1);

    const image = (await bakery.images()).find(({ ImageId }) => ImageId === imageId);
    assert.ok(image);
    assert.ok(image.Name?.endsWith(String(contentKey)), image.Name);
    assert.equal(image.Architecture, "arm64");
    const expected = {
      Name: "duotone-core-111111111111-arm64",
      "managed-by": "duotone",
      "duotone:content-key": contentKey,
      "duotone:service": "core",
      "duotone:commit": core.commit,
      "duotone:architecture": "arm64",
      "duotone:base": "2026-11-01",
    };
    const tags = (tagged: { Tags?: Tag[] | undefined }) =>
      Object.fromEntries((tagged.Tags ?? []).map(({ Key, Value }) => [Key ?? "", Value]));
    assert.deepEqual(tags(image), expected);
    const SnapshotIds = (image.BlockDeviceMappings ?? []).flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []);
    const { Snapshots } = await bakery.ec2.send(new DescribeSnapshotsCommand({ SnapshotIds }));
    assert.deepEqual(
      Snapshots?.map((snapshot) => tags(snapshot)),
      [expected],
    );
    const { Reservations } = await bakery.ec2.send(
      new DescribeInstancesCommand({
        Filters: [{ Name: "instance-id", Values: [image.SourceInstanceId ?? ""] }],
      }),
    );
    const instance = Reservations?.[0]?.Instances?.[0];
    assert.equal(instance?.MetadataOptions?.HttpTokens, "required");
    assert.equal(instance.ImageId, resultOf(await bakery.base()).imageId);

    const second = await bakery.service(core);
    assert.deepEqual(resultOf(second), { ...result, imageId, contentKey, baked: false });
    assert.equal(made(second.calls), 0);
    assert.ok(total(second.calls) <= CALLS_OF_KNOWN, JSON.stringify(second.calls));
  });

  it("refuses the same commit with other content, and keeps what was baked", async () => {
    const bakery = opened();
    const core = commitOf("2");
    await bakery.upload(core);
    const { imageId } = resultOf(await bakery.service(core));
    await bakery.upload(core, await makeArtifact({ ...core, commit: "3".repeat(40) }));
    const refused = await bakery.service(core);
    assert.deepEqual([refused.exitCode, refused.stdout, made(refused.calls)], [1, "", 0]);
    const [heading, ...lines] = refused.stderr.split("\n");
    assert.match(
      heading ?? "",
      new RegExp(`core#2{40}#arm64 is baked already, as ${String(imageId)} on .*, and from other content:`),
    );
    assert.match(lines[0] ?? "", /^ - artifact: was [0-9a-f]{64}, is [0-9a-f]{64}$/);
    assert.match(lines[1] ?? "", /^A commit is baked once and never again\./);
    await bakery.upload(core);
    assert.equal(resultOf(await bakery.service(core)).imageId, imageId);
  });

  it("gives an image whose artifact was cleared away since", async () => {
    const bakery = opened();
    const core = commitOf("4");
    await bakery.upload(core);
    const { imageId } = resultOf(await bakery.service(core));
    await bakery.removeArtifact(core);
    const later = resultOf(await bakery.service(core));
    assert.deepEqual([later.imageId, later.baked], [imageId, false]);
  });

  it("takes over the image of a bake that was killed before it was registered", async () => {
    const bakery = opened();
    const core = commitOf("5");
    await bakery.upload(core);
    const { imageId } = resultOf(await bakery.service(core));
    await bakery.forget(serviceKey("core", core.commit, "arm64"));
    const run = await bakery.service(core);
    assert.deepEqual([resultOf(run).imageId, resultOf(run).baked, made(run.calls)], [imageId, false, 0]);
    assert.match(run.stderr, new RegExp(`taking over ${String(imageId)}`));
    assert.equal(total((await bakery.service(core)).calls), CALLS_OF_KNOWN);
  });

  it("takes over the image that Packer made and then failed", async () => {
    const bakery = opened();
    const core = commitOf("6");
    await bakery.upload(core);
    const env = await bakery.packerScript('"$PACKER" "$@" || exit; [ "$1" = build ] && exit 3; exit 0');
    const run = await bakery.run(serviceArgs(core), env);
    const { imageId } = resultOf(run);
    assert.equal(made(run.calls), 1);
    assert.ok((await bakery.images()).some((image) => image.ImageId === imageId));
    assert.match(run.stderr, /Packer ended with 3/);
  });

  it("registers nothing where Packer fails, and says why", async () => {
    const bakery = opened();
    const core = commitOf("7");
    await bakery.upload(core);
    await bakery.cloud.gateway.setFaults([
      {
        id: "no-room",
        match: { service: "ec2", action: "RunInstances" },
        effect: {
          kind: "error",
          status: 400,
          code: "VcpuLimitExceeded",
          message: "You have requested more vCPU capacity",
        },
      },
    ]);
    const run = await bakery.service(core);
    await bakery.cloud.gateway.clearFaults();
    assert.deepEqual([run.exitCode, run.stdout], [1, ""]);
    assert.match(run.stderr, /Packer ended with 1\. The end of what it printed:\n[^]*VcpuLimitExceeded/);
    assert.equal(resultOf(await bakery.service(core)).baked, true);
  });

  it("bakes nothing that holds a secret", async () => {
    const bakery = opened();
    const core = commitOf("8");
    await bakery.upload(
      core,
      await makeArtifact({ ...core, service: ["AKIA", "Z7QXLR3WTB2NC5VD"].join("") }),
    );
    const run = await bakery.service(core);
    assert.deepEqual([run.exitCode, run.stdout, run.calls["ec2:RunInstances"]], [1, "", undefined]);
    assert.match(
      run.stderr,
      /\n - service\.json:1: an AWS access key id\n - start:2: an AWS access key id\n/,
    );
    assert.doesNotMatch(run.stderr, /Z7QXLR3WTB2NC5VD/);
  });

  it("lets Packer clean up when it is told to end, and bakes at the next try", async () => {
    const bakery = opened();
    const core = commitOf("9");
    await bakery.upload(core);
    await bakery.cloud.gateway.setFaults([
      { id: "slow", match: { service: "ec2", action: "StopInstances" }, effect: { kind: "delay", ms: 2000 } },
    ]);
    const child = bakery.start(serviceArgs(core));
    child.stderr?.on("data", (piece: Buffer) => {
      if (piece.includes("Stopping the source instance")) {
        child.kill("SIGTERM");
      }
    });
    const run = await ended(child);
    await bakery.cloud.gateway.clearFaults();
    assert.deepEqual([run.exitCode, run.stdout], [143, ""]);
    assert.match(
      run.stderr,
      /Terminating the source AWS instance[^]*ended by SIGTERM; nothing was registered\n$/,
    );
    const { KeyPairs } = await bakery.ec2.send(new DescribeKeyPairsCommand({}));
    const { SecurityGroups } = await bakery.ec2.send(new DescribeSecurityGroupsCommand({}));
    const { Reservations } = await bakery.ec2.send(new DescribeInstancesCommand({}));
    const running = Reservations?.flatMap(({ Instances }) => Instances ?? []).filter(
      ({ State }) => State?.Name !== "terminated",
    );
    assert.deepEqual([KeyPairs, running], [[], []]);
    assert.deepEqual(
      SecurityGroups?.filter(({ GroupName }) => GroupName?.startsWith("packer")),
      [],
    );
    assert.equal(resultOf(await bakery.service(core)).baked, true);
  });

  it("makes one image of two bakes at the same time", async () => {
    const bakery = opened();
    const core = commitOf("a");
    await bakery.upload(core);
    const runs = await Promise.all([
      ended(bakery.start(serviceArgs(core))),
      ended(bakery.start(serviceArgs(core))),
    ]);
    const [one, other] = runs.map(resultOf);
    assert.equal(one?.imageId, other?.imageId);
    assert.equal(
      (await bakery.images()).filter(({ Name }) => Name?.endsWith(String(one?.contentKey))).length,
      1,
    );
  });

  it("shares an image with its consumers, each once", async () => {
    const bakery = opened();
    const core = commitOf("b");
    await bakery.upload(core);
    const { imageId } = resultOf(await bakery.service(core));
    resultOf(await bakery.service(core, "--consumer-account-ids", "222233334444"));
    resultOf(await bakery.service(core, "--consumer-account-ids", "444455556666,222233334444"));
    const last = await bakery.service(core, "--consumer-account-ids", "222233334444,444455556666");
    assert.equal(total(last.calls), CALLS_OF_KNOWN);
    const { LaunchPermissions } = await bakery.ec2.send(
      new DescribeImageAttributeCommand({ ImageId: String(imageId), Attribute: "launchPermission" }),
    );
    assert.deepEqual(LaunchPermissions?.map(({ UserId }) => UserId).sort(), ["222233334444", "444455556666"]);
  });

  it("names what is missing on the machine or in the account, without a stack trace", async () => {
    const bakery = opened();
    const core = commitOf("c");
    await bakery.upload(core);
    const table = await bakery.service(core, "--catalogue-table", "another-table");
    const bucket = await bakery.service(core, "--artifact-bucket", "another-bucket");
    const old = await bakery.run(serviceArgs(core), await bakery.packerScript("echo Packer v1.9.4"));
    const machine = await bakery.run(serviceArgs(core), { PKR_VAR_communicator: "ssh" });
    for (const [run, pattern] of [
      [
        table,
        /There is no table another-table in eu-west-1 of this account: run `pulumi up` in foundation\/ first/,
      ],
      [bucket, /s3:\/\/another-bucket\/core\/c{40}\.tar\.gz could not be read \(NoSuchBucket/],
      [old, / - packer on PATH says "Packer v1\.9\.4", and images are baked with Packer 1\.15\.1/],
      [machine, / - The build instance has no instance profile: give --instance-profile/],
    ] as const) {
      assert.equal(run.exitCode, 1);
      assert.match(run.stderr, pattern);
      assert.doesNotMatch(run.stderr, /\bat .*\.(ts|js):\d+/);
    }
  });
});
