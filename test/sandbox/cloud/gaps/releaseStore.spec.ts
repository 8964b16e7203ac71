import assert from "node:assert/strict";
import { createHash, createPublicKey, verify } from "node:crypto";

import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  CreateKeyCommand,
  DisableKeyCommand,
  GetPublicKeyCommand,
  KMSClient,
  ScheduleKeyDeletionCommand,
  SignCommand,
  VerifyCommand,
} from "@aws-sdk/client-kms";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutObjectLockConfigurationCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";

import { assumeIn, clientConfig, startTestCloud, stopTestCloud, type TestCloud } from "../emulator";

/** The account of the emulator's default caller. */
const ACCOUNT = "123456789012";
const WRITER = `arn:aws:iam::${ACCOUNT}:role/writer`;

const sha256 = (text: string) => createHash("sha256").update(text).digest();

function denied(error: unknown): true {
  assert.ok(error instanceof S3ServiceException);
  assert.deepEqual([error.name, error.$metadata.httpStatusCode], ["AccessDenied", 403]);
  return true;
}

/** What the release store stands on: if the emulator were kinder than AWS in one of these, the ledger's tests would prove nothing. */
describe("emulated release store", function () {
  this.timeout(60_000);

  let cloud: TestCloud;
  const s3As = (credentials?: Parameters<typeof clientConfig>[1]) =>
    new S3Client({ ...clientConfig(cloud, credentials), forcePathStyle: true });

  before(async () => {
    cloud = await startTestCloud();
  });

  after(() => stopTestCloud(cloud));

  async function lockedBucket(Bucket: string): Promise<S3Client> {
    const s3 = s3As();
    await s3.send(
      new CreateBucketCommand({
        Bucket,
        ObjectLockEnabledForBucket: true,
        CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
      }),
    );
    await s3.send(
      new PutObjectLockConfigurationCommand({
        Bucket,
        ObjectLockConfiguration: {
          ObjectLockEnabled: "Enabled",
          Rule: { DefaultRetention: { Mode: "COMPLIANCE", Days: 400 } },
        },
      }),
    );
    return s3;
  }

  it("writes a record once, whoever comes second", async () => {
    const s3 = await lockedBucket("once");
    const record = { Bucket: "once", Key: "ledger/prod/000000000001.json" };
    const put = (Body: string) =>
      s3.send(new PutObjectCommand({ ...record, Body, IfNoneMatch: "*", ChecksumAlgorithm: "SHA256" }));
    const writers = await Promise.allSettled(["one", "two", "three"].map(put));
    const losers = writers.filter((writer) => writer.status === "rejected");
    assert.equal(losers.length, 2);
    for (const { reason } of losers) {
      const { name, $metadata } = reason as { name: string; $metadata: { httpStatusCode?: number } };
      assert.deepEqual([name, $metadata.httpStatusCode], ["PreconditionFailed", 412]);
    }
    const { Versions } = await s3.send(new ListObjectVersionsCommand({ Bucket: "once" }));
    assert.equal(Versions?.length, 1);
  });

  it("keeps a version that is locked by default, and shows the marker that hides it", async () => {
    const s3 = await lockedBucket("kept");
    const record = { Bucket: "kept", Key: "ledger/prod/000000000001.json" };
    const { VersionId } = await s3.send(new PutObjectCommand({ ...record, Body: "record" }));
    await assert.rejects(
      s3.send(new DeleteObjectCommand({ ...record, VersionId, BypassGovernanceRetention: true })),
      denied,
    );
    const { ObjectLockMode, ObjectLockRetainUntilDate } = await s3.send(new GetObjectCommand(record));
    assert.equal(ObjectLockMode, "COMPLIANCE");
    assert.ok(Number(ObjectLockRetainUntilDate) > Date.now() + 399 * 86_400_000);

    const marker = await s3.send(new DeleteObjectCommand(record));
    assert.equal(marker.DeleteMarker, true);
    await assert.rejects(s3.send(new GetObjectCommand(record)), { name: "NoSuchKey" });
    const { Versions = [], DeleteMarkers = [] } = await s3.send(
      new ListObjectVersionsCommand({ Bucket: "kept", Prefix: "ledger/prod/" }),
    );
    assert.deepEqual(
      Versions.map((version) => [version.Key, version.VersionId, version.IsLatest]),
      [[record.Key, VersionId, false]],
    );
    assert.deepEqual(
      DeleteMarkers.map((found) => [found.Key, found.VersionId, found.IsLatest]),
      [[record.Key, marker.VersionId, true]],
    );
    // Under a marker nothing is there, so a second record of the number can be written; the list shows both.
    await s3.send(new PutObjectCommand({ ...record, Body: "forged", IfNoneMatch: "*" }));
    const forged = await s3.send(new ListObjectVersionsCommand({ Bucket: "kept" }));
    assert.equal(forged.Versions?.length, 2);
  });

  it("lets in whom the bucket's policy means, and tells the others so", async () => {
    const Bucket = "guarded";
    const s3 = await lockedBucket(Bucket);
    const iam = new IAMClient(clientConfig(cloud));
    const trust = { Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" };
    for (const RoleName of ["writer", "other"]) {
      await iam.send(
        new CreateRoleCommand({
          RoleName,
          AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [trust] }),
        }),
      );
    }
    const deny = { Effect: "Deny", Principal: "*", Resource: `arn:aws:s3:::${Bucket}/*` };
    const Statement = [
      {
        ...deny,
        Action: "s3:PutObject",
        Condition: { ArnNotEquals: { "aws:PrincipalArn": WRITER } },
      },
      { ...deny, Action: "s3:PutObject", Condition: { Null: { "s3:if-none-match": "true" } } },
      { ...deny, Action: ["s3:DeleteObject", "s3:DeleteObjectVersion"] },
    ];
    await s3.send(
      new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: "2012-10-17", Statement }) }),
    );
    const writer = s3As(await assumeIn(cloud, ACCOUNT, "writer"));
    const record = { Bucket, Key: "ledger/prod/000000000001.json", Body: "record" };
    await assert.rejects(writer.send(new PutObjectCommand(record)), denied);
    await writer.send(new PutObjectCommand({ ...record, IfNoneMatch: "*" }));
    for (const other of [s3, s3As(await assumeIn(cloud, ACCOUNT, "other"))]) {
      const another = { ...record, Key: "ledger/prod/000000000002.json", IfNoneMatch: "*" };
      await assert.rejects(other.send(new PutObjectCommand(another)), denied);
    }
    await assert.rejects(writer.send(new DeleteObjectCommand({ Bucket, Key: record.Key })), denied);
    assert.equal(
      await (await writer.send(new GetObjectCommand({ Bucket, Key: record.Key }))).Body?.transformToString(),
      "record",
    );
  });

  it("signs a digest so that it is proven outside the cloud, with the public key alone", async () => {
    const kms = new KMSClient(clientConfig(cloud));
    const { KeyMetadata } = await kms.send(
      new CreateKeyCommand({ KeySpec: "ECC_NIST_P256", KeyUsage: "SIGN_VERIFY" }),
    );
    const KeyId = KeyMetadata?.Arn;
    const signing = { KeyId, MessageType: "DIGEST", SigningAlgorithm: "ECDSA_SHA_256" } as const;
    const { Signature = new Uint8Array() } = await kms.send(
      new SignCommand({ ...signing, Message: sha256("record") }),
    );
    const { PublicKey = new Uint8Array(), ...about } = await kms.send(new GetPublicKeyCommand({ KeyId }));
    assert.deepEqual([about.KeyId, about.KeySpec], [KeyId, "ECC_NIST_P256"]);
    const key = createPublicKey({ key: Buffer.from(PublicKey), format: "der", type: "spki" });
    assert.ok(verify("sha256", Buffer.from("record"), key, Signature));
    assert.ok(!verify("sha256", Buffer.from("another"), key, Signature));
    const checked = (text: string) =>
      kms.send(new VerifyCommand({ ...signing, Message: sha256(text), Signature }));
    assert.equal((await checked("record")).SignatureValid, true);
    await assert.rejects(checked("another"), { name: "KMSInvalidSignatureException" });
  });

  it("signs whole messages as their digest, and takes no digest of another length", async () => {
    const kms = new KMSClient(clientConfig(cloud));
    const { KeyMetadata } = await kms.send(
      new CreateKeyCommand({ KeySpec: "ECC_NIST_P256", KeyUsage: "SIGN_VERIFY" }),
    );
    const KeyId = KeyMetadata?.Arn;
    const { Signature } = await kms.send(
      new SignCommand({ KeyId, Message: Buffer.from("record"), SigningAlgorithm: "ECDSA_SHA_256" }),
    );
    const digest = { KeyId, MessageType: "DIGEST", SigningAlgorithm: "ECDSA_SHA_256" } as const;
    const checked = await kms.send(new VerifyCommand({ ...digest, Message: sha256("record"), Signature }));
    assert.equal(checked.SignatureValid, true);
    await assert.rejects(kms.send(new SignCommand({ ...digest, Message: Buffer.from("record") })), {
      name: "ValidationException",
    });
  });

  it("signs with no key that is disabled or on its way out", async () => {
    const kms = new KMSClient(clientConfig(cloud));
    const signWith = async (end: (KeyId: string) => Promise<unknown>) => {
      const { KeyMetadata } = await kms.send(
        new CreateKeyCommand({ KeySpec: "ECC_NIST_P256", KeyUsage: "SIGN_VERIFY" }),
      );
      const KeyId = KeyMetadata?.KeyId ?? "";
      await end(KeyId);
      return kms.send(
        new SignCommand({
          KeyId,
          Message: sha256("record"),
          MessageType: "DIGEST",
          SigningAlgorithm: "ECDSA_SHA_256",
        }),
      );
    };
    await assert.rejects(
      signWith((KeyId) => kms.send(new DisableKeyCommand({ KeyId }))),
      { name: "DisabledException" },
    );
    await assert.rejects(
      signWith((KeyId) => kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 30 }))),
      { name: "KMSInvalidStateException" },
    );
  });

  it("changes a lane only from the version that was read", async () => {
    const database = new DynamoDBClient(clientConfig(cloud));
    const TableName = "queue";
    await database.send(
      new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [{ AttributeName: "lane", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "lane", AttributeType: "S" }],
      }),
    );
    const put = (version: number, read?: number) =>
      database.send(
        new PutItemCommand({
          TableName,
          Item: { lane: { S: "prod" }, version: { N: String(version) } },
          ...(read === undefined
            ? { ConditionExpression: "attribute_not_exists(lane)" }
            : {
                ConditionExpression: "version = :read",
                ExpressionAttributeValues: { ":read": { N: String(read) } },
              }),
        }),
      );
    await put(1);
    await assert.rejects(put(1), ConditionalCheckFailedException);
    const changes = await Promise.allSettled([put(2, 1), put(3, 1), put(4, 1)]);
    assert.equal(changes.filter(({ status }) => status === "fulfilled").length, 1);
    await assert.rejects(put(9, 1), ConditionalCheckFailedException);
    const { Item } = await database.send(
      new GetItemCommand({ TableName, Key: { lane: { S: "prod" } }, ConsistentRead: true }),
    );
    assert.ok(["2", "3", "4"].includes(Item?.version?.N ?? ""));
  });
});
