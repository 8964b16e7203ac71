import assert from "node:assert/strict";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectRetentionCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutObjectLockConfigurationCommand,
  type ObjectLockRetentionMode,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { type TestCloud, clientConfig, startTestCloud, stopTestCloud } from "../emulator";

const Bucket = "locked";

describe("emulated buckets with locks and policies", function () {
  this.timeout(60_000);

  let cloud: TestCloud;
  let s3: S3Client;

  before(async () => {
    cloud = await startTestCloud();
    s3 = new S3Client({ ...clientConfig(cloud), forcePathStyle: true });
    await s3.send(
      new CreateBucketCommand({
        Bucket,
        ObjectLockEnabledForBucket: true,
        CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
      }),
    );
  });

  after(() => stopTestCloud(cloud));

  function lock(Mode: ObjectLockRetentionMode, Days: number) {
    const ObjectLockConfiguration = {
      ObjectLockEnabled: "Enabled",
      Rule: { DefaultRetention: { Mode, Days } },
    } as const;
    return s3.send(new PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration }));
  }

  const write = async (Key: string) =>
    (await s3.send(new PutObjectCommand({ Bucket, Key, Body: "log" }))).VersionId;
  const remove = (Key: string, VersionId: string | undefined) =>
    s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId, BypassGovernanceRetention: true }));

  it("is locked as the bucket says, also when that changes: in compliance mode nobody deletes it", async () => {
    await lock("GOVERNANCE", 1);
    await remove("first", await write("first"));
    await lock("COMPLIANCE", 2);
    const VersionId = await write("second");
    await assert.rejects(remove("second", VersionId), { name: "AccessDenied" });
    const { Retention } = await s3.send(new GetObjectRetentionCommand({ Bucket, Key: "second", VersionId }));
    assert.equal(Retention?.Mode, "COMPLIANCE");
  });

  it("is denied under the conditions of the policy alone", async () => {
    const deny = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: `arn:aws:s3:::${Bucket}/*` };
    const Policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        { ...deny, Condition: { Bool: { "aws:SecureTransport": "false" } } },
        { ...deny, Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } },
        { ...deny, Condition: { StringEquals: { "s3:x-amz-server-side-encryption": "AES256" } } },
      ],
    });
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    await write("third");
    const encrypted = { Bucket, Key: "fourth", Body: "log", ServerSideEncryption: "AES256" as const };
    await assert.rejects(s3.send(new PutObjectCommand(encrypted)), (error) => {
      assert.ok(error instanceof S3ServiceException);
      assert.equal(error.$metadata.httpStatusCode, 403);
      return true;
    });
  });
});
