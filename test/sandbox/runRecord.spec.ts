import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import {
  claimState,
  endOwnRun,
  endRecordedRun,
  isAlive,
  readRecord,
  type RunRecord,
  updateRecord,
} from "../../sandbox/runRecord";

describe("the record of a run", () => {
  let stateDir: string;
  let child: ChildProcess | undefined;
  beforeEach(async () => {
    stateDir = await mkdtemp(path.join(tmpdir(), "duotone-state-"));
  });
  afterEach(async () => {
    child?.kill("SIGKILL");
    child = undefined;
    await rm(stateDir, { recursive: true });
  });

  /** A process that belongs to a run, as the cloud's do. */
  const startMarked = async (runId: string): Promise<ChildProcess> => {
    child = spawn("sleep", ["60"], { env: { ...process.env, DUOTONE_SANDBOX_RUN: runId }, stdio: "ignore" });
    await once(child, "spawn");
    return child;
  };

  /** Of a main process that is gone, though its number may be somebody's. */
  const ofTheDead = (changes: Partial<RunRecord>): RunRecord => ({
    runId: `run-dead-${process.pid}`,
    pid: process.pid,
    pidStarted: "1",
    startedAt: "2026-01-01T00:00:00.000Z",
    kept: false,
    ...changes,
  });

  it("takes a free folder, and says so to others", async () => {
    const record = await claimState(path.join(stateDir, "new"), "run-first");
    assert.deepEqual(await readRecord(path.join(stateDir, "new")), record);
    assert.equal(record.pid, process.pid);
    assert.equal(await isAlive(record), true);
    assert.deepEqual(await readdir(path.join(stateDir, "new")), ["run.json"]);
  });

  it("refuses a folder whose run is alive, and says what to do", async () => {
    await claimState(stateDir, "run-first");
    await assert.rejects(claimState(stateDir, "run-second"), {
      name: "UserError",
      message: /run-first[^]*running as process \d+[^]*make sandbox-stop/,
    });
    assert.equal((await readRecord(stateDir))?.runId, "run-first");
  });

  it("lets one of many that begin at once have the folder", async () => {
    const claims = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) => claimState(stateDir, `run-number-${index}`)),
    );
    assert.equal(claims.filter(({ status }) => status === "fulfilled").length, 1);
  });

  it("refuses a folder whose cloud is kept, with its address and how to work with it", async () => {
    const runId = `run-kept-${process.pid}`;
    await startMarked(runId);
    await updateRecord(stateDir, ofTheDead({ runId, kept: true, endpoint: "http://127.0.0.1:4242" }));
    await assert.rejects(claimState(stateDir, "run-second"), {
      name: "UserError",
      message: /was kept[^]*http:\/\/127\.0\.0\.1:4242[^]*source .*env[^]*make sandbox-stop/,
    });
  });

  it("takes over from a run that is gone without a word", async () => {
    await updateRecord(stateDir, ofTheDead({}));
    assert.equal((await claimState(stateDir, "run-second")).runId, "run-second");
  });

  it("ends the processes of a kept run, and no others", async () => {
    const runId = `run-kept-${process.pid}`;
    const marked = await startMarked(runId);
    const other = spawn("sleep", ["60"], { stdio: "ignore" });
    try {
      const ended = once(marked, "exit");
      await updateRecord(stateDir, ofTheDead({ runId, kept: true }));
      assert.match(await endRecordedRun(stateDir), /is ended/);
      await ended;
      assert.equal(other.exitCode, null);
      assert.equal(other.signalCode, null);
      assert.equal(await readRecord(stateDir), undefined);
      assert.match(await endRecordedRun(stateDir), /No sandbox/);
    } finally {
      other.kill("SIGKILL");
    }
  }).timeout(10_000);

  it("leaves the run of another process alone when this one ends", async () => {
    const runId = `run-other-${process.pid}`;
    const marked = await startMarked(runId);
    await updateRecord(stateDir, ofTheDead({ runId, pid: process.pid + 1 }));
    await endOwnRun(stateDir);
    assert.equal(marked.exitCode, null);
    assert.equal((await readRecord(stateDir))?.runId, runId);
  });
});
