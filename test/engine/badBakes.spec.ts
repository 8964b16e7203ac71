import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { CopyImageCommand, DescribeImagesCommand } from "@aws-sdk/client-ec2";
import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";

import { openCatalogueTable } from "../../components/images/catalogueTable";
import { baseKey } from "../../components/images/imageCatalogue";
import type { Fault } from "../../sandbox/cloud/gatewayClient";
import { artifactKey, makeArtifact } from "../../sandbox/story/artifacts";
import { registeredImage } from "./bakeKills";
import { type Bakery, BUCKET, REGION, resultOf, serviceArgs, TABLE, useBakery } from "./bakery";

const TEST_LIMIT = 5 * 60 * 1000;

const IMAGE_KEY = "arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-0000-4000-8000-000000000000";

/** What goes wrong with a bake, and what it says of it. */
interface BadBake {
  readonly title: string;
  readonly faults?: readonly Fault[];
  readonly args?: readonly string[];

  /** Shell script in the place of Packer. */
  readonly packer?: string;
  readonly says: RegExp;
}

const refused = (service: "s3" | "dynamodb", action: string, resource?: string): readonly Fault[] => [
  {
    id: "refused",
    match: { service, action, ...(resource !== undefined && { resource }) },
    effect: { kind: "error", status: 400, code: "AccessDeniedException", message: "not allowed" },
  },
];

/** A repeat without the fault makes the image, and nothing is registered before it. */
const BAD_BAKES: readonly BadBake[] = [
  {
    title: "the catalogue cannot be written after the bake",
    faults: refused("dynamodb", "PutItem", "stateChanges"),
    says: /ami-\w+ is made, and is not registered\. Bake again once this is mended[^]*AccessDeniedException/,
  },
  {
    title: "the manifest cannot be stored",
    faults: refused("s3", "PutObject"),
    says: /The manifest s3:\/\/artifacts\/manifests\/core\/\S+\.json could not be written/,
  },
  {
    title: "the artifact is not the one that was built",
    args: ["--artifact-sha256", "0".repeat(64)],
    says: /core\/\w{40}\.tar\.gz has the SHA-256 \w{64}, and --artifact-sha256 says 0{64}: it is not what was built/,
  },
  {
    title: "a template has an error",
    packer: '[ "$1" = validate ] && exec "$PACKER" validate -syntax-only "$BROKEN"; exec "$PACKER" "$@"',
    says: / - Packer cannot read the templates\. Mend what it names:\n[^]*broken\.pkr\.hcl/,
  },
  {
    title: "Packer is of another version",
    packer: "echo Packer v1.9.4",
    says: / - packer on PATH says "Packer v1\.9\.4", and images are baked with Packer 1\.15\.1/,
  },
  {
    title: "the image is made with another key than the image key",
    args: ["--kms-key-arn", IMAGE_KEY],
    packer:
      'for one in "$@"; do shift; case $one in kms_key_id=*) one=kms_key_id=;; esac; set -- "$@" "$one"; done; ' +
      'exec "$PACKER" "$@"',
    says: /is not registered, and is removed:\n - snap-\w+ of ami-\w+ is encrypted with .*, and not with arn:aws:kms/,
  },
];

