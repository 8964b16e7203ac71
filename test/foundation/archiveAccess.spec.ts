import assert from "node:assert/strict";

import * as aws from "@pulumi/aws";

import { ArchiveAccess } from "../../foundation/archiveAccess";
import { type Call, type WrittenStatement, decide } from "../components/accounts/iamDecision";
import { type Registered, registeredBy } from "../mocks";

const AUDIT = "200000000002";
const PATTERN = "arn:aws:iam::*:role/Deployer";
const TRAIL_BUCKET = "arn:aws:s3:::duotone-trail-1a2b3c4";
const LEDGER_BUCKET = "arn:aws:s3:::duotone-ledger-organization-1a2b3c4";
const SIGNING_KEY = `arn:aws:kms:eu-west-1:${AUDIT}:key/signing`;
const TRAIL_KEY = `arn:aws:kms:eu-west-1:${AUDIT}:key/trail`;

function declared(mode: "preview" | "update"): Promise<Registered[]> {
  return registeredBy(() => {
    const provider = new aws.Provider("audit", { region: "eu-west-1" });
    new ArchiveAccess(
      "archives",
      {
        managementAccountId: "100000000001",
        auditAccountId: AUDIT,
        organizationId: "o-1",
        deployers: [PATTERN],
        others: { bucketArns: [TRAIL_BUCKET, LEDGER_BUCKET], keyArns: [TRAIL_KEY, SIGNING_KEY] },
      },
      { provider },
    );
  }, mode);
}

const KEY = `arn:aws:kms:eu-west-1:${AUDIT}:key/1`;
const ALIAS = `arn:aws:kms:eu-west-1:${AUDIT}:alias/duotone/archive/prod/payments`;
const NAMED = { "kms:ResourceAliases": ["alias/duotone/archive/prod/payments"] };
const SAFE = { "kms:BypassPolicyLockoutSafetyCheck": "false" };

/** Buckets that the stacks declare in the audit account. */
const BUCKETS = [
  "arn:aws:s3:::duotone-restricted-archive-prod-payments-1a2b3c4",
  "arn:aws:s3:::duotone-archive-prod-marketing-1a2b3c4",
  "arn:aws:s3:::duotone-restricted-config-prod-payments-1a2b3c4",
];

/** What the Terraform provider asks S3 for when it makes, reads and refreshes a bucket with all its aspects. */
const BUCKET_ACTIONS = [
  "s3:CreateBucket",
  "s3:GetAccelerateConfiguration",
  "s3:GetBucketAcl",
  "s3:GetBucketCORS",
  "s3:GetBucketLocation",
  "s3:GetBucketLogging",
  "s3:GetBucketObjectLockConfiguration",
  "s3:GetBucketOwnershipControls",
  "s3:GetBucketPolicy",
  "s3:GetBucketPublicAccessBlock",
  "s3:GetBucketRequestPayment",
  "s3:GetBucketTagging",
  "s3:GetBucketVersioning",
  "s3:GetBucketWebsite",
  "s3:GetEncryptionConfiguration",
  "s3:GetLifecycleConfiguration",
  "s3:GetReplicationConfiguration",
  "s3:ListBucket",
  "s3:ListTagsForResource",
  "s3:PutBucketObjectLockConfiguration",
  "s3:PutBucketOwnershipControls",
  "s3:PutBucketPolicy",
  "s3:PutBucketPublicAccessBlock",
  "s3:PutBucketTagging",
  "s3:PutBucketVersioning",
  "s3:PutEncryptionConfiguration",
  "s3:PutLifecycleConfiguration",
];

const KEY_CALLS: readonly Call[] = [
  { action: "kms:CreateKey", resource: "*", context: SAFE },
  ...[
    "DescribeKey",
    "EnableKeyRotation",
    "GetKeyPolicy",
    "GetKeyRotationStatus",
    "ListResourceTags",
    "TagResource",
  ].map((name) => ({ action: `kms:${name}`, resource: KEY })),
  { action: "kms:CreateAlias", resource: KEY },
  { action: "kms:CreateAlias", resource: ALIAS },
  { action: "kms:ListAliases", resource: "*" },
  { action: "kms:DeleteAlias", resource: KEY, context: NAMED },
  { action: "kms:DeleteAlias", resource: ALIAS },
  { action: "kms:PutKeyPolicy", resource: KEY, context: { ...SAFE, ...NAMED } },
];

