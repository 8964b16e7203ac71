import assert from "node:assert/strict";

import { ReleaseLedger } from "../../../components/delivery/releaseLedger";
import { AUDIT, inputsOf, type Observed, observed, REGION, statementsOf } from "../observability/observed";

const NAME = "duotone-ledger-organization";
const ARN = `arn:aws:s3:::${NAME}-1234567`;
const ROOT = { AWS: `arn:aws:iam::${AUDIT}:root` };

const declared = (protect = true, mode: "preview" | "update" = "update") =>
  observed((opts) => {
    new ReleaseLedger("ledger", { auditAccountId: AUDIT, region: REGION, retentionDays: 400, protect }, opts);
  }, mode);

describe("ReleaseLedger", function () {
  this.timeout(20_000);

  let made: Observed;

  before(async () => {
    made = await declared();
  });

  const usesOf = (key: string) =>
    [...statementsOf(inputsOf(made, "aws:kms/key:Key", key).policy)]
      .filter(([sid]) => sid !== "AccountAdministers")
      .map(([, use]) => use);
  const by = (role: string, more = {}) => ({
    ArnEquals: { "aws:PrincipalArn": `arn:aws:iam::${AUDIT}:role/${role}` },
    ...more,
  });

  for (const [protect, mode] of [
    [true, "COMPLIANCE"],
    [false, "GOVERNANCE"],
  ] as const) {
    it(`locks every record in mode ${mode} where protect is ${String(protect)}`, async () => {
      const bucket = await declared(protect);
      assert.deepEqual(inputsOf(bucket, "aws:s3/bucket:Bucket", NAME), {
        objectLockEnabled: true,
        forceDestroy: false,
      });
      assert.deepEqual(
        inputsOf(bucket, "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration").rule,
        { defaultRetention: { mode, days: 400 } },
      );
    });
  }

  it("encrypts with a key of its own, which its role and the auditors use through S3", () => {
    const { rules } = inputsOf(
      made,
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    ) as { rules: { applyServerSideEncryptionByDefault: unknown }[] };
    assert.deepEqual(rules[0]?.applyServerSideEncryptionByDefault, {
      sseAlgorithm: "aws:kms",
      kmsMasterKeyId: `arn:aws:kms:${REGION}:${AUDIT}:key/ledger`,
    });
    assert.deepEqual(usesOf("ledger"), [
      {
        Sid: "AuditorsRead",
        Effect: "Allow",
        Principal: ROOT,
        Resource: "*",
        Action: "kms:Decrypt",
        Condition: by("duotone-auditor", { StringLike: { "kms:ViaService": "s3.*.amazonaws.com" } }),
      },
      {
        Sid: "LedgerEncrypts",
        Effect: "Allow",
        Principal: ROOT,
        Resource: "*",
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Condition: by("duotone-ledger", { StringEquals: { "kms:ViaService": `s3.${REGION}.amazonaws.com` } }),
      },
    ]);
  });

  it("signs with another, which its role alone signs digests with, and the auditors can check", () => {
    const { policy, ...inputs } = inputsOf(made, "aws:kms/key:Key", "ledger-signing");
    assert.equal(typeof policy, "string");
    assert.deepEqual(inputs, {
      description: "Signs the records of who released what",
      customerMasterKeySpec: "ECC_NIST_P256",
      keyUsage: "SIGN_VERIFY",
      deletionWindowInDays: 30,
    });
    const use = { Effect: "Allow", Principal: ROOT, Resource: "*" };
    const verifying = { Action: ["kms:DescribeKey", "kms:GetPublicKey"] };
    assert.deepEqual(usesOf("ledger-signing"), [
      {
        Sid: "LedgerSigns",
        ...use,
        Action: "kms:Sign",
        Condition: by("duotone-ledger", {
          StringEquals: { "kms:SigningAlgorithm": "ECDSA_SHA_256", "kms:MessageType": "DIGEST" },
        }),
      },
      { Sid: "LedgerVerifies", ...use, ...verifying, Condition: by("duotone-ledger") },
      { Sid: "AuditorsVerify", ...use, ...verifying, Condition: by("duotone-auditor") },
    ]);
  });

  it("refuses other writers than its role, writing over a record, and deleting one", () => {
    const policy = statementsOf(inputsOf(made, "aws:s3/bucketPolicy:BucketPolicy").policy);
    const everybody = { Effect: "Deny", Principal: "*", Resource: `${ARN}/*` };
    assert.deepEqual(
      ["DenyOtherWriters", "DenyWritingOver", "DenyDeletion"].map((sid) => policy.get(sid)),
      [
        {
          Sid: "DenyOtherWriters",
          ...everybody,
          Action: "s3:PutObject",
          Condition: { ArnNotEquals: { "aws:PrincipalArn": `arn:aws:iam::${AUDIT}:role/duotone-ledger` } },
        },
        {
          Sid: "DenyWritingOver",
          ...everybody,
          Action: "s3:PutObject",
          Condition: { Null: { "s3:if-none-match": "true" } },
        },
        { Sid: "DenyDeletion", ...everybody, Action: ["s3:DeleteObject", "s3:DeleteObjectVersion"] },
      ],
    );
    assert.deepEqual(
      [...policy.values()].filter(({ Effect: effect }) => effect === "Allow"),
      [],
    );
  });

  it("stays when the stack goes: bucket, settings, keys and their names", () => {
    const stays = [...made.kept].filter(([key]) => key.startsWith("aws:"));
    assert.equal(stays.length, 8 + 2 * 2);
    assert.deepEqual(
      stays.filter(([, { retainOnDelete }]) => !retainOnDelete),
      [],
    );
    const aliases = made.resources.filter(({ type }) => type === "aws:kms/alias:Alias");
    assert.deepEqual(
      aliases.map(({ inputs }) => inputs.namePrefix),
      ["alias/duotone/ledger-", "alias/duotone/ledger-signing-"],
    );
  });

  it("registers the same in preview and in update", async () => {
    const names = ({ resources }: Observed) => resources.map(({ type, name }) => `${type} ${name}`);
    assert.deepEqual(names(await declared(true, "preview")), names(made));
  });
});