describe("bad input of the bake program, with real Packer on the emulated cloud", function () {
  this.timeout(TEST_LIMIT);
  const opened = useBakery();
  let broken: string;

  const commitOf = (index: number) => ({ service: "core", commit: (0x10 + index).toString(16).repeat(20) });
  const images = async (bakery: Bakery, commit: string) => {
    const Filters = [{ Name: "tag:duotone:commit", Values: [commit] }];
    const { Images } = await bakery.ec2.send(new DescribeImagesCommand({ Owners: ["self"], Filters }));
    return (Images ?? []).map(({ ImageId = "" }) => ImageId);
  };

  before(async function () {
    this.timeout(TEST_LIMIT);
    broken = await mkdtemp(path.join(tmpdir(), "duotone-broken-"));
    await writeFile(path.join(broken, "broken.pkr.hcl"), 'source "amazon-ebs" "image" {\n  region = \n');
    resultOf(await opened().base());
  });

  after(() => rm(broken, { recursive: true, force: true }));

  for (const [index, { title, faults = [], args = [], packer, says }] of BAD_BAKES.entries()) {
    it(`registers nothing where ${title}, says so, and bakes at the next try`, async () => {
      const bakery = opened();
      const core = commitOf(index);
      await bakery.upload(core);
      await bakery.cloud.gateway.setFaults(faults);
      const env = packer === undefined ? {} : { ...(await bakery.packerScript(packer)), BROKEN: broken };
      const run = await bakery.run([...serviceArgs(core), ...args], env);
      await bakery.cloud.gateway.clearFaults();
      assert.deepEqual([run.exitCode, run.stdout], [1, ""]);
      assert.match(run.stderr, says);
      assert.doesNotMatch(run.stderr, /\bat .*\.(ts|js):\d+/);
      assert.equal(await registeredImage(bakery, core), undefined);

      const { imageId } = resultOf(await bakery.service(core));
      assert.deepEqual(await images(bakery, core.commit), [imageId]);
    });
  }

  it("registers an image that is encrypted with the image key", async () => {
    const bakery = opened();
    const core = commitOf(0x3f);
    await bakery.upload(core);
    assert.equal(resultOf(await bakery.service(core, "--kms-key-arn", IMAGE_KEY)).baked, true);
  });

  it("refuses an artifact whose object says that it is another", async () => {
    const bakery = opened();
    const core = commitOf(0x40);
    await bakery.s3.send(
      new PutObjectCommand({
        Bucket: BUCKET,
        Key: artifactKey(core),
        Body: await makeArtifact(core),
        Metadata: { sha256: "1".repeat(64) },
      }),
    );
    const run = await bakery.service(core);
    assert.equal(run.exitCode, 1);
    assert.match(run.stderr, /and the object's metadata says 1{64}: it is not what was built/);
  });

  it("refuses a second image of one name, which the emulator lets anybody make", async () => {
    const bakery = opened();
    const core = commitOf(0x41);
    await bakery.upload(core);
    const { imageId } = resultOf(await bakery.service(core));
    const made = (await bakery.images()).find(({ ImageId }) => ImageId === imageId);
    const copy = await bakery.ec2.send(
      new CopyImageCommand({ SourceImageId: String(imageId), SourceRegion: REGION, Name: made?.Name }),
    );
    const registered = await registeredImage(bakery, core);
    assert.ok(registered);
    await bakery.forget(registered);
    const run = await bakery.service(core);
    assert.equal(run.exitCode, 1);
    assert.match(
      run.stderr,
      new RegExp(`${String(imageId)} is not registered, because ${copy.ImageId ?? ""} of`),
    );
    assert.equal(await registeredImage(bakery, core), undefined);
  });

  it("stores a manifest whose digest the catalogue has", async () => {
    const bakery = opened();
    const core = commitOf(0x42);
    await bakery.upload(core);
    resultOf(await bakery.service(core));
    const registered = await registeredImage(bakery, core);
    assert.ok(registered);
    const { Body } = await bakery.s3.send(
      new GetObjectCommand({ Bucket: BUCKET, Key: registered.manifest.key }),
    );
    const text = (await Body?.transformToString()) ?? "";
    assert.equal(createHash("sha256").update(text).digest("hex"), registered.manifest.sha256);
    const { commit, base, artifact, tools, packages } = JSON.parse(text) as Record<string, unknown>;
    assert.equal(commit, core.commit);
    assert.equal((base as { build?: string }).build, "2026-11-01#arm64");
    assert.equal((artifact as { sha256?: string }).sha256, registered.parts.artifact);
    assert.equal((tools as { packer?: string }).packer, "1.15.1");
    assert.match(JSON.stringify(packages), /no machine was reached/);
  });

  it("bakes nothing from a revoked base image, and hands out nothing that was", async () => {
    const bakery = opened();
    const [known, fresh] = [commitOf(0x43), commitOf(0x44)];
    await bakery.upload(known);
    await bakery.upload(fresh);
    resultOf(await bakery.service(known));
    const table = await openCatalogueTable({
      region: REGION,
      tableName: TABLE,
      credentials: () => bakery.dynamodb.config.credentials(),
    });
    await table.changeState(baseKey("2026-11-01", "arm64"), {
      state: "revoked",
      at: "2026-11-20T10:00:00.000Z",
      by: "arn:aws:iam::111122223333:user/sam",
      reason: "CVE-2026-1",
    });
    table.close();
    const revoked =
      /was revoked by arn:aws:iam::111122223333:user\/sam at 2026-11-20T10:00:00\.000Z: CVE-2026-1/;
    for (const commit of [known, fresh]) {
      const run = await bakery.service(commit);
      assert.equal(run.exitCode, 1);
      assert.match(run.stderr, revoked);
      assert.equal(run.calls["ec2:RunInstances"], undefined);
    }
  });
});
