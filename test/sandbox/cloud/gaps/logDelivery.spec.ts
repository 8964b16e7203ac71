import assert from "node:assert/strict";
import {
  CreateBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutObjectLockConfigurationCommand,
  type ObjectLockRetentionMode,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  DescribeOrganizationCommand,
  EnableAWSServiceAccessCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import {
  type TestCloud,
  assumeIn,
  clientConfig,
  createAccount,
  createOrganization,
  startTestCloud,
  stopTestCloud,
} from "../emulator";
import { signedFor } from "../upstream";

const MANAGEMENT = "123456789012";
const REGION = "eu-west-1";
const TRAIL = `arn:aws:cloudtrail:${REGION}:${MANAGEMENT}:trail/organization`;
const CLOUDTRAIL = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101";

type Statement = Readonly<Record<string, unknown>>;

const policyOf = (statements: readonly Statement[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

describe("emulated delivery of logs", function () {
  this.timeout(60_000);

  let cloud: TestCloud;
  let audit: string;
  let vertical: string;
  let auditKey: string;
  let verticalKey: string;
  let s3: S3Client;
  let organizationId: string;

  before(async () => {
    cloud = await startTestCloud();
    await createOrganization(cloud);
    audit = (await createAccount(cloud, "audit")).ended.AccountId ?? "";
    vertical = (await createAccount(cloud, "accounts")).ended.AccountId ?? "";
    const credentials = await assumeIn(cloud, audit);
    auditKey = credentials.accessKeyId;
    verticalKey = (await assumeIn(cloud, vertical)).accessKeyId;
    s3 = new S3Client({ ...clientConfig(cloud, credentials), forcePathStyle: true });
    const organizations = new OrganizationsClient(clientConfig(cloud));
    const { Organization } = await organizations.send(new DescribeOrganizationCommand({}));
    organizationId = Organization?.Id ?? "";
  });

  after(() => stopTestCloud(cloud));

  /** A call of a service for which the project has no SDK client; by the management account, unless by another key. */
  async function call(service: string, target: string, body: unknown, accessKeyId?: string) {
    const response = await fetch(cloud.endpoint, {
      method: "POST",
      headers: {
        authorization: signedFor(service, accessKeyId),
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": target,
      },
      body: JSON.stringify(body),
    });
    const answer = JSON.parse((await response.text()) || "{}") as Record<string, unknown>;
    return { answer, problem: response.ok ? undefined : String(answer.__type).split("#").pop() };
  }

  async function makeBucket(Bucket: string, locked: boolean): Promise<void> {
    await s3.send(
      new CreateBucketCommand({
        Bucket,
        ObjectLockEnabledForBucket: locked,
        CreateBucketConfiguration: { LocationConstraint: REGION },
      }),
    );
  }

  const setPolicy = (Bucket: string, statements: readonly Statement[]) =>
    s3.send(new PutBucketPolicyCommand({ Bucket, Policy: policyOf(statements) }));

  async function makeKey(statements: readonly Statement[]): Promise<string> {
    const { answer } = await call(
      "kms",
      "TrentService.CreateKey",
      { Policy: policyOf(statements) },
      auditKey,
    );
    return (answer.KeyMetadata as { Arn: string }).Arn;
  }

  function lock(Bucket: string, Mode: ObjectLockRetentionMode, Days: number) {
    const ObjectLockConfiguration = {
      ObjectLockEnabled: "Enabled",
      Rule: { DefaultRetention: { Mode, Days } },
    } as const;
    return s3.send(new PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration }));
  }

  describe("by CloudTrail", () => {
    const Bucket = "trail-of-all";
    const arn = `arn:aws:s3:::${Bucket}`;
    const service = { Effect: "Allow", Principal: { Service: "cloudtrail.amazonaws.com" } };
    const finds = (source = TRAIL) => ({
      ...service,
      Action: "s3:GetBucketAcl",
      Resource: arn,
      Condition: { StringEquals: { "aws:SourceArn": source } },
    });
    const writes = (...owners: readonly string[]) => ({
      ...service,
      Action: "s3:PutObject",
      Resource: owners.map((owner) => `${arn}/AWSLogs/${owner}/*`),
      Condition: { StringEquals: { "aws:SourceArn": TRAIL, "s3:x-amz-acl": "bucket-owner-full-control" } },
    });
    const describes = { ...service, Action: "kms:DescribeKey", Resource: "*" };
    const encrypts = (...actions: readonly string[]) => ({
      ...service,
      Action: actions,
      Resource: "*",
      Condition: {
        StringLike: {
          "kms:EncryptionContext:aws:cloudtrail:arn": `arn:aws:cloudtrail:*:${MANAGEMENT}:trail/*`,
        },
      },
    });
    const trail = {
      Name: "organization",
      S3BucketName: Bucket,
      IsOrganizationTrail: true,
      IsMultiRegionTrail: true,
    };
    const create = (more: Statement = {}, accessKeyId?: string) =>
      call("cloudtrail", `${CLOUDTRAIL}.CreateTrail`, { ...trail, ...more }, accessKeyId);

    before(async () => {
      await makeBucket(Bucket, true);
      const Rules = [
        { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" as const }, BucketKeyEnabled: true },
      ];
      await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
    });

    it("is for the management account, of an organization that trusts CloudTrail, and for a bucket that exists", async () => {
      assert.equal((await create({}, auditKey)).problem, "NotOrganizationMasterAccountException");
      assert.equal((await create()).problem, "CloudTrailAccessNotEnabledException");
      await new OrganizationsClient(clientConfig(cloud)).send(
        new EnableAWSServiceAccessCommand({ ServicePrincipal: "cloudtrail.amazonaws.com" }),
      );
      assert.equal((await create({ S3BucketName: "nobodys" })).problem, "S3BucketDoesNotExistException");
    });

    it("needs the bucket's leave for this trail, the account and the organization, whosever the bucket is", async () => {
      const insufficient = "InsufficientS3BucketPolicyException";
      assert.equal((await create()).problem, insufficient);
      for (const statements of [
        [finds(), writes(MANAGEMENT)],
        [finds(), writes(organizationId)],
        [writes(MANAGEMENT, organizationId)],
        [finds(`${TRAIL}-2`), writes(MANAGEMENT, organizationId)],
        [
          finds(),
          writes(MANAGEMENT, organizationId),
          { Effect: "Deny", Principal: "*", Action: "s3:PutObject", Resource: `${arn}/*` },
        ],
      ]) {
        await setPolicy(Bucket, statements);
        assert.equal((await create()).problem, insufficient, JSON.stringify(statements));
      }
      await setPolicy(Bucket, [finds(), writes(MANAGEMENT, organizationId)]);
      assert.equal((await create()).problem, undefined);
    });

    it("needs the key's leave to look, to encrypt, and with a bucket key to decrypt", async () => {
      const update = (KmsKeyId: string) =>
        call("cloudtrail", `${CLOUDTRAIL}.UpdateTrail`, { Name: trail.Name, KmsKeyId });
      const insufficient = "InsufficientEncryptionPolicyException";
      const arnOfNone = `arn:aws:kms:${REGION}:${audit}:key/none`;
      assert.equal((await update(arnOfNone)).problem, "KmsKeyNotFoundException");
      for (const statements of [
        [encrypts("kms:GenerateDataKey*", "kms:Decrypt")],
        [describes, encrypts("kms:Decrypt")],
        [describes, encrypts("kms:GenerateDataKey*")],
      ]) {
        assert.equal((await update(await makeKey(statements))).problem, insufficient);
      }
      const refused = await call("cloudtrail", `${CLOUDTRAIL}.GetTrail`, { Name: trail.Name });
      assert.equal((refused.answer.Trail as { KmsKeyId?: string }).KmsKeyId ?? undefined, undefined);
      const key = await makeKey([describes, encrypts("kms:GenerateDataKey*", "kms:Decrypt")]);
      assert.equal((await update(key)).problem, undefined);
    });

    it("needs a log group and a role that exist", async () => {
      const update = (group: string) =>
        call("cloudtrail", `${CLOUDTRAIL}.UpdateTrail`, {
          Name: trail.Name,
          CloudWatchLogsLogGroupArn: `arn:aws:logs:${REGION}:${MANAGEMENT}:log-group:${group}`,
          CloudWatchLogsRoleArn: `arn:aws:iam::${MANAGEMENT}:role/none`,
        });
      assert.equal((await update("trail")).problem, "InvalidCloudWatchLogsLogGroupArnException");
      assert.equal((await update("trail:*")).problem, "InvalidCloudWatchLogsRoleArnException");
    });

    it("ends when the trail is deleted by its ARN", async () => {
      const remove = () => call("cloudtrail", `${CLOUDTRAIL}.DeleteTrail`, { Name: TRAIL });
      assert.equal((await remove()).problem, undefined);
      assert.equal((await remove()).problem, "TrailNotFoundException");
    });
  });

  describe("by AWS Config", () => {
    const Bucket = "config-of-one";
    const arn = `arn:aws:s3:::${Bucket}`;
    const service = { Effect: "Allow", Principal: { Service: "config.amazonaws.com" } };
    const source = () => ({
      StringEquals: { "aws:SourceAccount": vertical },
      ArnLike: { "aws:SourceArn": `arn:aws:config:${REGION}:${vertical}:*` },
    });
    const statements = (account = vertical) => [
      { ...service, Action: "s3:GetBucketAcl", Resource: arn, Condition: source() },
      {
        ...service,
        Action: "s3:PutObject",
        Resource: `${arn}/AWSLogs/${account}/Config/*`,
        Condition: source(),
      },
    ];
    const encrypts = () => ({
      ...service,
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: "*",
      Condition: source(),
    });
    const insufficient = "InsufficientDeliveryPolicyException";
    const put = async (more: Statement = {}) => {
      const DeliveryChannel = { name: "default", s3BucketName: Bucket, ...more };
      return (
        await call("config", "StarlingDoveService.PutDeliveryChannel", { DeliveryChannel }, verticalKey)
      ).problem;
    };

    before(async () => {
      await makeBucket(Bucket, true);
      const ConfigurationRecorder = {
        name: "default",
        roleARN: `arn:aws:iam::${vertical}:role/recorder`,
        recordingGroup: { allSupported: true, includeGlobalResourceTypes: true },
      };
      const { problem } = await call(
        "config",
        "StarlingDoveService.PutConfigurationRecorder",
        { ConfigurationRecorder },
        verticalKey,
      );
      assert.equal(problem, undefined);
    });

    it("needs a bucket that exists and its leave for this account", async () => {
      assert.equal(await put({ s3BucketName: "nobodys" }), "NoSuchBucketException");
      assert.equal(await put(), insufficient);
      await setPolicy(Bucket, statements(audit));
      assert.equal(await put(), insufficient);
      await setPolicy(Bucket, statements());
      assert.equal(await put(), undefined);
    });

    it("asks for S3's own keys unless it is given a key, whose leave it needs", async () => {
      const keyed = {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:PutObject",
        Resource: `${arn}/*`,
        Condition: { StringEquals: { "s3:x-amz-server-side-encryption": "AES256" } },
      };
      await setPolicy(Bucket, [...statements(), keyed]);
      assert.equal(await put(), insufficient);
      assert.equal(await put({ s3KmsKeyArn: await makeKey([]) }), insufficient);
      assert.equal(await put({ s3KmsKeyArn: await makeKey([encrypts()]) }), undefined);
    });

    it("does not take a bucket whose objects are locked by default", async () => {
      await setPolicy(Bucket, statements());
      await lock(Bucket, "GOVERNANCE", 1);
      assert.equal(await put(), insufficient);
    });
  });
});
