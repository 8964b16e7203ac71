import assert from "node:assert/strict";

import type * as pulumi from "@pulumi/pulumi";

import { LogArchive, type LogArchiveArgs } from "../../../components/observability/logArchive";
import { AUDIT, inputsOf, type Observed, observed, REGION, statementsOf, VERTICAL } from "./observed";

const KEY = `arn:aws:kms:${REGION}:${AUDIT}:key/accounts`;
const ARCHIVE = "duotone-restricted-archive-prod-accounts";
const CONFIG = "duotone-restricted-config-prod-accounts";
const LOGS = "duotone-restricted-logs-prod-accounts";
const DELIVERY_ROLE = `arn:aws:iam::${AUDIT}:role/duotone-log-delivery`;
const STREAM = `arn:aws:firehose:${REGION}:${AUDIT}:deliverystream/duotone-logs-prod-accounts`;
const DESTINATION = `arn:aws:logs:${REGION}:${AUDIT}:destination:duotone-logs-prod-accounts`;
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

  it("has three buckets, one locked for flow logs, and two for Config and log groups, which take no lock, with one key", () => {
    const buckets = made.resources.filter(({ type }) => type === "aws:s3/bucket:Bucket");
    assert.deepEqual(
      buckets.map(({ name, inputs }) => [name, inputs.objectLockEnabled]),
      [
        [ARCHIVE, true],
        [CONFIG, false],
        [LOGS, false],
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
      [
        "AccountAdministers",
        "AuditorsRead",
        "FlowLogsEncrypt",
        "LogDeliveryEncrypts",
        "ConfigEncrypts",
        "LogGroupsEncrypt",
      ],
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
    assert.deepEqual(statements.get("LogDeliveryEncrypts")?.Condition, {
      ArnEquals: { "aws:PrincipalArn": DELIVERY_ROLE },
      StringLike: { "kms:ViaService": "s3.*.amazonaws.com" },
    });
    assert.deepEqual(statements.get("LogGroupsEncrypt")?.Condition, {
      ArnLike: {
        "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:${REGION}:${AUDIT}:log-group:/duotone/log-delivery/*`,
      },
    });
    assert.ok(!JSON.stringify([...statements.values()]).includes("kms:*"));
  });

  it("has no place for Config where the vertical is not restricted, unless it is asked for", async () => {
    const open = await declared({ restricted: false });
    const names = open.resources
      .filter(({ type }) => type === "aws:s3/bucket:Bucket")
      .map(({ name }) => name);
    assert.deepEqual(names, ["duotone-archive-prod-accounts", "duotone-logs-prod-accounts"]);
    assert.equal(open.archive.configBucketName, undefined);
    assert.ok(!statementsOf(inputsOf(open, "aws:kms/key:Key").policy).has("ConfigEncrypts"));

    const asked = await declared({ restricted: false, acceptConfig: true });
    assert.ok(asked.archive.configBucketName !== undefined);
  });

  it("has a bucket for access logs of balancers where they are accepted, with keys of S3's own and for no other account", async () => {
    const accepting = await declared({ acceptBalancers: true });
    assert.equal(made.archive.accessBucketName, undefined);
    const bucket = "duotone-restricted-access-prod-accounts";
    const arn = `arn:aws:s3:::${bucket}-1234567`;
    assert.ok(accepting.archive.accessBucketName !== undefined);
    assert.equal(await valueOf(accepting.archive.accessBucketName), `${bucket}-1234567`);
    assert.equal(inputsOf(accepting, "aws:s3/bucket:Bucket", bucket).objectLockEnabled, false);
    assert.deepEqual(
      inputsOf(
        accepting,
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        "accounts-access",
      ).rules,
      [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    );
    const statements = bucketPolicy(accepting, "accounts-access");
    assert.deepEqual(statements.get("BalancersWrite"), {
      Sid: "BalancersWrite",
      Effect: "Allow",
      Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
      Action: "s3:PutObject",
      Resource: `${arn}/*/AWSLogs/${VERTICAL}/*`,
      Condition: {
        ArnLike: { "aws:SourceArn": `arn:aws:elasticloadbalancing:${REGION}:${VERTICAL}:loadbalancer/*` },
      },
    });
    assert.deepEqual(statements.get("DenyOtherKeys")?.Condition, {
      Null: { "s3:x-amz-server-side-encryption": "false" },
      StringNotEquals: { "s3:x-amz-server-side-encryption": "AES256" },
    });
    assert.ok(statements.has("DenyDeletion"));
    assert.deepEqual(
      [...statements.values()].filter(({ Effect }) => Effect === "Allow").map(({ Sid }) => Sid),
      ["BalancersWrite"],
    );
    assert.deepEqual(accepting.kept.get(`aws:s3/bucket:Bucket ${bucket}`), {
      protect: true,
      retainOnDelete: true,
    });
  });

  it("lets the delivery of log groups alone write them, and of the vertical's account alone", () => {
    const arn = `arn:aws:s3:::${LOGS}-1234567`;
    const statements = bucketPolicy(made, "accounts-logs");
    assert.deepEqual(
      [...statements.values()].filter(({ Effect }) => Effect === "Allow"),
      [],
    );
    assert.deepEqual(statements.get("DeliveryAloneWrites"), {
      Sid: "DeliveryAloneWrites",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:PutObject",
      Resource: `${arn}/*`,
      Condition: { ArnNotEquals: { "aws:PrincipalArn": DELIVERY_ROLE } },
    });
    assert.deepEqual(statements.get("OneAccountAlone"), {
      Sid: "OneAccountAlone",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:PutObject",
      NotResource: `${arn}/AWSLogs/${VERTICAL}/*`,
    });
    assert.ok(statements.has("DenyDeletion"));
  });

  it("has a stream that brings log groups into their bucket, under its key, and says what it cannot deliver", () => {
    assert.deepEqual(inputsOf(made, "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream"), {
      name: "duotone-logs-prod-accounts",
      destination: "extended_s3",
      serverSideEncryption: { enabled: true, keyType: "AWS_OWNED_CMK" },
      extendedS3Configuration: {
        roleArn: DELIVERY_ROLE,
        bucketArn: `arn:aws:s3:::${LOGS}-1234567`,
        kmsKeyArn: KEY,
        prefix: `AWSLogs/${VERTICAL}/CloudWatchLogs/`,
        errorOutputPrefix: `AWSLogs/${VERTICAL}/errors/!{firehose:error-output-type}/`,
        bufferingInterval: 300,
        bufferingSize: 64,
        compressionFormat: "UNCOMPRESSED",
        fileExtension: ".json.gz",
        cloudwatchLoggingOptions: {
          enabled: true,
          logGroupName: "/duotone/log-delivery/prod-accounts",
          logStreamName: "delivery",
        },
      },
    });
    assert.deepEqual(inputsOf(made, "aws:cloudwatch/logGroup:LogGroup"), {
      name: "/duotone/log-delivery/prod-accounts",
      retentionInDays: 400,
      kmsKeyId: KEY,
    });
  });

  it("has a destination that the vertical's account may subscribe to, and no other", async () => {
    const { roleArn, targetArn } = inputsOf(made, "aws:cloudwatch/logDestination:LogDestination");
    assert.equal(roleArn, `arn:aws:iam::${AUDIT}:role/duotone-log-subscription`);
    assert.equal(targetArn, STREAM);
    const { accessPolicy } = inputsOf(made, "aws:cloudwatch/logDestinationPolicy:LogDestinationPolicy");
    assert.deepEqual(
      [...statementsOf(accessPolicy).values()],
      [
        {
          Sid: "VerticalSubscribes",
          Effect: "Allow",
          Principal: { AWS: VERTICAL },
          Action: "logs:PutSubscriptionFilter",
          Resource: DESTINATION,
        },
      ],
    );
    assert.equal(await valueOf(made.archive.logDestinationArn), DESTINATION);
  });

  it("keeps buckets and key when the stack goes", () => {
    for (const [resource, { protect, retainOnDelete }] of made.kept) {
      if (/^aws:(s3\/bucket:|kms\/key:)/.test(resource)) {
        assert.deepEqual([protect, retainOnDelete], [true, true], resource);
      }
    }
  });
});
