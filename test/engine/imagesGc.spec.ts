import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";

import {
  CopyImageCommand,
  DescribeImagesCommand,
  DescribeSnapshotsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { parse } from "yaml";

import { serviceKey } from "../../components/images/imageCatalogue";
import { markCollected, scanCatalogue } from "../../images/collectionMarks";
import { makeArtifact } from "../../sandbox/story/artifacts";
import { roleAccess } from "../../sandbox/story/cloudAccess";
import { TemporaryProject } from "../cli/preview/project";
import { type Bakery, ended, REGION, resultOf, TABLE, useBakery } from "./bakery";
import { collect, type World } from "./collector";

const TEST_LIMIT = 5 * 60 * 1000;
const DAY = 86_400_000;
const COPY_REGION = "eu-central-1";

interface Entry {
  readonly service: string;
  readonly imageId: string;
  readonly reasons: readonly string[];
  readonly why?: string;
}

/** What `duotone images gc --json` says. */
interface GcDocument {
  readonly kept: readonly Entry[];
  readonly collected: readonly Entry[];
  readonly unfinished: readonly Entry[];
  readonly leftovers?: readonly { readonly id: string }[];
  readonly deleted?: readonly string[];
  readonly problems?: readonly string[];
  readonly error?: string;
  readonly reasons?: readonly string[];
}

describe("duotone images gc, with real bakes on the emulated cloud", function () {
  this.timeout(TEST_LIMIT);
  const opened = useBakery();
  let project: TemporaryProject;
  let world: World;
  let copies: EC2Client;

  /** Snapshots of the emulator's own images. */
  let strange: readonly (string | undefined)[];

  /** Variables of this process that those of the sandbox hide. */
  let inherited: Readonly<Record<string, string | undefined>> = {};

  /** Image ids by what they are for. */
  const ids: Record<"oldBase" | "base" | "named" | "running" | "spare" | "revoked" | "copy", string> = {
    oldBase: "",
    base: "",
    named: "",
    running: "",
    spare: "",
    revoked: "",
    copy: "",
  };
  const commitOf = (digit: string) => ({ service: "core", commit: digit.repeat(40) });

  before(async function () {
    this.timeout(TEST_LIMIT);
    const bakery = opened();
    project = await TemporaryProject.make();
    copies = new EC2Client(roleAccess(bakery.cloud.endpoint, COPY_REGION, bakery.roleArn));
    inherited = Object.fromEntries(Object.keys(bakery.env).map((name) => [name, process.env[name]]));
    Object.assign(process.env, bakery.env);
    strange = [...(await snapshotIds(bakery.ec2)), ...(await snapshotIds(copies))];
    const baked = async (one: { readonly service: string; readonly commit: string }) => {
      await bakery.upload(one);
      return String(resultOf(await bakery.service(one)).imageId);
    };
    ids.oldBase = String(resultOf(await bakery.run(["base", "--version", "2026-10-01"])).imageId);
    ids.base = String(resultOf(await bakery.base()).imageId);
    ids.named = await baked({ service: "core", commit: await releasedCommit(project) });
    ids.running = await baked(commitOf("b"));
    ids.spare = await baked(commitOf("c"));
    ids.revoked = await baked(commitOf("d"));
    ids.copy = await copied(bakery, copies, ids.spare);
    await revoke(bakery, serviceKey("core", commitOf("d").commit, "arm64"));
    world = {
      root: project.root,
      roleArn: bakery.roleArn,
      later: 40 * DAY,
      templates: { prod: [ids.running] },
    };
  });
  after(async () => {
    for (const [name, value] of Object.entries(inherited)) {
      if (value === undefined) {
        Reflect.deleteProperty(process.env, name);
      } else {
        process.env[name] = value;
      }
    }
    copies.destroy();
    await project.remove();
  });

  const gc = async (args: readonly string[], changed: Partial<World> = {}) => {
    const { exitCode, document, printed, noted } = await collect({ ...world, ...changed }, args);
    return { exitCode, screen: `${printed}\n${noted}`, document: document as unknown as GcDocument };
  };
  const idsOf = (entries: readonly Entry[] | undefined) => (entries ?? []).map(({ imageId }) => imageId);
  const everything = async () => ({
    images: (await opened().images()).map(({ ImageId }) => ImageId).sort(),
    copies: await ownIds(copies),
    snapshots: (await snapshotIds(opened().ec2)).filter((id) => !strange.includes(id)),
    copiedSnapshots: (await snapshotIds(copies)).filter((id) => !strange.includes(id)),
  });

  it("deletes nothing unless it is told to, and says of every image why it is kept or goes", async () => {
    const before = await everything();
    const { exitCode, document, screen } = await gc([]);
    assert.equal(exitCode, 0, screen);
    const reasons = Object.fromEntries(document.kept.map((entry) => [entry.imageId, entry.reasons]));
    assert.deepEqual(Object.keys(reasons).sort(), [ids.base, ids.named, ids.running].sort());
    assert.ok(reasons[ids.named]?.some((why) => /^cluster .+ of (prod|staging), in Pulumi\./.test(why)));
    assert.deepEqual(reasons[ids.running], ["LaunchTemplate core in the state of prod"]);
    assert.deepEqual(reasons[ids.base], [
      "base image of core " +
        ["bbbbbbb for arm64", `${(await releasedCommit(project)).slice(0, 7)} for arm64`].join(", core "),
      "baseVersion of prod, in Pulumi.prod.yaml",
      "baseVersion of staging, in Pulumi.staging.yaml",
      "the newest base image for arm64",
    ]);
    assert.deepEqual(idsOf(document.collected), [ids.revoked, ids.spare, ids.oldBase]);
    assert.match(document.collected[0]?.why ?? "", /^was revoked by ann .*: CVE-2026-1$/);
    assert.match(screen, /3 images kept, 3 images to be deleted\./);
    assert.deepEqual(await everything(), before);
  });

  it("keeps what was just baked", async () => {
    const { document } = await gc([], { later: DAY });
    assert.deepEqual(idsOf(document.collected), [ids.revoked]);
  });

  it("deletes nothing where a stack, a file or the catalogue cannot be read, and says what", async () => {
    const before = await everything();
    const stack = await gc(["--delete", "--yes"], { templates: { prod: [ids.running], staging: null } });
    assert.equal(stack.exitCode, 3, stack.screen);
    assert.match(stack.document.error ?? "", /^Nothing was deleted: /);
    assert.deepEqual(stack.document.reasons, [
      "Stack duotone/staging could not be read: the backend of staging does not answer.",
    ]);

    const file = path.join(project.root, "Pulumi.prod.yaml");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace("duotone:releases:", "duotone:relaeses:"));
    const broken = await gc(["--delete", "--yes"]);
    await writeFile(file, text);
    assert.equal(broken.exitCode, 3);
    assert.match(broken.document.reasons?.join("\n") ?? "", /Pulumi\.prod\.yaml: .*relaeses/);

    await opened().cloud.gateway.setFaults([
      {
        id: "denied",
        match: { service: "ec2", action: "DescribeInstances" },
        effect: { kind: "error", status: 403, code: "UnauthorizedOperation", message: "no" },
      },
    ]);
    const denied = await gc(["--delete", "--yes"]);
    await opened().cloud.gateway.clearFaults();
    assert.equal(denied.exitCode, 3);
    assert.match(denied.document.reasons?.join("\n") ?? "", /instances could not be listed .*Unauthorized/);
    assert.deepEqual(await everything(), before);
  });

  it("is taken up again where it was killed, at whatever moment", async () => {
    const { gateway } = opened().cloud;
    for (const action of ["DeregisterImage", "DeleteSnapshot"]) {
      await gateway.setFaults([
        { id: action, match: { service: "ec2", action }, effect: { kind: "hold", when: "before" }, after: 1 },
      ]);
      const program = ["-r", "ts-node/register/transpile-only", path.join(__dirname, "collector.ts")];
      const args = [...program, JSON.stringify(world), "--delete", "--yes"];
      const child = spawn(process.execPath, args, { env: opened().env, stdio: ["ignore", "pipe", "pipe"] });
      const end = ended(child);
      await gateway.untilHeld("some", AbortSignal.timeout(TEST_LIMIT / 2));
      child.kill("SIGKILL");
      await end;
      await gateway.clearFaults();
      await assertNoImageWithoutSnapshot([opened().ec2, copies]);
    }
    const { document } = await gc([]);
    assert.equal(document.unfinished.length > 0, true);
  });

  it("deletes exactly what nothing needs, with copies and snapshots, while AWS throttles", async () => {
    await opened().cloud.gateway.setFaults([
      { id: "busy", match: { service: "ec2" }, effect: { kind: "throttle" }, probability: 0.3, seed: 7 },
    ]);
    const { exitCode, document, screen } = await gc(["--delete", "--yes"]);
    await opened().cloud.gateway.clearFaults();
    assert.equal(exitCode, 0, screen);
    assert.deepEqual(document.problems, []);
    const left = await everything();
    assert.deepEqual(left.images, [ids.base, ids.named, ids.running].sort());
    assert.deepEqual(left.copies, []);
    assert.deepEqual(left.copiedSnapshots, []);
    assert.equal(left.snapshots.length, 3);
    await assertNoImageWithoutSnapshot([opened().ec2]);

    const again = await gc(["--delete", "--yes"]);
    assert.deepEqual(
      [again.exitCode, again.document.collected, again.document.unfinished],
      [0, [], []],
      again.screen,
    );
  });

  it("lets a deleted commit be baked again from the same content alone, and never one that was revoked", async () => {
    const bakery = opened();
    const spare = commitOf("c");
    await bakery.upload(spare, await makeArtifact({ ...spare, commit: "e".repeat(40) }));
    const other = await bakery.service(spare);
    assert.equal(other.exitCode, 1);
    assert.match(
      other.stderr,
      /core#c{40}#arm64 is baked already, .* and from other content:\n - artifact: was/,
    );

    const revoked = await bakery.service(commitOf("d"));
    assert.equal(revoked.exitCode, 1);
    assert.match(
      revoked.stderr,
      /core#d{40}#arm64 was revoked, and its image deleted on .*bake another commit/,
    );

    await bakery.upload(spare);
    const { imageId, baked } = resultOf(await bakery.service(spare));
    assert.equal(baked, true);
    assert.notEqual(imageId, ids.spare);
    assert.deepEqual(idsOf((await gc([])).document.collected), [imageId]);
  });

  it("removes what dead bakes left, and hands out no image that is about to go", async () => {
    const bakery = opened();
    const spare = commitOf("c");
    const key = serviceKey("core", spare.commit, "arm64");
    const before = (await scanCatalogue(bakery.dynamodb, TABLE)).find(({ build }) => build === key.build);
    assert.ok(before !== undefined);
    const collection = { at: "2026-12-24", by: "ann", remains: {} };
    assert.ok(await markCollected(bakery.dynamodb, TABLE, before, collection));
    const { imageId, baked } = resultOf(await bakery.service(spare));
    assert.equal(baked, true);
    assert.ok(!(await everything()).images.includes(before.imageId), "the bake removes what is left of it");

    await bakery.forget(key);
    const found = await gc([]);
    assert.deepEqual(found.document.leftovers?.map(({ id }) => id).slice(0, 1), [imageId]);
    assert.ok((await everything()).images.includes(String(imageId)));
    const removed = await gc(["--delete", "--yes"]);
    assert.equal(removed.exitCode, 0, removed.screen);
    assert.deepEqual((await everything()).images, [ids.base, ids.named, ids.running].sort());
    assert.equal((await everything()).snapshots.length, 3);
  });
});

