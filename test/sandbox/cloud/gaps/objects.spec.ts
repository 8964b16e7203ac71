import assert from "node:assert/strict";
import {
  CreateBucketCommand,
  DeleteBucketMetricsConfigurationCommand,
  DeleteObjectCommand,
  GetBucketRequestPaymentCommand,
  GetObjectRetentionCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketIntelligentTieringConfigurationCommand,
  PutObjectCommand,
  PutObjectRetentionCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { type TestCloud, clientConfig, startTestCloud, stopTestCloud } from "../emulator";

const DAY_MS = 86_400_000;

describe("emulated objects", function () {
  this.timeout(60_000);

  let cloud: TestCloud;
  let s3: S3Client;

  before(async () => {
    cloud = await startTestCloud();
    s3 = new S3Client({ ...clientConfig(cloud), forcePathStyle: true });
    await s3.send(
      new CreateBucketCommand({
        Bucket: "ledger",
        ObjectLockEnabledForBucket: true,
        CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
      }),
    );
  });

  after(() => stopTestCloud(cloud));

  it("refuse bucket calls that the emulator would take for others, and leave the bucket alone", async () => {
    const Bucket = "ledger";
    await assert.rejects(s3.send(new DeleteBucketMetricsConfigurationCommand({ Bucket, Id: "x" })), {
      name: "NotKnownToEmulator",
      message: /does not know s3:DeleteBucketMetricsConfiguration/,
    });
    await s3.send(new HeadBucketCommand({ Bucket }));
    const tiering = { Id: "x", Status: "Enabled" as const, Tierings: [] };
    await assert.rejects(
      s3.send(
        new PutBucketIntelligentTieringConfigurationCommand({
          Bucket: "new-one",
          Id: "x",
          IntelligentTieringConfiguration: tiering,
        }),
      ),
      { name: "NotKnownToEmulator" },
    );
    const { Buckets } = await s3.send(new ListBucketsCommand({}));
    assert.deepEqual(
      Buckets?.map(({ Name }) => Name),
      [Bucket],
    );
    assert.equal((await s3.send(new GetBucketRequestPaymentCommand({ Bucket }))).Payer, "BucketOwner");
  });

  it("are written once where that is asked for", async () => {
    const put = () =>
      s3.send(new PutObjectCommand({ Bucket: "ledger", Key: "0001", Body: "a", IfNoneMatch: "*" }));
    await put();
    await assert.rejects(put(), { name: "PreconditionFailed" });
  });

  it("keep a compliance lock: it can be made longer, never shorter, and the version stays", async () => {
    const until = new Date(Math.floor(Date.now() / 1000) * 1000 + 2 * DAY_MS);
    const locked = { Bucket: "ledger", Key: "0002" };
    const { VersionId } = await s3.send(
      new PutObjectCommand({
        ...locked,
        Body: "entry",
        ObjectLockMode: "COMPLIANCE",
        ObjectLockRetainUntilDate: until,
      }),
    );
    const retention = async () => (await s3.send(new GetObjectRetentionCommand(locked))).Retention;
    assert.deepEqual(await retention(), { Mode: "COMPLIANCE", RetainUntilDate: until });

    const retain = (RetainUntilDate: Date, Mode: "COMPLIANCE" | "GOVERNANCE" = "COMPLIANCE") =>
      s3.send(new PutObjectRetentionCommand({ ...locked, Retention: { Mode, RetainUntilDate } }));
    await assert.rejects(retain(new Date(until.getTime() - DAY_MS)), { name: "AccessDenied" });
    await assert.rejects(retain(new Date(until.getTime() + DAY_MS), "GOVERNANCE"), { name: "AccessDenied" });
    await assert.rejects(s3.send(new DeleteObjectCommand({ ...locked, VersionId })), {
      name: "AccessDenied",
    });
    const later = new Date(until.getTime() + DAY_MS);
    await retain(later);
    assert.deepEqual(await retention(), { Mode: "COMPLIANCE", RetainUntilDate: later });
  });

  it("have no retention if nobody gave them one", async () => {
    await s3.send(new PutObjectCommand({ Bucket: "ledger", Key: "free", Body: "a" }));
    await assert.rejects(s3.send(new GetObjectRetentionCommand({ Bucket: "ledger", Key: "free" })), {
      name: "NoSuchObjectLockConfiguration",
    });
  });
});
