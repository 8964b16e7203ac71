import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

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
