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
import {
  CreateAccountCommand,
  CreateOrganizationCommand,
  DescribeCreateAccountStatusCommand,
  ListAccountsCommand,
  ListCreateAccountStatusCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import {
  type RoleCredentials,
  type TestCloud,
  clientConfig,
  startTestCloud,
  stopTestCloud,
} from "../emulator";

describe("emulated accounts", function () {
  this.timeout(60_000);

  let cloud: TestCloud;
  let organizations: OrganizationsClient;

  before(async () => {
    cloud = await startTestCloud();
    organizations = new OrganizationsClient(clientConfig(cloud));
    await organizations.send(new CreateOrganizationCommand({ FeatureSet: "ALL" }));
  });

  after(() => stopTestCloud(cloud));

  async function createAccount(name: string, email: string) {
    const { CreateAccountStatus } = await organizations.send(
      new CreateAccountCommand({ AccountName: name, Email: email }),
    );
    const described = await organizations.send(
      new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: CreateAccountStatus?.Id ?? "" }),
    );
    return { begun: CreateAccountStatus, ended: described.CreateAccountStatus };
  }

  async function assumeIn(account: string, role = "OrganizationAccountAccessRole"): Promise<RoleCredentials> {
    const { Credentials } = await new STSClient(clientConfig(cloud)).send(
      new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account}:role/${role}`, RoleSessionName: "test" }),
    );
    return {
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretAccessKey ?? "",
      sessionToken: Credentials?.SessionToken ?? "",
    };
  }

  it("are being made first, and made when asked again", async () => {
    const { begun, ended } = await createAccount("first", "first@example.com");
    assert.equal(begun?.State, "IN_PROGRESS");
    assert.equal(begun.AccountId, undefined);
    assert.equal(ended?.State, "SUCCEEDED");
    assert.match(ended.AccountId ?? "", /^\d{12}$/);
  });

  it("never share an e-mail address, whatever its case", async () => {
    await createAccount("one", "shared@example.com");
    const { begun, ended } = await createAccount("two", "Shared@example.com");
    for (const status of [begun, ended]) {
      assert.equal(status?.State, "FAILED");
      assert.equal(status.FailureReason, "EMAIL_ALREADY_EXISTS");
    }
    const { Accounts } = await organizations.send(new ListAccountsCommand({}));
    assert.equal(Accounts?.filter(({ Name }) => Name === "two").length, 0);
    const { CreateAccountStatuses } = await organizations.send(
      new ListCreateAccountStatusCommand({ States: ["FAILED"] }),
    );
    assert.deepEqual(
      CreateAccountStatuses?.map(({ AccountName }) => AccountName),
      ["two"],
    );
  });

  it("are entered by roles that exist, and by no others; the gateway knows who is who", async () => {
    const { ended } = await createAccount("entered", "entered@example.com");
    const account = ended?.AccountId ?? "";
    const credentials = await assumeIn(account);
    await cloud.gateway.resetCalls();
    const { Account } = await new STSClient(clientConfig(cloud, credentials)).send(
      new GetCallerIdentityCommand({}),
    );
    assert.equal(Account, account);
    assert.equal((await cloud.gateway.calls())[0]?.account, account);
    await assert.rejects(assumeIn(account, "deploy"), {
      name: "AccessDenied",
      message: new RegExp(
        `not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::${account}:role/deploy`,
      ),
    });
    await assert.rejects(assumeIn("999988887777"), { name: "AccessDenied" });
  });

  describe("with images", () => {
    let owner: EC2Client;
    let consumer: EC2Client;
    let consumerId: string;
    let instanceId: string;

    before(async () => {
      owner = new EC2Client(clientConfig(cloud));
      consumerId = (await createAccount("consumer", "consumer@example.com")).ended?.AccountId ?? "";
      consumer = new EC2Client(clientConfig(cloud, await assumeIn(consumerId)));
      const { Parameter } = await new SSMClient(clientConfig(cloud)).send(
        new GetParameterCommand({
          Name: "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
        }),
      );
      const { Instances } = await owner.send(
        new RunInstancesCommand({
          ImageId: Parameter?.Value,
          MinCount: 1,
          MaxCount: 1,
          InstanceType: "t4g.micro",
        }),
      );
      instanceId = Instances?.[0]?.InstanceId ?? "";
    });

    const find = (client: EC2Client, imageId: string | undefined) =>
      client.send(new DescribeImagesCommand({ ImageIds: [imageId ?? ""] }));

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
      const { Instances } = await owner.send(
        new RunInstancesCommand({
          ImageId,
          MinCount: 1,
          MaxCount: 1,
          BlockDeviceMappings: [{ DeviceName: device?.DeviceName, Ebs: { Encrypted: true } }],
        }),
      );
      const Filters = [{ Name: "attachment.instance-id", Values: [Instances?.[0]?.InstanceId ?? ""] }];
      const { Volumes } = await owner.send(new DescribeVolumesCommand({ Filters }));
      assert.deepEqual(
        Volumes?.map(({ Size }) => Size),
        [device?.Ebs?.VolumeSize],
      );
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

    it("show an image to another account once it is shared, without its owner's tags, to run and to copy", async () => {
      const { ImageId } = await owner.send(
        new CreateImageCommand({ InstanceId: instanceId, Name: "shared" }),
      );
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
});
