import assert from "node:assert/strict";
import {
  CopyImageCommand,
  CreateImageCommand,
  CreateTagsCommand,
  DescribeImagesCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
  EC2Client,
  ModifyImageAttributeCommand,
  RegisterImageCommand,
  RunInstancesCommand,
} from "@aws-sdk/client-ec2";
import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import {
  type TestCloud,
  assumeIn,
  clientConfig,
  createAccount,
  createOrganization,
  startTestCloud,
  stopTestCloud,
} from "../emulator";

describe("emulated images", function () {
  this.timeout(60_000);

  let cloud: TestCloud;
  let owner: EC2Client;
  let consumer: EC2Client;
  let consumerId: string;
  let instanceId: string;
  let sourceId: string;

  before(async () => {
    cloud = await startTestCloud();
    await createOrganization(cloud);
    owner = new EC2Client(clientConfig(cloud));
    consumerId = (await createAccount(cloud, "consumer")).ended.AccountId ?? "";
    consumer = new EC2Client(clientConfig(cloud, await assumeIn(cloud, consumerId)));
    const { Parameter } = await new SSMClient(clientConfig(cloud)).send(
      new GetParameterCommand({
        Name: "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
      }),
    );
    sourceId = Parameter?.Value ?? "";
    const { Instances } = await owner.send(
      new RunInstancesCommand({
        ImageId: sourceId,
        MinCount: 1,
        MaxCount: 1,
        InstanceType: "t4g.micro",
      }),
    );
    instanceId = Instances?.[0]?.InstanceId ?? "";
  });

  after(() => stopTestCloud(cloud));

  /** The owner in another region. */
  const elsewhere = (): readonly [KMSClient, EC2Client] => {
    const there = { ...clientConfig(cloud), region: "eu-central-1" };
    return [new KMSClient(there), new EC2Client(there)];
  };

  const find = (client: EC2Client, imageId: string | undefined) =>
    client.send(new DescribeImagesCommand({ ImageIds: [imageId ?? ""] }));

  it("are encrypted where the instance that they are made of is, and say so", async () => {
    const encryptionOf = async (encrypted: boolean) => {
      const { Images } = await find(owner, sourceId);
      const { Instances } = await owner.send(
        new RunInstancesCommand({
          ImageId: sourceId,
          MinCount: 1,
          MaxCount: 1,
          InstanceType: "t4g.micro",
          BlockDeviceMappings: [{ DeviceName: Images?.[0]?.RootDeviceName, Ebs: { Encrypted: encrypted } }],
        }),
      );
      const { ImageId } = await owner.send(
        new CreateImageCommand({
          InstanceId: Instances?.[0]?.InstanceId,
          Name: encrypted ? "sealed" : "clear",
        }),
      );
      const ebs = (await find(owner, ImageId)).Images?.[0]?.BlockDeviceMappings?.[0]?.Ebs;
      const { Snapshots } = await owner.send(
        new DescribeSnapshotsCommand({ SnapshotIds: [ebs?.SnapshotId ?? ""] }),
      );
      return [ebs?.Encrypted, Snapshots?.[0]?.Encrypted];
    };
    assert.deepEqual(await encryptionOf(true), [true, true]);
    assert.deepEqual(await encryptionOf(false), [false, false]);
  });

  it("refuse a second image of the same name", async () => {
    const image = new CreateImageCommand({ InstanceId: instanceId, Name: "core-1" });
    const { ImageId } = await owner.send(image);
    const taken = {
      name: "InvalidAMIName.Duplicate",
      message: `AMI name core-1 is already in use by AMI ${ImageId ?? ""}`,
    };
    await assert.rejects(owner.send(image), taken);
    await assert.rejects(owner.send(new RegisterImageCommand({ Name: "core-1" })), taken);
    await owner.send(new RegisterImageCommand({ Name: "core-2" }));
  });

  it("keep the root of the instance they are made of, and tags of image and snapshot", async () => {
    const tags = (Value: string) => [{ Key: "Commit", Value }];
    const { ImageId } = await owner.send(
      new CreateImageCommand({
        InstanceId: instanceId,
        Name: "made",
        TagSpecifications: [
          { ResourceType: "image", Tags: tags("image") },
          { ResourceType: "snapshot", Tags: tags("snapshot") },
        ],
      }),
    );
    const [image] = (await find(owner, ImageId)).Images ?? [];
    assert.equal(image?.RootDeviceType, "ebs");
    assert.equal(image.RootDeviceName, "/dev/xvda");
    assert.deepEqual(image.Tags, tags("image"));
    const SnapshotIds = [image.BlockDeviceMappings?.[0]?.Ebs?.SnapshotId ?? ""];
    const { Snapshots } = await owner.send(new DescribeSnapshotsCommand({ SnapshotIds }));
    assert.deepEqual(Snapshots?.[0]?.Tags, tags("snapshot"));
  });

  it("give an instance's volume its size where the instance asks for none", async () => {
    const { ImageId } = await owner.send(new CreateImageCommand({ InstanceId: instanceId, Name: "sized" }));
    const [image] = (await find(owner, ImageId)).Images ?? [];
    const device = image?.BlockDeviceMappings?.[0];
    const run = (DeviceName: string | undefined) =>
      owner.send(
        new RunInstancesCommand({
          ImageId,
          MinCount: 1,
          MaxCount: 1,
          BlockDeviceMappings: [{ DeviceName, Ebs: { Encrypted: true } }],
        }),
      );
    const { Instances } = await run(device?.DeviceName);
    const Filters = [{ Name: "attachment.instance-id", Values: [Instances?.[0]?.InstanceId ?? ""] }];
    const { Volumes } = await owner.send(new DescribeVolumesCommand({ Filters }));
    assert.deepEqual(
      Volumes?.map(({ Size }) => Size),
      [device?.Ebs?.VolumeSize],
    );
    await assert.rejects(run("/dev/sdz"), { name: "MissingParameter" });
  });

  it("keep architecture and tags of a registered image", async () => {
    const { ImageId } = await owner.send(
      new RegisterImageCommand({
        Name: "registered",
        Architecture: "arm64",
        RootDeviceName: "/dev/xvda",
        TagSpecifications: [{ ResourceType: "image", Tags: [{ Key: "Commit", Value: "3f1c9e0" }] }],
      }),
    );
    const [image] = (await find(owner, ImageId)).Images ?? [];
    assert.equal(image?.Architecture, "arm64");
    assert.equal(image.RootDeviceName, "/dev/xvda");
    assert.deepEqual(image.Tags, [{ Key: "Commit", Value: "3f1c9e0" }]);
  });

  it("are copied to another region as asked, encrypted with that region's key", async () => {
    const [kms, there] = elsewhere();
    const KmsKeyId = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn;
    const { ImageId } = await owner.send(new CreateImageCommand({ InstanceId: instanceId, Name: "origin" }));
    const tags = (Value: string) => [{ Key: "Commit", Value }];
    await owner.send(new CreateTagsCommand({ Resources: [ImageId ?? ""], Tags: tags("origin") }));
    const copied = await there.send(
      new CopyImageCommand({
        SourceImageId: ImageId,
        SourceRegion: "eu-west-1",
        Name: "copied",
        Encrypted: true,
        KmsKeyId,
        TagSpecifications: [
          { ResourceType: "image", Tags: tags("image") },
          { ResourceType: "snapshot", Tags: tags("snapshot") },
        ],
      }),
    );
    const look = async () => (await find(there, copied.ImageId)).Images?.[0];
    assert.equal((await look())?.State, "pending");
    const image = await look();
    assert.deepEqual(
      [image?.State, image?.RootDeviceName, image?.RootDeviceType, image?.Architecture, image?.Tags],
      ["available", "/dev/xvda", "ebs", "arm64", tags("image")],
    );
    const ebs = image?.BlockDeviceMappings?.[0]?.Ebs;
    const { Snapshots } = await there.send(
      new DescribeSnapshotsCommand({ SnapshotIds: [ebs?.SnapshotId ?? ""] }),
    );
    assert.deepEqual(
      [ebs?.Encrypted, Snapshots?.[0]?.Encrypted, Snapshots?.[0]?.KmsKeyId, Snapshots?.[0]?.Tags],
      [true, true, KmsKeyId, tags("snapshot")],
    );
  });

  it("are copied with their tags where that is asked, and in clear where they are and nothing else is asked", async () => {
    const [, there] = elsewhere();
    const { ImageId } = await owner.send(new CreateImageCommand({ InstanceId: instanceId, Name: "clear-1" }));
    await owner.send(
      new CreateTagsCommand({ Resources: [ImageId ?? ""], Tags: [{ Key: "Commit", Value: "1" }] }),
    );
    const copy = { SourceImageId: ImageId, SourceRegion: "eu-west-1", Name: "clear-2", CopyImageTags: true };
    const copied = await there.send(new CopyImageCommand(copy));
    const image = (await find(there, copied.ImageId)).Images?.[0];
    assert.deepEqual(image?.Tags, [{ Key: "Commit", Value: "1" }]);
    assert.equal(image.BlockDeviceMappings?.[0]?.Ebs?.Encrypted, false);
  });

  it("fail to be copied with a key of another region, after EC2 has taken the order", async () => {
    const [, there] = elsewhere();
    const KmsKeyId = (await new KMSClient(clientConfig(cloud)).send(new CreateKeyCommand({}))).KeyMetadata
      ?.Arn;
    const { ImageId } = await owner.send(new CreateImageCommand({ InstanceId: instanceId, Name: "stays" }));
    const copied = await there.send(
      new CopyImageCommand({
        SourceImageId: ImageId,
        SourceRegion: "eu-west-1",
        Name: "fails",
        Encrypted: true,
        KmsKeyId,
      }),
    );
    await find(there, copied.ImageId);
    const image = (await find(there, copied.ImageId)).Images?.[0];
    assert.equal(image?.State, "failed");
    assert.equal(image.StateReason?.Message, `Given key ID ${KmsKeyId ?? ""} is not accessible`);
  });

  it("keep how their instances are to ask for their metadata", async () => {
    const { ImageId } = await owner.send(new CreateImageCommand({ InstanceId: instanceId, Name: "tokens" }));
    assert.equal((await find(owner, ImageId)).Images?.[0]?.ImdsSupport, undefined);
    await owner.send(new ModifyImageAttributeCommand({ ImageId, ImdsSupport: { Value: "v2.0" } }));
    assert.equal((await find(owner, ImageId)).Images?.[0]?.ImdsSupport, "v2.0");
  });

  it("show an image to another account once it is shared, without its owner's tags, to run and to copy", async () => {
    const { ImageId } = await owner.send(new CreateImageCommand({ InstanceId: instanceId, Name: "shared" }));
    await owner.send(
      new CreateTagsCommand({ Resources: [ImageId ?? ""], Tags: [{ Key: "Commit", Value: "1" }] }),
    );
    const run = new RunInstancesCommand({ ImageId, MinCount: 1, MaxCount: 1, InstanceType: "t4g.micro" });
    await assert.rejects(find(consumer, ImageId), { name: "InvalidAMIID.NotFound" });
    await assert.rejects(consumer.send(run), { name: "InvalidAMIID.NotFound" });

    await owner.send(
      new ModifyImageAttributeCommand({ ImageId, LaunchPermission: { Add: [{ UserId: consumerId }] } }),
    );
    const [seen] = (await find(consumer, ImageId)).Images ?? [];
    assert.equal(seen?.OwnerId, "123456789012");
    assert.equal(seen.Architecture, "arm64");
    assert.deepEqual(seen.Tags ?? [], []);
    assert.equal((await consumer.send(run)).Instances?.length, 1);
    const copy = new CopyImageCommand({
      SourceImageId: ImageId,
      SourceRegion: "eu-west-1",
      Name: "copied",
    });
    const copied = await consumer.send(copy);
    assert.equal((await find(consumer, copied.ImageId)).Images?.[0]?.OwnerId, consumerId);
    assert.deepEqual((await find(owner, ImageId)).Images?.[0]?.Tags, [{ Key: "Commit", Value: "1" }]);
  });
});
