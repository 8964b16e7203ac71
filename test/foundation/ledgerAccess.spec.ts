import assert from "node:assert/strict";

import * as aws from "@pulumi/aws";

import { LedgerAccess } from "../../foundation/ledgerAccess";
import { type Call, type WrittenStatement, decide } from "../components/accounts/iamDecision";
import { type Registered, registeredBy } from "../mocks";

const AUDIT = "200000000002";
const PATTERN = "arn:aws:iam::*:role/Deployer";
const BUCKET = "arn:aws:s3:::duotone-ledger-organization-1a2b3c4";
const RECORD = `${BUCKET}/ledger/prod/000000000042.json`;
const BUCKET_KEY = `arn:aws:kms:eu-west-1:${AUDIT}:key/bucket`;
const SIGNING_KEY = `arn:aws:kms:eu-west-1:${AUDIT}:key/signing`;

function declared(mode: "preview" | "update"): Promise<Registered[]> {
  return registeredBy(() => {
    const provider = new aws.Provider("audit", { region: "eu-west-1" });
    new LedgerAccess(
      "ledger-access",
      {
        managementAccountId: "100000000001",
        organizationId: "o-1",
        deployers: [PATTERN],
        ledger: {
          region: "eu-west-1",
          bucketArn: BUCKET,
          bucketKeyArn: BUCKET_KEY,
          signingKeyArn: SIGNING_KEY,
        },
      },
      { provider },
    );
  }, mode);
}

const ONLY_IF_NONE = { "s3:if-none-match": "*" };
const THROUGH_S3 = { "kms:ViaService": "s3.eu-west-1.amazonaws.com" };
const DIGEST = { "kms:SigningAlgorithm": "ECDSA_SHA_256", "kms:MessageType": "DIGEST" };
const EVERYTHING: WrittenStatement = { Effect: "Allow", Action: "*", Resource: "*" };

