import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { markedProcesses, RUN_VARIABLE } from "../sandbox/reaper";

const PROJECT_DIR = path.resolve(__dirname, "..");

describe("make test, where the engine cannot run", function () {
  this.timeout(60_000);
  let machine: string;

  /** A machine with Node and nothing else, and nothing in its cache. */
  beforeEach(async () => {
    machine = await mkdtemp(path.join(tmpdir(), "duotone-machine-"));
    await symlink(process.execPath, path.join(machine, "node"));
  });
  afterEach(() => rm(machine, { recursive: true }));

  const runEngineLayer = (env: Record<string, string>): Promise<{ exitCode: number; lines: string[] }> =>
    new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        ["-r", "ts-node/register/transpile-only", path.join("test", "run.ts"), "engine"],
        { cwd: PROJECT_DIR, env: { PATH: machine, HOME: machine, ...env } },
        (_error, stdout) => {
          resolve({ exitCode: child.exitCode ?? 1, lines: stdout.trimEnd().split("\n") });
        },
      );
      child.stdin?.end();
    });

  it("counts the engine's tests as skipped, and says in its last lines what was not run and why", async () => {
    const { exitCode, lines } = await runEngineLayer({});
    assert.match(lines.at(-1) ?? "", /^0 passed, 0 failed, [1-9]\d* skipped$/);
    assert.match(lines.slice(-12).join("\n"), /^Not run: the engine layer[^]*is not on PATH/m);
    assert.equal(exitCode, 0);
  });

  it("fails in a pipeline", async () => {
    const { exitCode, lines } = await runEngineLayer({ CI: "true" });
    assert.equal(lines.at(-1), "0 passed, 1 failed");
    assert.match(lines.slice(-12).join("\n"), /With CI=true that is a failure/);
    assert.equal(exitCode, 1);
  });
});

describe("make test, when it is ended", function () {
  this.timeout(60_000);
  let tests: ChildProcess;
  let runId: string;

  before(function () {
    if (!existsSync("/proc/self/environ")) {
      this.skip();
    }
  });

  /** Types are being checked, in a process of its own. */
  beforeEach(async () => {
    tests = spawn(
      process.execPath,
      ["-r", "ts-node/register/transpile-only", path.join("test", "run.ts"), "lint"],
      // Without the mark of the run that this test belongs to, which a child shows until it has become another program.
      { cwd: PROJECT_DIR, stdio: "ignore", env: { ...process.env, [RUN_VARIABLE]: undefined } },
    );
    runId = await until(() => runOfChildren(tests.pid ?? 0));
  });

  afterEach(() => {
    tests.kill("SIGKILL");
  });

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`ends everything with it, and says so to the shell: ${signal}`, async () => {
      const ended = new Promise((resolve) => tests.once("exit", resolve));
      tests.kill(signal);
      assert.equal(await ended, signal === "SIGINT" ? 130 : 143);
      assert.deepEqual(markedProcesses(runId), []);
    });
  }

  it("leaves nothing behind when it is killed", async () => {
    tests.kill("SIGKILL");
    await until(() => Promise.resolve(markedProcesses(runId).length === 0 ? true : undefined));
  });

  /** The run that a process's children belong to, once there are any. */
  async function runOfChildren(pid: number): Promise<string | undefined> {
    const listed = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
    const environments = await Promise.all(
      listed
        .split(" ")
        .filter(Boolean)
        .map((child) => readFile(`/proc/${child}/environ`, "latin1").catch(() => "")),
    );
    const marks = environments.flatMap((environment) =>
      environment.split("\0").filter((variable) => variable.startsWith(`${RUN_VARIABLE}=test-`)),
    );
    return marks[0]?.slice(RUN_VARIABLE.length + 1);
  }

  async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
    for (;;) {
      const found = await look();
      if (found !== undefined) {
        return found;
      }
      await pause(50);
    }
  }
});
