import assert from "node:assert/strict";
import { setMaxListeners } from "node:events";

import { CreateKeyCommand, DisableKeyCommand, EnableKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  PutObjectLockConfigurationCommand,
  S3Client,
} from "@aws-sdk/client-s3";

import { awsLedger } from "../../../providers/ledger/awsLedger";
import { callerIdentity } from "../../../providers/ledger/who";
import { keyOf } from "../../../providers/ledger/record";
import { LedgerConflict, LedgerDamage, type LedgerStore } from "../../../providers/ledger/store";
import { verifyLedger } from "../../../providers/ledger/verify";
import { systemClock } from "../../../providers/switch/clock";
import type { Fault } from "../../../sandbox/cloud/gatewayClient";
import {
  assumeIn,
  clientConfig,
  createAccount,
  createOrganization,
  startTestCloud,
  stopTestCloud,
  type TestCloud,
} from "../../sandbox/cloud/emulator";
import { intent, outcome } from "./support/fixture";

const BUCKET = "duotone-ledger-test";

describe("the ledger in AWS", function () {
  this.timeout(120_000);

  const { signal } = new AbortController();
  // Every call in flight listens to it.
  setMaxListeners(0, signal);
  const clock = systemClock(signal);
  let cloud: TestCloud;
  let s3: S3Client;
  let kms: KMSClient;
  let keyArn: string;
  let roleArn: string;
  let earlier: Readonly<Record<string, string | undefined>>;
  let stacks = 0;
  const opened: LedgerStore[] = [];

  before(async () => {
    cloud = await startTestCloud();
    const environment = {
      AWS_ENDPOINT_URL: cloud.endpoint,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    };
    earlier = Object.fromEntries(Object.keys(environment).map((name) => [name, process.env[name]]));
    Object.assign(process.env, environment);
    await createOrganization(cloud);
    const { ended } = await createAccount(cloud, "audit");
    const account = ended.AccountId ?? "";
    roleArn = `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`;
    const config = clientConfig(cloud, await assumeIn(cloud, account));
    s3 = new S3Client(config);
    kms = new KMSClient(config);
    await s3.send(
      new CreateBucketCommand({
        Bucket: BUCKET,
        ObjectLockEnabledForBucket: true,
        CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
      }),
    );
    await s3.send(
      new PutObjectLockConfigurationCommand({
        Bucket: BUCKET,
        ObjectLockConfiguration: {
          ObjectLockEnabled: "Enabled",
          Rule: { DefaultRetention: { Mode: "COMPLIANCE", Days: 1 } },
        },
      }),
    );
    const { KeyMetadata } = await kms.send(
      new CreateKeyCommand({ KeySpec: "ECC_NIST_P256", KeyUsage: "SIGN_VERIFY" }),
    );
    keyArn = KeyMetadata?.Arn ?? "";
  });

  after(async () => {
    for (const [name, value] of Object.entries(earlier)) {
      if (value === undefined) {
        Reflect.deleteProperty(process.env, name);
      } else {
        process.env[name] = value;
      }
    }
    await stopTestCloud(cloud);
  });

  beforeEach(() => {
    stacks += 1;
  });

  afterEach(async () => {
    await cloud.gateway.clearFaults();
    opened.splice(0).forEach((ledger) => {
      ledger.close();
    });
  });

  /** A stack of each test's own. */
  const stack = () => `stack-${stacks}`;

  function ledgerOf(): LedgerStore {
    const ledger = awsLedger({ bucket: BUCKET, keyArn, roleArn, stack: stack(), clock });
    opened.push(ledger);
    return ledger;
  }

  async function callsOf(service: string, action: string): Promise<number> {
    const calls = await cloud.gateway.calls();
    return calls
      .filter((call) => call.service === service && call.action === action)
      .reduce((sum, { count }) => sum + count, 0);
  }

  it("is written, signed by KMS, locked, read and verified", async () => {
    const ledger = ledgerOf();
    assert.equal(await ledger.head(signal), undefined);
    const caller = await callerIdentity("eu-west-1", signal);
    assert.equal(caller.account, "123456789012");
    const first = await ledger.append(intent({ caller }), undefined, signal);
    const second = await ledger.append(outcome(1), first, signal);
    assert.deepEqual(await ledgerOf().head(signal), second);
    assert.deepEqual(await ledger.entries(signal), [first.entry, second.entry]);
    const evidence = await ledger.evidence(signal);
    assert.deepEqual(verifyLedger({ ...evidence, head: { sequence: 2, hash: second.entry.hash } }), []);
    for (const { key: Key, versionId: VersionId } of evidence.versions) {
      await assert.rejects(
        s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key, VersionId, BypassGovernanceRetention: true })),
        { name: "AccessDenied" },
      );
    }
  });

  it("lets one of two writers through", async () => {
    const head = await ledgerOf().append(intent(), undefined, signal);
    const both = await Promise.allSettled([0, 1].map(() => ledgerOf().append(outcome(1), head, signal)));
    const failed = both.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
    assert.equal(failed.length, 1);
    assert.ok(failed[0] instanceof LedgerConflict, String(failed[0]));
    assert.equal((await ledgerOf().evidence(signal)).versions.length, 2);
  });

  for (const when of ["before", "after"] as const) {
    it(`writes one record where the connection breaks ${when} S3 took it`, async () => {
      const lost: Fault = {
        id: "lost",
        match: { service: "s3", action: "PutObject" },
        effect: { kind: "dropConnection", when },
        times: 1,
      };
      await cloud.gateway.setFaults([lost]);
      const head = await ledgerOf().append(intent(), undefined, signal);
      assert.deepEqual(await cloud.gateway.faultCounts(), [{ id: "lost", struck: 1 }]);
      assert.deepEqual(await ledgerOf().head(signal), head);
      assert.equal((await ledgerOf().evidence(signal)).versions.length, 1);
    });
  }

  it("finds out what it wrote where no answer ever comes", async () => {
    const match = { service: "s3", action: "PutObject" } as const;
    await cloud.gateway.setFaults([
      { id: "lost", match, effect: { kind: "dropConnection", when: "after" }, times: 1 },
      { id: "down", match, effect: { kind: "error", status: 503, code: "ServiceUnavailable", message: "" } },
    ]);
    await ledgerOf().append(intent(), undefined, signal);
    assert.equal((await ledgerOf().evidence(signal)).versions.length, 1);
  });

  it("gets through when a third of the calls is throttled, with at most 1.7 times the calls", async () => {
    const work = async () => {
      const ledger = ledgerOf();
      let head = await ledger.head(signal);
      for (let round = 0; round < 2; round += 1) {
        head = await ledger.append(intent(), head, signal);
        head = await ledger.append(outcome(head.entry.record.sequence), head, signal);
      }
      await ledger.head(signal);
      await ledger.entries(signal);
    };
    const count = async () => (await cloud.gateway.calls()).reduce((sum, { count: calls }) => sum + calls, 0);
    await cloud.gateway.resetCalls();
    await work();
    const calm = await count();
    stacks += 1;
    await cloud.gateway.resetCalls();
    await cloud.gateway.setFaults([{ id: "busy", effect: { kind: "throttle" }, probability: 0.3 }]);
    await work();
    const throttled = await count();
    const ratio = throttled / calm;
    assert.ok(ratio > 1.1 && ratio <= 1.7, `${throttled} calls instead of ${calm}`);
    await cloud.gateway.clearFaults();
    assert.deepEqual(verifyLedger(await ledgerOf().evidence(signal)), []);
  });

  it("does not ask again where it is denied, by S3 or by KMS", async () => {
    const denied = (service: "s3" | "kms", action: string, code: string): Fault => ({
      id: action,
      match: { service, action },
      effect: { kind: "error", status: service === "s3" ? 403 : 400, code, message: "not authorized" },
    });
    for (const [service, action, code] of [
      ["s3", "PutObject", "AccessDenied"],
      ["kms", "Sign", "AccessDeniedException"],
    ] as const) {
      await cloud.gateway.setFaults([denied(service, action, code)]);
      await cloud.gateway.resetCalls();
      await assert.rejects(ledgerOf().append(intent(), undefined, signal), { name: code });
      assert.equal(await callsOf(service, action), 1);
    }
    await cloud.gateway.clearFaults();
    assert.equal(await ledgerOf().head(signal), undefined);
  });

  it("writes nothing while its key is disabled", async () => {
    const KeyId = keyArn.split("/").at(-1);
    await kms.send(new DisableKeyCommand({ KeyId }));
    try {
      await assert.rejects(ledgerOf().append(intent(), undefined, signal), { name: "DisabledException" });
    } finally {
      await kms.send(new EnableKeyCommand({ KeyId }));
    }
    assert.equal(await ledgerOf().head(signal), undefined);
  });

  it("shows what was done to it by hand", async () => {
    const ledger = ledgerOf();
    const first = await ledger.append(intent(), undefined, signal);
    const second = await ledger.append(outcome(1), first, signal);
    const Key = keyOf(stack(), 2);
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: "{}" }));
    await assert.rejects(ledger.head(signal), (error: Error) => {
      assert.ok(error instanceof LedgerDamage);
      assert.match(error.message, /Record 2 of stack-\d+ was written 2 times/);
      assert.deepEqual(error.head, second);
      return true;
    });
    await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));
    await s3.send(
      new PutObjectCommand({ Bucket: BUCKET, Key: keyOf(stack(), 3), Body: Buffer.alloc(2_000_000, "x") }),
    );
    const found = verifyLedger(await ledger.evidence(signal));
    assert.deepEqual(
      found.map(({ kind, sequence }) => `${kind} ${sequence ?? ""}`),
      ["removed 2", "forked 2", "unreadable 3"],
    );
    assert.match(found[2]?.message ?? "", /"an object of 2000000 bytes"/);
    assert.deepEqual(
      await ledger.entries(signal).catch((error: unknown) => (error as Error).name),
      "LedgerDamage",
    );
  });

  it("gives up when its time is over", async () => {
    const ledger = ledgerOf();
    await ledger.head(signal);
    const slow: Fault = { id: "slow", match: { service: "kms" }, effect: { kind: "delay", ms: 5_000 } };
    await cloud.gateway.setFaults([slow]);
    const started = Date.now();
    await assert.rejects(ledger.append(intent(), undefined, AbortSignal.timeout(200)));
    assert.ok(Date.now() - started < 3_000);
  });

  it("refuses a key that is none", () => {
    assert.throws(
      () => awsLedger({ bucket: BUCKET, keyArn: "alias/ledger", stack: "prod", clock }),
      /"alias\/ledger" is no ARN of a KMS key/,
    );
  });
});
