import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DescribeVpcsCommand, CreateVpcCommand, EC2Client } from "@aws-sdk/client-ec2";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { startCloud } from "../../../sandbox/cloud/cloud";
import { stopRun } from "../../../sandbox/processes";
import { markedProcesses } from "../../../sandbox/reaper";
import { clientConfig, startTestCloud, stopTestCloud, testPython } from "./emulator";

describe("startCloud", function () {
  this.timeout(120_000);

  it("starts an empty cloud that answers, counts nothing yet, and is gone with its processes when stopped", async () => {
    const cloud = await startTestCloud();
    try {
      assert.match(cloud.endpoint, /^http:\/\/127\.0\.0\.1:\d+$/);
      assert.deepEqual(await cloud.gateway.calls(), []);
      const { Account } = await new STSClient(clientConfig(cloud)).send(new GetCallerIdentityCommand({}));
      assert.equal(Account, "123456789012");
      assert.equal(markedProcesses(cloud.runId).length, 2);
    } finally {
      await stopTestCloud(cloud);
    }
    assert.deepEqual(markedProcesses(cloud.runId), []);
    await assert.rejects(fetch(cloud.endpoint));
  });

  it("keeps two clouds apart", async () => {
    const clouds = await Promise.all([startTestCloud(), startTestCloud()]);
    try {
      const [first, second] = clouds.map((cloud) => new EC2Client(clientConfig(cloud)));
      const count = async (client = first) => (await client?.send(new DescribeVpcsCommand({})))?.Vpcs?.length;
      const before = await count(second);
      await first?.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
      assert.equal(await count(first), (before ?? 0) + 1);
      assert.equal(await count(second), before);
    } finally {
      await Promise.all(clouds.map(stopTestCloud));
    }
  });

  it("says what it started and shows the end of the log when the emulator does not start", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "duotone-cloud-"));
    const python = path.join(folder, "python");
    await writeFile(python, "#!/bin/sh\necho 'No module named moto' >&2\nexit 1\n", { mode: 0o755 });
    try {
      await assert.rejects(startCloud({ python, logDir: folder, runId: "test-broken" }), (error: Error) => {
        assert.match(
          error.message,
          /^The AWS emulator did not start: it ended with 1\. It was started as ".*moto_launcher\.py"\./,
        );
        assert.ok(error.message.includes("No module named moto"));
        assert.ok(error.message.includes(path.join(folder, "moto.log")));
        return true;
      });
      await assert.rejects(
        startCloud({ python: path.join(folder, "missing"), logDir: folder, runId: "test-broken" }),
        /The AWS emulator did not start: .*ENOENT/,
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  describe("in a process that ends", () => {
    let runId: string;
    let folder: string;
    let main: ChildProcess | undefined;

    beforeEach(async () => {
      runId = `test-${randomUUID()}`;
      folder = await mkdtemp(path.join(tmpdir(), "duotone-cloud-"));
    });

    afterEach(async () => {
      main?.kill("SIGKILL");
      await stopRun(runId, 0);
      await rm(folder, { recursive: true, force: true });
    });

    async function startIn(ending: string): Promise<string> {
      const ready = path.join(folder, "endpoint");
      const program = path.join(folder, "main.ts");
      const options = JSON.stringify({ python: await testPython(), logDir: folder, runId });
      await writeFile(
        program,
        `import { writeFileSync } from "node:fs";
         import { startCloud } from ${JSON.stringify(path.resolve("sandbox/cloud/cloud"))};
         import { startReaper } from ${JSON.stringify(path.resolve("sandbox/processes"))};
         void (async () => {
           ${ending.includes("reaper") ? `const reaper = await startReaper(${JSON.stringify(runId)});` : ""}
           const cloud = await startCloud(${options});
           writeFileSync(${JSON.stringify(ready)}, cloud.endpoint);
           ${ending}
         })();`,
      );
      main = spawn(process.execPath, ["-r", "ts-node/register/transpile-only", program], {
        stdio: ["ignore", "ignore", "inherit"],
        env: { ...process.env, TS_NODE_PROJECT: path.resolve("tsconfig.json") },
      });
      return until(() => readFile(ready, "utf8").catch(() => ""));
    }

    it("ends too, even without a reaper, when that process is killed", async () => {
      await startIn("");
      assert.equal(markedProcesses(runId).length, 2);
      main?.kill("SIGKILL");
      await until(() => Promise.resolve(markedProcesses(runId).length === 0));
    });

    it("lives on when the run was released, and ends with stopRun", async () => {
      const endpoint = await startIn("await reaper.release(); process.exit(0);");
      await until(() => Promise.resolve(main?.exitCode === 0));
      const { Account } = await new STSClient(clientConfig({ endpoint })).send(
        new GetCallerIdentityCommand({}),
      );
      assert.equal(Account, "123456789012");
      assert.equal((await stopRun(runId)).length, 2);
    });
  });
});

async function until<Value>(look: () => Promise<Value>, limitMs = 60_000): Promise<Value> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const value = await look();
    if (value) {
      return value;
    }
    assert.ok(Date.now() < deadline, "waited too long");
    await new Promise((next) => setTimeout(next, 50));
  }
}
