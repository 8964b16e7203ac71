import assert from "node:assert/strict";

import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import {
  DescribeImagesCommand,
  DescribeSnapshotsCommand,
  EC2Client,
  type Image,
  ModifyImageAttributeCommand,
} from "@aws-sdk/client-ec2";
import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";

import { readItem } from "../../components/images/catalogueItem";
import { serviceKey } from "../../components/images/imageCatalogue";
import { launchPermissionsOf } from "../../components/images/launchPermissions";
import type { Bakery, BakeRun } from "./bakery";
import { ended, resultOf, serviceArgs, TABLE, useBakery } from "./bakery";

const TEST_LIMIT = 5 * 60 * 1000;

const FURTHER = ["eu-central-1", "us-east-1"] as const;
type Further = (typeof FURTHER)[number];

const commitOf = (digit: string) => ({ service: "core", commit: digit.repeat(40) });

describe("copies of images in further regions, with real Packer on the emulated cloud", function () {
  this.timeout(TEST_LIMIT);
  const opened = useBakery();
  const clients = new Map<Further, EC2Client>();
  const keys = new Map<Further, string>();

  before(async function () {
    this.timeout(TEST_LIMIT);
    const bakery = opened();
    for (const region of FURTHER) {
      const access = bakery.access(region);
      clients.set(region, new EC2Client(access));
      const { KeyMetadata } = await new KMSClient(access).send(new CreateKeyCommand({}));
      keys.set(region, KeyMetadata?.Arn ?? "");
    }
    resultOf(await bakery.base());
  });

  after(() => {
    clients.forEach((client) => {
      client.destroy();
    });
  });

  const client = (region: Further): EC2Client => {
    const found = clients.get(region);
    assert.ok(found);
    return found;
  };
  const copyRegions = (...regions: readonly Further[]) => ({
    DUOTONE_COPY_REGIONS: regions.map((region) => `${region}=${keys.get(region) ?? ""}`).join(","),
  });
  const imagesIn = async (region: Further, commit: string): Promise<Image[]> => {
    const Filters = [{ Name: "tag:duotone:commit", Values: [commit] }];
    return (await client(region).send(new DescribeImagesCommand({ Owners: ["self"], Filters }))).Images ?? [];
  };
  const copiesMade = ({ calls }: BakeRun) => calls["ec2:CopyImage"] ?? 0;
  const registered = async (bakery: Bakery, { service, commit }: ReturnType<typeof commitOf>) => {
    const key = serviceKey(service, commit, "arm64");
    const Key = { service: { S: key.service }, build: { S: key.build } };
    const { Item } = await bakery.dynamodb.send(new GetItemCommand({ TableName: TABLE, Key }));
    return Item === undefined ? undefined : readItem(Item, TABLE);
  };

  it("are made before the image is registered: tagged, sealed with the region's key, shared with nobody", async () => {
    const bakery = opened();
    const core = commitOf("1");
    await bakery.upload(core);
    const run = await bakery.run(serviceArgs(core), copyRegions(...FURTHER));
    const { imageId, contentKey } = resultOf(run);
    assert.equal(copiesMade(run), 2);
    const { copies } = (await registered(bakery, core)) ?? {};
    assert.deepEqual(Object.keys(copies ?? {}).sort(), [...FURTHER]);
    for (const region of FURTHER) {
      const [image, ...others] = await imagesIn(region, core.commit);
      assert.ok(image);
      assert.equal(others.length, 0);
      assert.equal(image.ImageId, copies?.[region]);
      assert.notEqual(image.ImageId, imageId);
      assert.deepEqual([image.State, image.ImdsSupport], ["available", "v2.0"]);
      assert.ok(image.Name?.endsWith(String(contentKey)), image.Name);
      const ebs = image.BlockDeviceMappings?.[0]?.Ebs;
      const { Snapshots } = await client(region).send(
        new DescribeSnapshotsCommand({ SnapshotIds: [ebs?.SnapshotId ?? ""] }),
      );
      assert.deepEqual([ebs?.Encrypted, Snapshots?.[0]?.KmsKeyId], [true, keys.get(region)]);
      assert.ok(image.Tags?.some(({ Key, Value }) => Key === "duotone:content-key" && Value === contentKey));
      assert.deepEqual(Snapshots?.[0]?.Tags, image.Tags);
      assert.deepEqual(await launchPermissionsOf(client(region), image.ImageId ?? ""), []);
    }

    const again = await bakery.run(serviceArgs(core), copyRegions(...FURTHER));
    assert.deepEqual([resultOf(again).imageId, resultOf(again).baked], [imageId, false]);
    assert.deepEqual(Object.keys(again.calls).sort(), [
      "dynamodb:BatchGetItem",
      "s3:GetObject",
      "sts:AssumeRole",
    ]);
  });

  it("are added to an image that was baked before the region was wanted, once", async () => {
    const bakery = opened();
    const core = commitOf("2");
    await bakery.upload(core);
    const { imageId } = resultOf(await bakery.service(core, "--consumer-account-ids", "222233334444"));
    await bakery.cloud.gateway.setFaults([
      {
        id: "closed",
        match: { service: "ec2", action: "CopyImage" },
        effect: { kind: "error", status: 401, code: "OptInRequired", message: "You are not subscribed" },
      },
    ]);
    const refused = await bakery.run(serviceArgs(core), copyRegions("eu-central-1"));
    await bakery.cloud.gateway.clearFaults();
    assert.deepEqual([refused.exitCode, refused.stdout], [1, ""]);
    assert.match(
      refused.stderr,
      / - eu-central-1: ami-\w+ could not be copied \(OptInRequired: You are not subscribed\)\.\n {3}.*enable it/,
    );
    assert.deepEqual((await registered(bakery, core))?.copies, {});
    const one = await bakery.run(serviceArgs(core), copyRegions("eu-central-1"));
    assert.deepEqual([resultOf(one).imageId, resultOf(one).baked, copiesMade(one)], [imageId, false, 1]);
    const two = await bakery.run(serviceArgs(core), copyRegions(...FURTHER));
    assert.deepEqual([resultOf(two).imageId, copiesMade(two)], [imageId, 1]);
    const { copies = {} } = (await registered(bakery, core)) ?? {};
    for (const region of FURTHER) {
      assert.deepEqual(
        (await imagesIn(region, core.commit)).map(({ ImageId }) => ImageId),
        [copies[region]],
      );
      assert.deepEqual(await launchPermissionsOf(client(region), copies[region] ?? ""), [
        { UserId: "222233334444" },
      ]);
    }
  });

  it("fail together with the bake where one fails, which says which, and a repeat copies what is missing", async () => {
    const bakery = opened();
    const core = commitOf("3");
    await bakery.upload(core);
    const wrongKey = keys.get("eu-central-1")?.replace("eu-central-1", "us-east-1") ?? "";
    const env = {
      DUOTONE_COPY_REGIONS: `eu-central-1=${keys.get("eu-central-1") ?? ""},us-east-1=${wrongKey}`,
    };
    const failed = await bakery.run(serviceArgs(core), env);
    assert.deepEqual([failed.exitCode, failed.stdout, copiesMade(failed)], [1, "", 2]);
    const [there] = await imagesIn("eu-central-1", core.commit);
    const said = failed.stderr.slice(failed.stderr.indexOf("core at"));
    assert.match(
      said,
      /^core at 3{40} is baked as ami-\w+ in eu-west-1, but could not be copied to every region:\n/,
    );
    assert.match(said, / - us-east-1: its copy ami-\w+ is failed \(Given key ID .* is not accessible\)\./);
    assert.ok(
      said.includes(`There are copies in eu-central-1 (${there?.ImageId ?? ""}). No copy was registered.`),
      said,
    );
    assert.doesNotMatch(failed.stderr, /\bat .*\.ts:\d+/);
    assert.equal(await registered(bakery, core), undefined);

    const again = await bakery.run(serviceArgs(core), copyRegions(...FURTHER));
    resultOf(again);
    assert.deepEqual([again.calls["ec2:CreateImage"], copiesMade(again)], [undefined, 1]);
    const image = await registered(bakery, core);
    assert.equal(image?.copies["eu-central-1"], there?.ImageId);
    const left = (await imagesIn("us-east-1", core.commit)).map(({ ImageId, State }) => [ImageId, State]);
    assert.deepEqual(left, [[image?.copies["us-east-1"], "available"]]);
  });

  it("in the making are left to AWS by a bake that is told to end, and taken by the next", async () => {
    const bakery = opened();
    const core = commitOf("5");
    await bakery.upload(core);
    const child = bakery.start(serviceArgs(core), copyRegions("eu-central-1"));
    child.stderr?.on("data", (piece: Buffer) => {
      if (piece.includes("waiting for ami-")) {
        child.kill("SIGTERM");
      }
    });
    const run = await ended(child);
    assert.deepEqual([run.exitCode, run.stdout], [143, ""], run.stderr);
    assert.match(
      run.stderr,
      /waiting for ami-\w+ in eu-central-1, 0 s so far\nended by SIGTERM; nothing was registered\n$/,
    );
    assert.equal(await registered(bakery, core), undefined);
    const next = await bakery.run(serviceArgs(core), copyRegions("eu-central-1"));
    resultOf(next);
    assert.deepEqual([next.calls["ec2:CreateImage"], copiesMade(next)], [undefined, 0]);
    assert.equal((await imagesIn("eu-central-1", core.commit)).length, 1);
  });

  it("are refused, as images are, where others than the consumers may use them, and the share is left as it is", async () => {
    const bakery = opened();
    const core = commitOf("6");
    await bakery.upload(core);
    const { imageId } = resultOf(await bakery.run(serviceArgs(core), copyRegions("eu-central-1")));
    const copyId = (await registered(bakery, core))?.copies["eu-central-1"] ?? "";
    await bakery.forget(serviceKey(core.service, core.commit, "arm64"));
    const share = (ec2: EC2Client, ImageId: string, what: "Add" | "Remove", permission: object) =>
      ec2.send(new ModifyImageAttributeCommand({ ImageId, LaunchPermission: { [what]: [permission] } }));

    await share(bakery.ec2, String(imageId), "Add", { Group: "all" });
    const open = await bakery.run(serviceArgs(core), copyRegions("eu-central-1"));
    assert.equal(open.exitCode, 1);
    assert.match(
      open.stderr,
      new RegExp(
        `Image ${String(imageId)} in eu-west-1 is shared with everybody, .*\n?.*reset-image-attribute --region eu-west-1`,
      ),
    );
    await share(bakery.ec2, String(imageId), "Remove", { Group: "all" });

    await share(client("eu-central-1"), copyId, "Add", { UserId: "999988887777" });
    const stranger = await bakery.run(serviceArgs(core), copyRegions("eu-central-1"));
    assert.equal(stranger.exitCode, 1);
    assert.match(
      stranger.stderr,
      new RegExp(
        ` - eu-central-1: Image ${copyId} in eu-central-1 is shared with the account 999988887777, `,
      ),
    );
    assert.deepEqual(await launchPermissionsOf(client("eu-central-1"), copyId), [{ UserId: "999988887777" }]);
    assert.equal(await registered(bakery, core), undefined);

    const wanted = await bakery.run(
      serviceArgs(core).concat("--consumer-account-ids", "999988887777"),
      copyRegions("eu-central-1"),
    );
    assert.equal(resultOf(wanted).imageId, imageId);
    assert.equal((await registered(bakery, core))?.copies["eu-central-1"], copyId);
  });
});
