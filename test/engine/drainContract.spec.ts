import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";

import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";

import { endManifestKey, isEndMarker, serviceStream } from "../../providers/instanceDrain/contract";
import { SANDBOX_CREDENTIALS } from "../../sandbox/environment";
import { managementAccess } from "../../sandbox/story/cloudAccess";
import { BUCKET, EmulatedFleet, LOG_GROUP, PREFIX } from "../providers/instanceDrain/support/emulatedFleet";
import { startTestCloud, stopTestCloud, type TestCloud } from "../sandbox/cloud/emulator";
import { OPENING_LIMIT, REGION } from "./bakery";
import { useLinuxRoot } from "./linuxRoot/useLinuxRoot";

const FOLDER = "/usr/libexec/duotone";
const SOURCES = path.resolve(__dirname, `../../images/scripts/base/files${FOLDER}`);
const OUTBOX = "/var/lib/duotone/outbox";
const LOG = "/var/log/duotone/service.log";

/** The real one, told where the emulator is, and at a set call the end of the whole run. */
const AWS = `#!/bin/sh
echo "$1 $2" >> /srv/calls/aws
/usr/bin/aws --endpoint-url "$ENDPOINT" "$@"
ended=$?
[ "$(wc -l < /srv/calls/aws)" != "$KILL_AFTER" ] || kill -KILL 0
exit $ended
`;

/** No unit runs here: what starts the archive does so as its unit would, and what is stopped is written down. */
const SYSTEMCTL = `#!/bin/sh
echo "$*" >> /srv/calls/systemctl
case "$*" in
  "start duotone-archive.service") exec setpriv --reuid duotone --regid duotone --clear-groups ${FOLDER}/archive-files ;;
esac
`;

/** The way of a line through journal and rsyslog, which the image's rsyslog.conf describes. */
const JOURNAL = `#!/bin/sh
[ "$1 $2" = "--identifier duotone-end-of-log" ] || exit 1
cat >> ${LOG}
`;

