import assert from "node:assert/strict";

import type * as pulumi from "@pulumi/pulumi";

import { LogArchive, type LogArchiveArgs } from "../../../components/observability/logArchive";
import { AUDIT, inputsOf, type Observed, observed, REGION, statementsOf, VERTICAL } from "./observed";

const KEY = `arn:aws:kms:${REGION}:${AUDIT}:key/accounts`;
const ARCHIVE = "duotone-restricted-archive-prod-accounts";
const CONFIG = "duotone-restricted-config-prod-accounts";
const OWNER_CONTROLS = { "s3:x-amz-acl": "bucket-owner-full-control" };

interface Declared extends Observed {
  readonly archive: LogArchive;
}

async function declared(changes: Partial<LogArchiveArgs> = {}): Promise<Declared> {
  const archives: LogArchive[] = [];
  const seen = await observed((opts) => {
    const archive = new LogArchive(
      "accounts",
      {
        stack: "prod",
        vertical: "accounts",
        restricted: true,
        accountId: VERTICAL,
        auditAccountId: AUDIT,
        region: REGION,
        retentionDays: 400,
        protect: true,
        ...changes,
      },
      opts,
    );
    archives.push(archive);
  });
  const [archive] = archives;
  assert.ok(archive !== undefined);
  return { ...seen, archive };
}

const valueOf = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => void output.apply(resolve));

const bucketPolicy = (made: Observed, name: string) =>
  statementsOf(inputsOf(made, "aws:s3/bucketPolicy:BucketPolicy", name).policy);

describe("LogArchive", function () {
  this.timeout(20_000);

  let made: Declared;

  before(async () => {
    made = await declared();
  });

  it("has two buckets, one locked for flow logs and one for Config, which takes no lock, with one key", () => {
    const buckets = made.resources.filter(({ type }) => type === "aws:s3/bucket:Bucket");
    assert.deepEqual(
      buckets.map(({ name, inputs }) => [name, inputs.objectLockEnabled]),
      [
        [ARCHIVE, true],
        [CONFIG, false],
      ],
    );
    const keys = made.resources.filter(({ type }) => type === "aws:kms/key:Key");
    assert.equal(keys.length, 1);
    assert.equal(inputsOf(made, "aws:kms/alias:Alias").targetKeyId, keys[0]?.name);
    for (const { inputs } of made.resources.filter(({ type }) => type.includes("ServerSideEncryption"))) {
      assert.ok(JSON.stringify(inputs).includes(`"kmsMasterKeyId":"${KEY}"`));
    }
  });

  it("tells where flow logs and Config go", async () => {
    const { archive } = made;
    assert.equal(await valueOf(archive.bucketArn), `arn:aws:s3:::${ARCHIVE}-1234567`);
    assert.equal(await valueOf(archive.bucketName), `${ARCHIVE}-1234567`);
    assert.ok(archive.configBucketName !== undefined);
    assert.equal(await valueOf(archive.configBucketName), `${CONFIG}-1234567`);
    assert.equal(await valueOf(archive.keyArn), KEY);
  });

  it("lets flow logs of the vertical's account in, and no other allowance", () => {
    const arn = `arn:aws:s3:::${ARCHIVE}-1234567`;
    const service = { Effect: "Allow", Principal: { Service: "delivery.logs.amazonaws.com" } };
    const source = { ArnLike: { "aws:SourceArn": `arn:aws:logs:${REGION}:${VERTICAL}:*` } };
    const allowed = [...bucketPolicy(made, "accounts").values()].filter(({ Effect }) => Effect === "Allow");
    assert.deepEqual(allowed, [
      {
        Sid: "FlowLogsFindBucket",
        ...service,
        Action: ["s3:GetBucketAcl", "s3:ListBucket"],
        Resource: arn,
        Condition: { StringEquals: { "aws:SourceAccount": VERTICAL }, ...source },
      },
      {
        Sid: "FlowLogsWrite",
        ...service,
        Action: "s3:PutObject",
        Resource: [`${arn}/AWSLogs/aws-account-id=${VERTICAL}/*`, `${arn}/AWSLogs/${VERTICAL}/*`],
        Condition: { StringEquals: { "aws:SourceAccount": VERTICAL, ...OWNER_CONTROLS }, ...source },
      },
    ]);
  });

  it("lets Config of the vertical's account in, and no other allowance", () => {
    const arn = `arn:aws:s3:::${CONFIG}-1234567`;
    const service = { Effect: "Allow", Principal: { Service: "config.amazonaws.com" } };
    const source = { ArnLike: { "aws:SourceArn": `arn:aws:config:${REGION}:${VERTICAL}:*` } };
    const allowed = [...bucketPolicy(made, "accounts-config").values()].filter(
      ({ Effect }) => Effect === "Allow",
    );
    assert.deepEqual(allowed, [
      {
        Sid: "ConfigFindsBucket",
        ...service,
        Action: ["s3:GetBucketAcl", "s3:ListBucket"],
        Resource: arn,
        Condition: { StringEquals: { "aws:SourceAccount": VERTICAL }, ...source },
      },
      {
        Sid: "ConfigWrites",
        ...service,
        Action: "s3:PutObject",
        Resource: `${arn}/AWSLogs/${VERTICAL}/Config/*`,
        Condition: { StringEquals: { "aws:SourceAccount": VERTICAL, ...OWNER_CONTROLS }, ...source },
      },
    ]);
  });

  it("lets auditors and the two services use the key, these for the vertical's account alone", () => {
    const statements = statementsOf(inputsOf(made, "aws:kms/key:Key").policy);
    assert.deepEqual(
      [...statements.keys()],
      ["AccountAdministers", "AuditorsRead", "FlowLogsEncrypt", "ConfigEncrypts"],
    );
    for (const [sid, service] of [
      ["FlowLogsEncrypt", "logs"],
      ["ConfigEncrypts", "config"],
    ] as const) {
      assert.deepEqual(statements.get(sid)?.Condition, {
        StringEquals: { "aws:SourceAccount": VERTICAL },
        ArnLike: { "aws:SourceArn": `arn:aws:${service}:${REGION}:${VERTICAL}:*` },
      });
    }
    assert.ok(!JSON.stringify([...statements.values()]).includes("kms:*"));
  });

  it("has no place for Config where the vertical is not restricted, unless it is asked for", async () => {
    const open = await declared({ restricted: false });
    const names = open.resources
      .filter(({ type }) => type === "aws:s3/bucket:Bucket")
      .map(({ name }) => name);
    assert.deepEqual(names, ["duotone-archive-prod-accounts"]);
    assert.equal(open.archive.configBucketName, undefined);
    assert.ok(!statementsOf(inputsOf(open, "aws:kms/key:Key").policy).has("ConfigEncrypts"));

    const asked = await declared({ restricted: false, acceptConfig: true });
    assert.ok(asked.archive.configBucketName !== undefined);
  });

  it("keeps buckets and key when the stack goes", () => {
    for (const [resource, { protect, retainOnDelete }] of made.kept) {
      if (/^aws:(s3\/bucket:|kms\/key:)/.test(resource)) {
        assert.deepEqual([protect, retainOnDelete], [true, true], resource);
      }
    }
  });
});
