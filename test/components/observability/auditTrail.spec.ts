import assert from "node:assert/strict";

import { AuditTrail } from "../../../components/observability/auditTrail";
import { trailEvents } from "../../../components/observability/trailEvents";
import { AUDIT, inputsOf, MANAGEMENT, type Observed, observed, REGION, statementsOf } from "./observed";

const TRAIL = `arn:aws:cloudtrail:${REGION}:${MANAGEMENT}:trail/duotone-organization`;
const LOG_GROUP = `arn:aws:logs:${REGION}:${MANAGEMENT}:log-group:/duotone/duotone-organization`;
const BUCKET = "duotone-trail-organization";
const BUCKET_ARN = `arn:aws:s3:::${BUCKET}-1234567`;
const KEY = `arn:aws:kms:${REGION}:${AUDIT}:key/trail`;
const CLOUDTRAIL = { Effect: "Allow", Principal: { Service: "cloudtrail.amazonaws.com" } };

function declared(mode: "preview" | "update" = "update") {
  return observed((opts, auditProvider) => {
    new AuditTrail(
      "trail",
      {
        organizationId: "o-1",
        managementAccountId: MANAGEMENT,
        auditAccountId: AUDIT,
        region: REGION,
        retentionDays: 400,
        protect: true,
        auditProvider,
      },
      opts,
    );
  }, mode);
}

describe("AuditTrail", function () {
  this.timeout(20_000);

  let made: Observed;

  before(async () => {
    made = await declared();
  });

  it("records every account and region, with digests, under its own key, to bucket and log group", () => {
    assert.deepEqual(inputsOf(made, "aws:cloudtrail/trail:Trail"), {
      name: "duotone-organization",
      isOrganizationTrail: true,
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableLogging: true,
      enableLogFileValidation: true,
      s3BucketName: `${BUCKET}-1234567`,
      kmsKeyId: KEY,
      cloudWatchLogsGroupArn: `${LOG_GROUP}:*`,
      cloudWatchLogsRoleArn: `arn:aws:iam::${MANAGEMENT}:role/trail`,
      advancedEventSelectors: trailEvents(),
    });
  });

  it("keeps the records in the audit account and the rest in the management account", () => {
    const accountOf = (wanted: string) =>
      new Set(
        made.resources
          .filter(({ type, name }) => `${type} ${name}`.startsWith(wanted))
          .map(({ provider }) => /::([^:]+)::[^:]+$/.exec(provider)?.[1]),
      );
    assert.deepEqual(accountOf("aws:s3/"), new Set(["audit"]));
    assert.deepEqual(accountOf("aws:kms/key:Key trail-log-group"), new Set(["own"]));
    assert.deepEqual(accountOf("aws:cloudtrail/"), new Set(["own"]));
    assert.deepEqual(accountOf("aws:cloudwatch/"), new Set(["own"]));
    assert.deepEqual(accountOf("aws:iam/"), new Set(["own"]));
    const key = made.resources.find(({ type, name }) => type === "aws:kms/key:Key" && name === "trail");
    assert.match(key?.provider ?? "", /::audit::/);
  });

  it("lets this trail write to the bucket, for the management account and the organization, and nobody else", () => {
    const { policy } = inputsOf(made, "aws:s3/bucketPolicy:BucketPolicy");
    const allowed = [...statementsOf(policy).values()].filter(({ Effect }) => Effect === "Allow");
    assert.deepEqual(allowed, [
      {
        Sid: "TrailFindsBucket",
        ...CLOUDTRAIL,
        Action: "s3:GetBucketAcl",
        Resource: BUCKET_ARN,
        Condition: { StringEquals: { "aws:SourceArn": TRAIL } },
      },
      {
        Sid: "TrailWrites",
        ...CLOUDTRAIL,
        Action: "s3:PutObject",
        Resource: [`${BUCKET_ARN}/AWSLogs/${MANAGEMENT}/*`, `${BUCKET_ARN}/AWSLogs/o-1/*`],
        Condition: {
          StringEquals: { "aws:SourceArn": TRAIL, "s3:x-amz-acl": "bucket-owner-full-control" },
        },
      },
    ]);
  });

  it("lets this trail encrypt and auditors decrypt with the key", () => {
    const statements = statementsOf(inputsOf(made, "aws:kms/key:Key", "trail").policy);
    assert.deepEqual(
      [...statements.keys()],
      ["AccountAdministers", "AuditorsRead", "TrailFindsKey", "TrailEncrypts"],
    );
    assert.deepEqual(statements.get("TrailEncrypts"), {
      Sid: "TrailEncrypts",
      ...CLOUDTRAIL,
      Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
      Resource: "*",
      Condition: {
        StringEquals: { "aws:SourceArn": TRAIL },
        StringLike: {
          "kms:EncryptionContext:aws:cloudtrail:arn": `arn:aws:cloudtrail:*:${MANAGEMENT}:trail/*`,
        },
      },
    });
  });

  it("lets the digests be encrypted as CloudTrail likes, the log files with the key alone", () => {
    const statements = statementsOf(inputsOf(made, "aws:s3/bucketPolicy:BucketPolicy").policy);
    assert.equal(statements.get("DenyOtherKeys")?.Resource, `${BUCKET_ARN}/AWSLogs/*/CloudTrail/*`);
  });

  it("has a log group for a year and more, with a key that serves this log group alone", () => {
    const { name, retentionInDays, kmsKeyId } = inputsOf(made, "aws:cloudwatch/logGroup:LogGroup");
    assert.deepEqual([name, retentionInDays], ["/duotone/duotone-organization", 400]);
    assert.match(String(kmsKeyId), /key\/trail-log-group$/);
    const statements = statementsOf(inputsOf(made, "aws:kms/key:Key", "trail-log-group").policy);
    assert.deepEqual([...statements.keys()], ["AccountAdministers", "LogGroupEncrypts"]);
    assert.deepEqual(statements.get("LogGroupEncrypts")?.Condition, {
      ArnEquals: { "kms:EncryptionContext:aws:logs:arn": LOG_GROUP },
    });
  });

  it("writes to streams of this trail in the log group, and has no other right", () => {
    const [right, ...others] = [
      ...statementsOf(inputsOf(made, "aws:iam/rolePolicy:RolePolicy").policy).values(),
    ];
    assert.deepEqual(others, []);
    assert.deepEqual(right, {
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: [
        `${LOG_GROUP}:log-stream:${MANAGEMENT}_CloudTrail_${REGION}*`,
        `${LOG_GROUP}:log-stream:o-1_*`,
      ],
    });
  });

  it("goes with the stack, unless protected, and leaves what it recorded", () => {
    assert.deepEqual(made.kept.get("aws:cloudtrail/trail:Trail trail"), {
      protect: true,
      retainOnDelete: false,
    });
    for (const kept of [`aws:s3/bucket:Bucket ${BUCKET}`, "aws:kms/key:Key trail"]) {
      assert.deepEqual(made.kept.get(kept), { protect: true, retainOnDelete: true }, kept);
    }
  });

  it("registers the same in preview and update", async () => {
    const names = ({ resources }: Observed) => resources.map(({ type, name }) => `${type} ${name}`);
    assert.deepEqual(names(await declared("preview")), names(made));
  });
});