describe("the drain on an instance", function () {
  this.timeout(300_000);
  const root = useLinuxRoot();
  let cloud: TestCloud;
  let fleet: EmulatedFleet;
  let logs: CloudWatchLogsClient;
  let s3: S3Client;
  let metadata: Server;
  let values: Record<string, string> = {};

  before(async function () {
    this.timeout(OPENING_LIMIT);
    cloud = await startTestCloud();
    const access = managementAccess(cloud.endpoint, REGION);
    fleet = new EmulatedFleet(access);
    await fleet.open(false);
    logs = new CloudWatchLogsClient(access);
    s3 = new S3Client({ ...access, forcePathStyle: true });
    metadata = createServer((request, response) => {
      const asked = request.url ?? "";
      const isToken = request.method === "PUT" && asked === "/latest/api/token";
      const value = isToken ? "token" : values[asked.replace("/latest/meta-data/", "")];
      const isAllowed = isToken || request.headers["x-aws-ec2-metadata-token"] === "token";
      response.statusCode = !isAllowed ? 401 : value === undefined ? 404 : 200;
      response.end(isAllowed ? value : "");
    });
    await new Promise<void>((resolve) => metadata.listen(0, "127.0.0.1", resolve));
    await root().output("useradd", "--system", "--user-group", "duotone");
    for (const program of ["drain", "archive-files"]) {
      await root().write(`${FOLDER}/${program}`, await readFile(path.join(SOURCES, program), "utf8"), "0755");
    }
    for (const [program, text] of Object.entries({
      aws: AWS,
      systemctl: SYSTEMCTL,
      "systemd-cat": JOURNAL,
      journalctl: "#!/bin/sh\n",
    })) {
      await root().write(`/usr/local/bin/${program}`, text, "0755");
    }
  });
  after(async () => {
    metadata.close();
    fleet.close();
    logs.destroy();
    s3.destroy();
    await stopTestCloud(cloud);
  });

  /** An instance that its group has told to go, with one file and one line of log. */
  const instanceToGo = async (groupName: string) => {
    const [instanceId = ""] = await fleet.group(groupName);
    await fleet.empty(groupName);
    const boot = {
      service: "core",
      cluster: "prod2",
      commit: "c".repeat(40),
      region: REGION,
      logGroups: { service: LOG_GROUP },
      archive: { bucket: BUCKET, prefix: PREFIX },
    };
    await root().write("/etc/duotone/boot.json", JSON.stringify(boot));
    await root().output("rm", "-rf", OUTBOX, "/srv/calls", LOG);
    await root().output("install", "--directory", "--mode", "0777", "/srv/calls");
    await root().write(`${OUTBOX}/batch/result.csv`, "1\n");
    await root().write(`${OUTBOX}/batch/next.part`, "2\n");
    await root().output("chown", "--recursive", "duotone:duotone", OUTBOX);
    await root().write(LOG, '{"level":"info"}\n');
    values = {
      "autoscaling/target-lifecycle-state": "Terminated",
      "instance-id": instanceId,
      "tags/instance/aws:autoscaling:groupName": groupName,
    };
    return instanceId;
  };
  const drain = (killAfter = 0) =>
    root().run(["setsid", "--wait", `${FOLDER}/drain`], {
      env: {
        AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://127.0.0.1:${(metadata.address() as AddressInfo).port}`,
        ENDPOINT: cloud.endpoint,
        KILL_AFTER: String(killAfter),
        AWS_ACCESS_KEY_ID: SANDBOX_CREDENTIALS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: SANDBOX_CREDENTIALS.secretAccessKey,
        HOME: "/nonexistent",
      },
    });

  /** What the CloudWatch agent does: sends the log's lines, once the last of them is the marker. */
  const agent = async (instanceId: string, until: Promise<unknown>) => {
    const stream = { logGroupName: LOG_GROUP, logStreamName: serviceStream(instanceId) };
    await logs.send(new CreateLogStreamCommand(stream));
    const over = new AbortController();
    void until.finally(() => {
      over.abort();
    });
    for (let sent = 0; !over.signal.aborted; await new Promise((resolve) => setTimeout(resolve, 200))) {
      const lines = await root().lines("cat", LOG);
      const events = lines.slice(sent).map((message) => ({ timestamp: Date.now(), message }));
      sent = lines.length;
      if (events.length > 0) {
        await logs.send(new PutLogEventsCommand({ ...stream, logEvents: events }));
      }
    }
  };
  const manifestOf = async (instanceId: string) => {
    const Key = endManifestKey(PREFIX, "core", instanceId);
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
    return JSON.parse((await Body?.transformToString()) ?? "") as Readonly<Record<string, unknown>>;
  };
  const stateOf = async (groupName: string, instanceId: string) =>
    (await fleet.statesIn(groupName))[instanceId];

  it("stops the service, archives, marks the log, waits for it, leaves the manifest, and ends the wait", async () => {
    const instanceId = await instanceToGo("in-order");
    const running = drain();
    await agent(instanceId, running);
    const ended = await running;
    assert.equal(ended.exitCode, 0, ended.stderr);
    assert.deepEqual(await root().lines("cat", "/srv/calls/systemctl"), [
      "stop duotone-service.service duotone-jobs.service duotone-job@*.service",
      "stop duotone-archive.timer duotone-archive.service",
      "start duotone-archive.service",
    ]);
    const lines = await root().lines("cat", LOG);
    assert.equal(lines.length, 2);
    assert.ok(isEndMarker(lines[1] ?? "", instanceId), lines[1]);
    assert.deepEqual(await manifestOf(instanceId), {
      instance: instanceId,
      service: "core",
      cluster: "prod2",
      commit: "c".repeat(40),
      unfinished: ["batch/next.part"],
    });
    assert.equal(await stateOf("in-order", instanceId), undefined, "it is kept by its hook no more");
  });

  it("does the rest when it was killed, and writes one marker", async () => {
    const instanceId = await instanceToGo("killed");
    // A sign of life, two calls of the archive, and one look at the log, which is not sent yet.
    const killed = await drain(4);
    assert.notEqual(killed.exitCode, 0);
    assert.equal(await stateOf("killed", instanceId), "Terminating:Wait");
    const running = drain();
    await agent(instanceId, running);
    const ended = await running;
    assert.equal(ended.exitCode, 0, ended.stderr);
    const marks = (await root().lines("cat", LOG)).filter((line) => isEndMarker(line, instanceId));
    assert.equal(marks.length, 1);
    assert.equal((await manifestOf(instanceId))["instance"], instanceId);
  });

  it("keeps the instance while its files cannot be archived, and goes on when they can", async () => {
    const instanceId = await instanceToGo("no-archive");
    await cloud.gateway.setFaults([
      {
        id: "archive",
        match: { service: "s3", action: "PutObject" },
        effect: { kind: "error", status: 403, code: "AccessDenied", message: "Access Denied" },
      },
    ]);
    const running = drain();
    while ((await cloud.gateway.faultCounts()).every(({ struck }) => struck === 0)) {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    assert.equal(await stateOf("no-archive", instanceId), "Terminating:Wait");
    assert.deepEqual(await root().lines("cat", LOG), ['{"level":"info"}'], "no marker before the files");
    await cloud.gateway.clearFaults();
    await agent(instanceId, running);
    const ended = await running;
    assert.equal(ended.exitCode, 0, ended.stderr);
    assert.match(ended.stderr, /Not done yet: archive_last_files/);
  });

  it("leaves an instance alone that is to stay", async () => {
    await instanceToGo("stays");
    values["autoscaling/target-lifecycle-state"] = "InService";
    const ended = await root().run(["timeout", "3", `${FOLDER}/drain`], {
      env: {
        AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://127.0.0.1:${(metadata.address() as AddressInfo).port}`,
      },
    });
    assert.equal(ended.exitCode, 124);
    assert.equal((await root().run(["cat", "/srv/calls/systemctl"])).exitCode, 1);
  });
});
