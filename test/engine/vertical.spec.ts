import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";

import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";

import { LOG_DELIVERY_ROLE, LOG_SUBSCRIPTION_ROLE } from "../../components/observability/logDeliveryRoles";
import { logGroupNames } from "../../components/observability/serviceLogs";
import { setAccountQuota } from "../../sandbox/cloud/accountRequests";
import { canaryProblems } from "../../sandbox/separation/canaries";
import { readCloudSecrets } from "../../sandbox/separation/cloudSecrets";
import { type CloudAccess, roleAccess } from "../../sandbox/story/cloudAccess";
import type { PulumiProject } from "../../sandbox/story/pulumi";
import { resourcesOf } from "../../sandbox/story/stackExport";
import { type AccountSandbox, openAccountSandbox, saidBy } from "./accountStacks";
import { OPENING_LIMIT } from "./bakery";
import { engineProgram } from "./engineProgram";

const STACK = "throttled";

/** Share of all calls that AWS answers with "too many requests". */
const THROTTLED = 0.3;

/** What the AWS provider tries by default; the sandbox lets it try less, so that the emulator's faults show soon. */
const PROVIDER_ATTEMPTS = "25";

/** Milliseconds; one update of everything that a vertical can have, with three calls in ten to be said again. */
const TEST_LIMIT = 1_800_000;

/** Makes a key that stands in for the images'. */
async function makeKey(access: CloudAccess): Promise<string> {
  const client = new KMSClient(access);
  try {
    const { KeyMetadata } = await client.send(new CreateKeyCommand({}));
    return KeyMetadata?.Arn ?? assert.fail("the key has no ARN");
  } finally {
    client.destroy();
  }
}

/** Makes the roles that stand in for the foundation's, under which logs are delivered. */
async function makeLogRoles(access: CloudAccess): Promise<void> {
  const client = new IAMClient(access);
  try {
    for (const RoleName of [LOG_DELIVERY_ROLE, LOG_SUBSCRIPTION_ROLE]) {
      await client.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: "{}" }));
    }
  } finally {
    client.destroy();
  }
}

/** What a delivery stream writes of one batch of events. */
interface DeliveredLogs {
  readonly owner: string;
  readonly logGroup: string;
  readonly logStream: string;
  readonly logEvents: readonly { readonly message: string }[];
}

describe("a vertical on the real engine, with everything that it can have", function () {
  this.timeout(TEST_LIMIT);
  let opened: AccountSandbox;
  let project: PulumiProject;

  before(async function () {
    this.timeout(OPENING_LIMIT);
    opened = await openAccountSandbox(".sandbox/tests/vertical");
    await setAccountQuota(opened.access, 10);
    const { sandbox } = opened;
    project = await engineProgram(sandbox, "vertical", { AWS_MAX_ATTEMPTS: PROVIDER_ATTEMPTS });
    await project.stackInit(STACK);
    await project.configSet(STACK, "aws:region", sandbox.region);
    await project.configSet(STACK, "unitId", opened.unitId);
    await project.configSet(STACK, "imageKeyArn", await makeKey(opened.access));
    await makeLogRoles(opened.access);
  });

  after(() => opened.sandbox.close());
  afterEach(() => opened.sandbox.gateway.clearFaults());

  it("is made although AWS throttles three calls in ten", async () => {
    await opened.sandbox.gateway.setFaults([
      { id: "throttling", effect: { kind: "throttle" }, probability: THROTTLED },
    ]);
    const run = await project.up(STACK);
    assert.equal(run.exitCode, 0, saidBy(run));
    const calls = await opened.sandbox.gateway.calls();
    const sum = (of: (call: (typeof calls)[number]) => number) =>
      calls.reduce((all, call) => all + of(call), 0);
    assert.ok(
      sum(({ errors }) => errors) > THROTTLED * 0.5 * sum(({ count }) => count),
      "nothing was throttled",
    );
  });

  it("is as it should be afterwards: nothing to change, nothing drifted", async () => {
    const again = await project.up(STACK);
    assert.deepEqual([again.exitCode, again.changedUrns], [0, []], saidBy(again));
    const refreshed = await project.refresh(STACK, { args: ["--expect-no-changes"] });
    assert.equal(refreshed.exitCode, 0, saidBy(refreshed));
  });

  const accountAccess = async () => {
    const exported = await project.export(STACK);
    const account = resourcesOf(exported).find(({ type }) => type === "aws:organizations/account:Account");
    const { endpoint, region } = opened.sandbox;
    const id = account?.id ?? assert.fail("there is no account");
    return {
      id,
      access: roleAccess(endpoint, region, `arn:aws:iam::${id}:role/OrganizationAccountAccessRole`),
    };
  };
  const logsBucket = async () => {
    const bucket = resourcesOf(await project.export(STACK)).find(
      ({ type, id }) =>
        type === "aws:s3/bucket:Bucket" && id?.startsWith("duotone-restricted-logs-") === true,
    );
    return bucket?.id ?? assert.fail("there is no bucket of logs");
  };

  it("has its logs in the archive: of services, of their systems and of sessions, and of its account alone", async () => {
    const { id, access } = await accountAccess();
    const { service, system } = logGroupNames(STACK, "staging", "settlement");
    const groups = [service, system, "/duotone/sessions"];
    const logs = new CloudWatchLogsClient(access);
    const s3 = new S3Client({ ...opened.access, forcePathStyle: true });
    try {
      for (const logGroupName of groups) {
        const stream = { logGroupName, logStreamName: "i-0123/service" };
        await logs.send(new CreateLogStreamCommand(stream));
        const logEvents = [{ timestamp: Date.now(), message: `said in ${logGroupName}` }];
        await logs.send(new PutLogEventsCommand({ ...stream, logEvents }));
      }
      const Bucket = await logsBucket();
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
      const delivered: DeliveredLogs[] = [];
      for (const { Key = "" } of Contents) {
        assert.match(
          Key,
          new RegExp(`^AWSLogs/${id}/CloudWatchLogs/\\d{4}/\\d\\d/\\d\\d/\\d\\d/.*\\.json\\.gz$`),
        );
        const { Body, ServerSideEncryption } = await s3.send(new GetObjectCommand({ Bucket, Key }));
        assert.equal(ServerSideEncryption, "aws:kms");
        const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
        delivered.push(JSON.parse(gunzipSync(bytes).toString()) as DeliveredLogs);
      }
      assert.deepEqual(
        delivered.map(({ owner, logGroup, logEvents }) => [owner, logGroup, logEvents[0]?.message]).sort(),
        groups.map((group) => [id, group, `said in ${group}`]).sort(),
      );
      const forged = new PutObjectCommand({ Bucket, Key: `AWSLogs/${id}/CloudWatchLogs/forged`, Body: "x" });
      await assert.rejects(s3.send(forged), /AccessDenied|Access Denied/);
    } finally {
      logs.destroy();
      s3.destroy();
    }
  });

  it("has no secret in its state: not the VPN's keys, not the service's", async () => {
    const exported = await project.export(STACK);
    const { access } = await accountAccess();
    const secrets = await readCloudSecrets(access);
    // Two tunnels, and one secret that has been made by its first rotation.
    assert.ok(secrets.length >= 3, `${secrets.length} secrets`);
    const text = Buffer.from(JSON.stringify(exported));
    assert.deepEqual(canaryProblems([{ name: "export", text }], secrets), []);
    const [planted] = secrets;
    assert.ok(planted);
    const leaking = Buffer.from(JSON.stringify({ exported, leak: planted.value }));
    assert.ok(canaryProblems([{ name: "export", text: leaking }], secrets).length > 0);
  });
});
