import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

import { MemoryWatch } from "../../sandbox/memory";

/** Holds so many MB that are its own, and says when. */
const HOLD = (megabytes: number) =>
  `const held = Buffer.alloc(${megabytes} * 1024 * 1024, 1); console.log(held.length); setInterval(() => held, 1000)`;

describe("MemoryWatch", function () {
  this.timeout(30_000);
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) {
      child.kill("SIGKILL");
    }
  });

  const hold = async (runId: string, megabytes: number): Promise<ChildProcess> => {
    const env = { ...process.env, DUOTONE_SANDBOX_RUN: runId };
    const child = spawn(process.execPath, ["-e", HOLD(megabytes)], {
      env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.push(child);
    await once(child.stdout, "data");
    return child;
  };

  it("sums up the processes of its run, and no others, and keeps the peak", async () => {
    const runId = `run-memory-${process.pid}`;
    const watch = new MemoryWatch(runId);
    await watch.sample();
    const empty = watch.peakMB;
    assert.equal(empty, 0);

    await hold(runId, 100);
    const second = await hold(runId, 60);
    await hold(`${runId}-other`, 400);
    await watch.sample();
    const peak = watch.peakMB;
    assert.ok(peak >= 160 && peak < 400, `${peak} MB`);

    const ended = once(second, "exit");
    second.kill("SIGKILL");
    await ended;
    await watch.sample();
    assert.equal(watch.peakMB, peak);
  });

  it("samples by itself while it is started", async () => {
    const runId = `run-watched-${process.pid}`;
    await hold(runId, 50);
    const watch = new MemoryWatch(runId);
    watch.start();
    const deadline = Date.now() + 25_000;
    while (watch.peakMB === 0 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    watch.stop();
    assert.ok(watch.peakMB >= 50, `${watch.peakMB} MB`);
  });
});
