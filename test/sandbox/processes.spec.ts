import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { spawnSupervised, stopRun } from "../../sandbox/processes";
import { RUN_VARIABLE, isMarked, markedProcesses } from "../../sandbox/reaper";

const SLEEPER = ["-e", "setInterval(() => undefined, 1000)"];
const STUBBORN = ["-e", "process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1000)"];

describe("processes of a run", function () {
  this.timeout(60_000);

  let runId: string;
  let folder: string;
  const started: ChildProcess[] = [];

  before(function () {
    if (!existsSync("/proc/self/environ")) {
      this.skip();
    }
  });

  beforeEach(async () => {
    runId = `test-${randomUUID()}`;
    folder = await mkdtemp(join(tmpdir(), "duotone-processes-"));
  });

  afterEach(async () => {
    await stopRun(runId, 0);
    for (const child of started.splice(0)) {
      child.kill("SIGKILL");
    }
    await rm(folder, { recursive: true, force: true });
  });

  /** Runs a main process that starts a reaper, a child, a child's child and a stubborn child, then does `ending`. */
  async function startMain(
    ending: string,
    { ownGroup = false, atOnce = false } = {},
  ): Promise<{ main: ChildProcess; reaper: number }> {
    const ready = join(folder, "ready.json");
    const program = join(folder, "main.ts");
    const stubborn = JSON.stringify(STUBBORN);
    const nested = JSON.stringify([
      "-e",
      `require("node:child_process").spawn(process.execPath, ${JSON.stringify(SLEEPER)}); setInterval(() => undefined, 1000)`,
    ]);
    await writeFile(
      program,
      `import { spawn } from "node:child_process";
       import { writeFileSync } from "node:fs";
       import { spawnSupervised, startReaper } from ${JSON.stringify(resolve("sandbox/processes"))};
       void (async () => {
         const reaper = await startReaper(${JSON.stringify(runId)}, 500);
         const child = spawnSupervised(process.execPath, ${nested}, { label: "nested", stdio: "ignore" });
         const library = spawn(process.execPath, ${stubborn}, { stdio: "ignore" });
         child.unref(); library.unref();
         const settled = async () => {
           writeFileSync(${JSON.stringify(ready)}, JSON.stringify({ reaper: reaper.pid }));
           ${ending}
         };
         ${atOnce ? "void settled();" : "setTimeout(settled, 300);"}
       })();`,
    );
    const main = spawn(process.execPath, ["-r", "ts-node/register/transpile-only", program], {
      stdio: ["ignore", "inherit", "inherit"],
      detached: ownGroup,
    });
    started.push(main);
    const reaper = await until(async () =>
      existsSync(ready)
        ? (JSON.parse(await readFile(ready, "utf8")) as { reaper: number }).reaper
        : undefined,
    );
    return { main, reaper };
  }

  /** Resolves once the child, its child and the library's process all run, which takes its time on a busy machine. */
  async function untilStarted(): Promise<void> {
    await until(() => Promise.resolve(markedProcesses(runId).length === 3 ? true : undefined));
  }

  async function assertAllGone(reaper: number): Promise<void> {
    await until(() => Promise.resolve(existsSync(`/proc/${reaper}`) ? undefined : true));
    assert.deepEqual(markedProcesses(runId), []);
  }

  it("end when the main process is killed, children's children and those that ignore SIGTERM too", async () => {
    const { main, reaper } = await startMain("setInterval(() => undefined, 1000);");
    await untilStarted();
    main.kill("SIGKILL");
    await assertAllGone(reaper);
  });

  it("end when the main process's whole process group is killed", async () => {
    const { main, reaper } = await startMain("setInterval(() => undefined, 1000);", { ownGroup: true });
    assert.ok(main.pid !== undefined);
    process.kill(-main.pid, "SIGKILL");
    await assertAllGone(reaper);
  });

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`end when the main process gets ${signal}, and the reaper does not mind the signal itself`, async () => {
      const { reaper } = await startMain(
        `process.kill(reaper.pid, "${signal}"); setTimeout(() => process.kill(process.pid, "${signal}"), 300);`,
        { atOnce: true },
      );
      await assertAllGone(reaper);
    });
  }

  it("end when the main process dies while it is still starting them", async () => {
    const { reaper } = await startMain('process.kill(process.pid, "SIGKILL");', { atOnce: true });
    await assertAllGone(reaper);
  });

  it("end, with the reaper, when the main process returns", async () => {
    const { reaper } = await startMain("");
    await assertAllGone(reaper);
  });

  it("live on when the main process releases the run, until the run is stopped", async () => {
    const { main, reaper } = await startMain("await reaper.release(); process.exit(0);");
    await until(() => Promise.resolve(main.exitCode === 0 ? true : undefined));
    assert.equal(existsSync(`/proc/${reaper}`), false);
    await untilStarted();
    assert.equal((await stopRun(runId, 200)).length, 3);
    assert.deepEqual(markedProcesses(runId), []);
  });

  it("are told apart by the exact mark: another run, a longer id and an unmarked process are left alone", async () => {
    const others = [
      { [RUN_VARIABLE]: `${runId}-other` },
      { [RUN_VARIABLE]: runId.slice(0, -1) },
      { [`${RUN_VARIABLE}_X`]: runId },
      { NOTE: `${RUN_VARIABLE}=${runId}` },
      {},
    ].map((env) => spawn(process.execPath, SLEEPER, { env, stdio: "ignore" }));
    started.push(...others);
    const own = spawnSupervised(process.execPath, SLEEPER, { label: "own", runId, stdio: "ignore" });
    await until(() => Promise.resolve(isMarked(own.pid ?? 0, runId) ? true : undefined));

    assert.deepEqual(await stopRun(runId), [own.pid]);
    for (const other of others) {
      assert.equal(other.exitCode ?? other.signalCode, null);
    }
  });

  it("cannot be started outside a run, nor under an id that could not be matched exactly", () => {
    const before = process.env[RUN_VARIABLE];
    Reflect.deleteProperty(process.env, RUN_VARIABLE);
    try {
      assert.throws(
        () => spawnSupervised("true", [], { label: "emulator" }),
        /emulator .* belongs to no run/,
      );
      assert.throws(() => spawnSupervised("true", [], { label: "x", runId: "a b" }), /"a b" is no run id/);
    } finally {
      if (before !== undefined) {
        process.env[RUN_VARIABLE] = before;
      }
    }
  });
});

async function until<Value>(look: () => Promise<Value | undefined>, limitMs = 50_000): Promise<Value> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const value = await look();
    if (value !== undefined) {
      return value;
    }
    assert.ok(Date.now() < deadline, "waited too long");
    await new Promise((next) => setTimeout(next, 50));
  }
}
