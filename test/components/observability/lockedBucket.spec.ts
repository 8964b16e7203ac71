import assert from "node:assert/strict";

import { LockedBucket, type LockedBucketArgs } from "../../../components/observability/lockedBucket";
import { inputsOf, type Observed, observed, statementsOf } from "./observed";

const KEY = "arn:aws:kms:eu-west-1:200000000002:key/1";
const ARN = "arn:aws:s3:::duotone-archive-prod-marketing-1234567";
const NAME = "duotone-archive-prod-marketing";

function locked(changes: Partial<LockedBucketArgs> = {}, mode: "preview" | "update" = "update") {
  return observed((opts) => {
    new LockedBucket(
      "archive",
      {
        namePrefix: NAME,
        keeping: "lock",
        retentionDays: 400,
        protect: true,
        keyArn: KEY,
        writers: (bucketArn) => [
          {
            Sid: "Writer",
            Effect: "Allow",
            Principal: { Service: "delivery.logs.amazonaws.com" },
            Action: "s3:PutObject",
            Resource: bucketArn.apply((arn) => `${arn}/*`),
          },
        ],
        ...changes,
      },
      opts,
    );
  }, mode);
}

const policyOf = (made: Observed) => statementsOf(inputsOf(made, "aws:s3/bucketPolicy:BucketPolicy").policy);

describe("LockedBucket", function () {
  this.timeout(20_000);

  let made: Observed;

  before(async () => {
    made = await locked();
  });

  it("is a bucket with Object Lock under the name that it is given, which the engine never empties", () => {
    const inputs = inputsOf(made, "aws:s3/bucket:Bucket", NAME);
    assert.deepEqual(inputs, { objectLockEnabled: true, forceDestroy: false });
  });

  for (const [protect, mode] of [
    [true, "COMPLIANCE"],
    [false, "GOVERNANCE"],
  ] as const) {
    it(`locks in mode ${mode} where protect is ${String(protect)}`, async () => {
      const { rule } = inputsOf(
        await locked({ protect }),
        "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
      );
      assert.deepEqual(rule, { defaultRetention: { mode, days: 400 } });
    });
  }

  it("is private, versioned, without access control lists, and encrypted with its key", () => {
    const settings = (type: string) => {
      const { bucket, ...rest } = inputsOf(made, `aws:s3/${type}`);
      assert.equal(bucket, `${NAME}-1234567`);
      return rest;
    };
    assert.deepEqual(settings("bucketPublicAccessBlock:BucketPublicAccessBlock"), {
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    assert.deepEqual(settings("bucketVersioning:BucketVersioning"), {
      versioningConfiguration: { status: "Enabled" },
    });
    assert.deepEqual(settings("bucketOwnershipControls:BucketOwnershipControls"), {
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
    assert.deepEqual(
      settings("bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"),
      {
        rules: [
          {
            applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: KEY },
            bucketKeyEnabled: true,
          },
        ],
      },
    );
  });

  it("denies everybody bare HTTP, old TLS, other keys and keys brought along, and lets the writers in", () => {
    const everybody = { Effect: "Deny", Principal: "*" };
    assert.deepEqual(
      [...policyOf(made).values()],
      [
        {
          Sid: "DenyInsecureTransport",
          ...everybody,
          Action: "s3:*",
          Resource: [ARN, `${ARN}/*`],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
        {
          Sid: "DenyOldTls",
          ...everybody,
          Action: "s3:*",
          Resource: [ARN, `${ARN}/*`],
          Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } },
        },
        {
          Sid: "DenyOtherKeys",
          ...everybody,
          Action: "s3:PutObject",
          Resource: `${ARN}/*`,
          Condition: {
            Null: { "s3:x-amz-server-side-encryption": "false" },
            StringNotEquals: { "s3:x-amz-server-side-encryption-aws-kms-key-id": KEY },
          },
        },
        {
          Sid: "DenyCustomerKeys",
          ...everybody,
          Action: "s3:PutObject",
          Resource: `${ARN}/*`,
          Condition: { Null: { "s3:x-amz-server-side-encryption-customer-algorithm": "false" } },
        },
        {
          Sid: "Writer",
          Effect: "Allow",
          Principal: { Service: "delivery.logs.amazonaws.com" },
          Action: "s3:PutObject",
          Resource: `${ARN}/*`,
        },
      ],
    );
  });

  it("demands its key only where it is told to", async () => {
    const statements = policyOf(await locked({ keyedObjects: "AWSLogs/*/CloudTrail/*" }));
    assert.equal(statements.get("DenyOtherKeys")?.Resource, `${ARN}/AWSLogs/*/CloudTrail/*`);
    assert.equal(statements.get("DenyCustomerKeys")?.Resource, `${ARN}/*`);
  });

  it("keeps by policy where a writer takes no locked bucket: nobody deletes, and what is written over stays", async () => {
    const unlocked = await locked({ keeping: "policy" });
    assert.deepEqual(inputsOf(unlocked, "aws:s3/bucket:Bucket").objectLockEnabled, false);
    assert.ok(!unlocked.resources.some(({ type }) => type.includes("bucketObjectLockConfiguration")));
    assert.deepEqual(policyOf(unlocked).get("DenyDeletion"), {
      Sid: "DenyDeletion",
      Effect: "Deny",
      Principal: "*",
      Action: ["s3:DeleteObject", "s3:DeleteObjectVersion"],
      Resource: `${ARN}/*`,
    });
    const { rules } = inputsOf(
      unlocked,
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    ) as { rules: { noncurrentVersionExpiration: unknown }[] };
    assert.deepEqual(rules[0]?.noncurrentVersionExpiration, { noncurrentDays: 400 });
  });

  it("keeps what must stay a whole by lock and by policy, and lets nothing in it expire", async () => {
    const whole = await locked({ keeping: "always" });
    assert.deepEqual(inputsOf(whole, "aws:s3/bucket:Bucket").objectLockEnabled, true);
    const { rule } = inputsOf(whole, "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration");
    assert.deepEqual(rule, { defaultRetention: { mode: "COMPLIANCE", days: 400 } });
    assert.equal(policyOf(whole).get("DenyDeletion")?.Resource, `${ARN}/*`);
    const { rules } = inputsOf(whole, "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration");
    assert.deepEqual(rules, [
      {
        id: "uploads",
        status: "Enabled",
        filter: { prefix: "" },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
      },
    ]);
  });

  it("stays with all its settings when the stack goes, and is protected where asked", async () => {
    for (const protect of [true, false]) {
      const { kept } = await locked({ protect });
      const resources = [...kept].filter(([key]) => key.startsWith("aws:"));
      assert.equal(resources.length, 8);
      assert.deepEqual(
        resources.filter(([, { retainOnDelete }]) => !retainOnDelete),
        [],
      );
      assert.equal(kept.get(`aws:s3/bucket:Bucket ${NAME}`)?.protect, protect);
    }
  });

  it("registers the same in preview and update", async () => {
    const names = ({ resources }: Observed) => resources.map(({ type, name }) => `${type} ${name}`);
    assert.deepEqual(names(await locked({}, "preview")), names(made));
  });
});