/** A commit of core that the stack files name. */
async function releasedCommit({ root }: TemporaryProject): Promise<string> {
  const { config } = parse(await readFile(path.join(root, "Pulumi.prod.yaml"), "utf8")) as {
    config: { "duotone:releases": Record<string, Record<string, string>> };
  };
  const commit = config["duotone:releases"].prod1?.core;
  assert.ok(commit !== undefined);
  return commit;
}

/** Copies an image to another region, and has the catalogue know of it. */
async function copied({ dynamodb }: Bakery, elsewhere: EC2Client, imageId: string): Promise<string> {
  const { ImageId = "" } = await elsewhere.send(
    new CopyImageCommand({ SourceImageId: imageId, SourceRegion: REGION, Name: "copy" }),
  );
  await dynamodb.send(
    new UpdateItemCommand({
      TableName: TABLE,
      Key: { service: { S: "core" }, build: { S: `${"c".repeat(40)}#arm64` } },
      UpdateExpression: "SET copies = :copies",
      ExpressionAttributeValues: { ":copies": { M: { [COPY_REGION]: { S: ImageId } } } },
    }),
  );
  return ImageId;
}

async function revoke(
  { dynamodb }: Bakery,
  { service, build }: ReturnType<typeof serviceKey>,
): Promise<void> {
  const change = { state: "revoked", at: "2026-11-20", by: "ann", reason: "CVE-2026-1" };
  await dynamodb.send(
    new UpdateItemCommand({
      TableName: TABLE,
      Key: { service: { S: service }, build: { S: build } },
      UpdateExpression: "SET #state = :state, stateChanges = list_append(stateChanges, :change)",
      ExpressionAttributeNames: { "#state": "state" },
      ExpressionAttributeValues: {
        ":state": { S: "revoked" },
        ":change": {
          L: [{ M: Object.fromEntries(Object.entries(change).map(([name, value]) => [name, { S: value }])) }],
        },
      },
    }),
  );
}

async function ownIds(ec2: EC2Client): Promise<(string | undefined)[]> {
  const { Images } = await ec2.send(new DescribeImagesCommand({ Owners: ["self"] }));
  return (Images ?? []).map(({ ImageId }) => ImageId).sort();
}

async function snapshotIds(ec2: EC2Client): Promise<(string | undefined)[]> {
  const { Snapshots } = await ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ["self"] }));
  return (Snapshots ?? []).map(({ SnapshotId }) => SnapshotId).sort();
}

async function assertNoImageWithoutSnapshot(clients: readonly EC2Client[]): Promise<void> {
  for (const ec2 of clients) {
    const { Images } = await ec2.send(new DescribeImagesCommand({ Owners: ["self"] }));
    const needed = (Images ?? []).flatMap(({ BlockDeviceMappings }) =>
      (BlockDeviceMappings ?? []).flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []),
    );
    const there = await snapshotIds(ec2);
    assert.deepEqual(
      needed.filter((id) => !there.includes(id)),
      [],
    );
  }
}