describe("LedgerAccess", function () {
  this.timeout(20_000);

  let resources: readonly Registered[];
  let rights: readonly WrittenStatement[];
  const inputsOf = (wanted: string) => resources.find(({ type }) => type === wanted)?.inputs ?? {};

  before(async () => {
    resources = await declared("update");
    const { policy } = inputsOf("aws:iam/rolePolicy:RolePolicy");
    rights = (JSON.parse(String(policy)) as { Statement: readonly WrittenStatement[] }).Statement;
  });

  it("is a role that the named deployers assume for an hour", () => {
    const { name, maxSessionDuration, assumeRolePolicy } = inputsOf("aws:iam/role:Role");
    assert.deepEqual([name, maxSessionDuration], ["duotone-ledger", 3600]);
    const { Statement: statements } = JSON.parse(String(assumeRolePolicy)) as { Statement: unknown[] };
    assert.deepEqual(statements, [
      {
        Sid: "NamedPrincipals",
        Effect: "Allow",
        Principal: { AWS: ["arn:aws:iam::100000000001:root"] },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:PrincipalOrgID": "o-1" },
          ArnLike: { "aws:PrincipalArn": [PATTERN] },
        },
      },
    ]);
  });

  const allowed: readonly Call[] = [
    { action: "s3:ListBucket", resource: BUCKET },
    { action: "s3:ListBucketVersions", resource: BUCKET },
    { action: "s3:GetObject", resource: RECORD },
    { action: "s3:GetObjectVersion", resource: RECORD },
    { action: "s3:PutObject", resource: RECORD, context: ONLY_IF_NONE },
    { action: "kms:GenerateDataKey", resource: BUCKET_KEY, context: THROUGH_S3 },
    { action: "kms:Decrypt", resource: BUCKET_KEY, context: THROUGH_S3 },
    { action: "kms:Sign", resource: SIGNING_KEY, context: DIGEST },
    { action: "kms:GetPublicKey", resource: SIGNING_KEY },
    { action: "kms:DescribeKey", resource: SIGNING_KEY },
  ];
  for (const call of allowed) {
    it(`allows ${call.action}`, () => {
      assert.equal(decide(rights, call), "allowed");
    });
  }

  const refused: readonly [string, Call][] = [
    ...[
      "BypassGovernanceRetention",
      "DeleteObject",
      "DeleteObjectVersion",
      "PutObjectAcl",
      "PutObjectLegalHold",
      "PutObjectRetention",
      "PutObjectTagging",
      "ReplicateDelete",
      "ReplicateObject",
    ].map((name): [string, Call] => [
      `${name} on a record`,
      { action: `s3:${name}`, resource: RECORD, context: ONLY_IF_NONE },
    ]),
    ...[
      "DeleteBucket",
      "DeleteBucketPolicy",
      "PutBucketObjectLockConfiguration",
      "PutBucketPolicy",
      "PutBucketVersioning",
      "PutEncryptionConfiguration",
      "PutLifecycleConfiguration",
      "PutReplicationConfiguration",
    ].map((name): [string, Call] => [`${name} on the bucket`, { action: `s3:${name}`, resource: BUCKET }]),
    ["writing over a record", { action: "s3:PutObject", resource: RECORD }],
    ...[BUCKET_KEY, SIGNING_KEY].flatMap((resource) =>
      ["CreateGrant", "DisableKey", "PutKeyPolicy", "ScheduleKeyDeletion", "UpdateAlias"].map(
        (name): [string, Call] => [`${name} on ${resource.slice(-10)}`, { action: `kms:${name}`, resource }],
      ),
    ),
    ["encrypting by itself", { action: "kms:Encrypt", resource: BUCKET_KEY, context: THROUGH_S3 }],
    ["further roles", { action: "sts:AssumeRole", resource: `arn:aws:iam::${AUDIT}:role/duotone-auditor` }],
    [
      "its own rights",
      { action: "iam:PutRolePolicy", resource: `arn:aws:iam::${AUDIT}:role/duotone-ledger` },
    ],
    ["notices", { action: "sns:Publish", resource: "arn:aws:sns:eu-west-1:300000000003:duotone-notices" }],
    [
      "the queue",
      {
        action: "dynamodb:PutItem",
        resource: "arn:aws:dynamodb:eu-west-1:300000000003:table/duotone-release-queue",
      },
    ],
  ];
  for (const [title, call] of refused) {
    it(`denies ${title}, whatever else allows it`, () => {
      assert.equal(decide([...rights, EVERYTHING], call), "denied");
    });
  }

  const foreign: readonly [string, Call][] = [
    [
      "objects that are no records",
      { action: "s3:PutObject", resource: `${BUCKET}/x`, context: ONLY_IF_NONE },
    ],
    [
      "other buckets",
      { action: "s3:PutObject", resource: "arn:aws:s3:::duotone-artifacts/ledger/x", context: ONLY_IF_NONE },
    ],
    ["archives", { action: "s3:GetObject", resource: "arn:aws:s3:::duotone-trail-organization-1/log.gz" }],
    ["the bucket's key by itself", { action: "kms:Decrypt", resource: BUCKET_KEY }],
    [
      "signing whole messages",
      { action: "kms:Sign", resource: SIGNING_KEY, context: { ...DIGEST, "kms:MessageType": "RAW" } },
    ],
    ["signing with other keys", { action: "kms:Sign", resource: BUCKET_KEY, context: DIGEST }],
  ];
  for (const [title, call] of foreign) {
    it(`says nothing about ${title}`, () => {
      assert.equal(decide(rights, call), "silent");
    });
  }

  it("fits into a role's policy", () => {
    // Characters of all inline policies of a role together, without white space; IAM and STS quotas.
    assert.ok(JSON.stringify(rights).length <= 10_240);
  });

  it("registers the same in preview and in update", async () => {
    const line = ({ type, name }: Registered) => `${type} ${name}`;
    assert.deepEqual((await declared("preview")).map(line), resources.map(line));
  });
});