describe("ArchiveAccess", function () {
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
    assert.deepEqual([name, maxSessionDuration], ["duotone-archives", 3600]);
    const { Statement: statements } = JSON.parse(String(assumeRolePolicy)) as {
      Statement: { Principal: unknown; Condition: unknown }[];
    };
    assert.deepEqual(
      statements.map(({ Principal: principal, Condition: condition }) => ({ principal, condition })),
      [
        {
          principal: { AWS: ["arn:aws:iam::100000000001:root"] },
          condition: {
            StringEquals: { "aws:PrincipalOrgID": "o-1" },
            ArnLike: { "aws:PrincipalArn": [PATTERN] },
          },
        },
      ],
    );
  });

  it("suffices to make, read and change archives' buckets", () => {
    for (const resource of BUCKETS) {
      for (const action of BUCKET_ACTIONS) {
        assert.equal(decide(rights, { action, resource }), "allowed", `${action} ${resource}`);
      }
    }
  });

  it("suffices to make, read and change archives' keys", () => {
    for (const call of KEY_CALLS) {
      assert.equal(decide(rights, call), "allowed", JSON.stringify(call));
    }
  });

  const logs = (what: string) => `arn:aws:logs:eu-west-1:${AUDIT}:${what}`;
  const STREAM = `arn:aws:firehose:eu-west-1:${AUDIT}:deliverystream/duotone-logs-prod-payments`;
  const role = (name: string) => `arn:aws:iam::${AUDIT}:role/${name}`;

  it("suffices to declare the delivery of log groups, and to give AWS the roles for it", () => {
    const calls: readonly Call[] = [
      ...["CreateDeliveryStream", "DescribeDeliveryStream", "UpdateDestination", "DeleteDeliveryStream"].map(
        (name) => ({ action: `firehose:${name}`, resource: STREAM }),
      ),
      ...["PutDestination", "PutDestinationPolicy", "DeleteDestination"].map((name) => ({
        action: `logs:${name}`,
        resource: logs("destination:duotone-logs-prod-payments"),
      })),
      ...["CreateLogGroup", "PutRetentionPolicy", "CreateLogStream", "DeleteLogGroup"].map((name) => ({
        action: `logs:${name}`,
        resource: logs("log-group:/duotone/log-delivery/prod-payments:log-stream:"),
      })),
      {
        action: "iam:PassRole",
        resource: role("duotone-log-delivery"),
        context: { "iam:PassedToService": "firehose.amazonaws.com" },
      },
      {
        action: "iam:PassRole",
        resource: role("duotone-log-subscription"),
        context: { "iam:PassedToService": "logs.amazonaws.com" },
      },
    ];
    for (const call of calls) {
      assert.equal(decide(rights, call), "allowed", JSON.stringify(call));
    }
  });

  const refused: readonly [string, Call][] = [
    ...["DeleteObject", "DeleteObjectVersion", "PutObjectRetention", "PutObjectLegalHold", "GetObject"].map(
      (name): [string, Call] => [
        `${name} in an archive`,
        { action: `s3:${name}`, resource: `${BUCKETS[0] ?? ""}/log.gz` },
      ],
    ),
    [
      "a bypass of the lock",
      { action: "s3:BypassGovernanceRetention", resource: `${BUCKETS[0] ?? ""}/log.gz` },
    ],
    ["the end of an archive", { action: "s3:DeleteBucket", resource: BUCKETS[0] ?? "" }],
    ["the end of an archive's policy", { action: "s3:DeleteBucketPolicy", resource: BUCKETS[0] ?? "" }],
    ["copies elsewhere", { action: "s3:PutReplicationConfiguration", resource: BUCKETS[0] ?? "" }],
    ["the end of a key", { action: "kms:ScheduleKeyDeletion", resource: KEY, context: NAMED }],
    ["a disabled key", { action: "kms:DisableKey", resource: KEY, context: NAMED }],
    ["a key that no longer rotates", { action: "kms:DisableKeyRotation", resource: KEY, context: NAMED }],
    ["the use of a key", { action: "kms:Decrypt", resource: KEY, context: NAMED }],
    ["a grant", { action: "kms:CreateGrant", resource: KEY, context: NAMED }],
    [
      "a key that locks its account out",
      { action: "kms:CreateKey", resource: "*", context: { "kms:BypassPolicyLockoutSafetyCheck": "true" } },
    ],
    ["the trail's policy", { action: "s3:PutBucketPolicy", resource: TRAIL_BUCKET }],
    ["the trail's lock", { action: "s3:PutBucketObjectLockConfiguration", resource: TRAIL_BUCKET }],
    ["the ledger's policy", { action: "s3:PutBucketPolicy", resource: LEDGER_BUCKET }],
    ["the ledger's records", { action: "s3:GetObject", resource: `${LEDGER_BUCKET}/ledger/prod/1.json` }],
    ["a name for the ledger's new signing key", { action: "kms:CreateAlias", resource: SIGNING_KEY }],
    ["the trail's files", { action: "s3:GetObject", resource: `${TRAIL_BUCKET}/log.gz` }],
    ["the trail's key", { action: "kms:PutKeyPolicy", resource: TRAIL_KEY, context: { ...SAFE, ...NAMED } }],
  ];
  for (const [title, call] of refused) {
    it(`denies ${title}`, () => {
      assert.equal(decide(rights, call), "denied");
      const whatever: WrittenStatement = { Effect: "Allow", Action: "*", Resource: "*" };
      assert.equal(decide([...rights, whatever], call), "denied");
    });
  }

  const foreign: readonly [string, Call][] = [
    ["another stream", { action: "firehose:UpdateDestination", resource: STREAM.replace("duotone-", "") }],
    ["another log group", { action: "logs:DeleteLogGroup", resource: logs("log-group:/duotone/sessions") }],
    [
      "the delivery's role for another service",
      {
        action: "iam:PassRole",
        resource: role("duotone-log-delivery"),
        context: { "iam:PassedToService": "lambda.amazonaws.com" },
      },
    ],
    [
      "another role for the delivery",
      {
        action: "iam:PassRole",
        resource: role("duotone-auditor"),
        context: { "iam:PassedToService": "firehose.amazonaws.com" },
      },
    ],
    ["other buckets", { action: "s3:PutBucketPolicy", resource: "arn:aws:s3:::duotone-artifacts-1a2b3c4" }],
    [
      "buckets of verticals",
      { action: "s3:GetBucketPolicy", resource: "arn:aws:s3:::duotone-restricted-files" },
    ],
    ["roles", { action: "iam:PutRolePolicy", resource: `arn:aws:iam::${AUDIT}:role/duotone-archives` }],
    ["further roles", { action: "sts:AssumeRole", resource: `arn:aws:iam::${AUDIT}:role/duotone-auditor` }],
    [
      "the policy of a key that is no archive's",
      {
        action: "kms:PutKeyPolicy",
        resource: KEY,
        context: { ...SAFE, "kms:ResourceAliases": ["alias/duotone/ledger"] },
      },
    ],
    ["the policy of a key without a name", { action: "kms:PutKeyPolicy", resource: KEY, context: SAFE }],
    [
      "the end of another key's name",
      { action: "kms:DeleteAlias", resource: `arn:aws:kms:eu-west-1:${AUDIT}:alias/duotone/ledger` },
    ],
    [
      "a second name for a key that has one",
      {
        action: "kms:CreateAlias",
        resource: KEY,
        context: { "kms:ResourceAliases": ["alias/duotone/ledger"] },
      },
    ],
  ];
  for (const [title, call] of foreign) {
    it(`says nothing about ${title}`, () => {
      assert.equal(decide(rights, call), "silent");
    });
  }

  it("fits into a role's policy", () => {
    // Characters of all inline policies of a role together, without white space; IAM and STS quotas.
    assert.ok(JSON.stringify(rights).length <= 10_000);
  });

  it("registers the same in preview and in update", async () => {
    const line = ({ type, name }: Registered) => `${type} ${name}`;
    assert.deepEqual((await declared("preview")).map(line), resources.map(line));
  });
});
