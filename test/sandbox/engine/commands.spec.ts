import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { chmod, mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";

import { complaint, findOnPath, isExecutable, runCommand } from "../../../sandbox/engine/commands";
import { removeFolder, temporaryFolder, writeProgram } from "./support";

describe("commands", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await temporaryFolder();
  });

  afterEach(() => removeFolder(folder));

  const options = (change: object = {}) => ({
    cwd: folder,
    env: { PATH: "/usr/bin:/bin" },
    limitSeconds: 10,
    ...change,
  });

  it("give back the output, and pass on each line of standard error", async () => {
    const program = await writeProgram(folder, "p", 'echo "$1 in $PWD"; echo one >&2; echo two >&2');
    const lines: string[] = [];
    const ended = await runCommand(program, ["x"], options({ onLine: (line: string) => lines.push(line) }));
    assert.deepEqual(ended, { code: 0, timedOut: false, stdout: `x in ${folder}\n`, tail: ["one", "two"] });
    assert.deepEqual(lines, ["one", "two"]);
    assert.equal(complaint(ended, 10), undefined);
  });

  it("keep the last lines of a failure for the complaint", async () => {
    const program = await writeProgram(folder, "p", "seq 100 >&2; exit 3");
    const ended = await runCommand(program, [], options());
    const words = complaint(ended, 10) ?? "";
    assert.match(words, /^ended with exit code 3\n {4}61\n/);
    assert.ok(words.endsWith("\n    100"));
  });

  it("are ended at their time limit", async () => {
    const program = await writeProgram(folder, "p", "exec sleep 60");
    const ended = await runCommand(program, [], options({ limitSeconds: 0.2 }));
    assert.deepEqual([ended.code, ended.timedOut], [undefined, true]);
    assert.match(complaint(ended, 0.2) ?? "", /did not end within 0.2 s/);
  });

  it("are ended when nobody wants them any more, and not started after that", async () => {
    const program = await writeProgram(folder, "p", `touch ${folder}/started; exec sleep 60`);
    const controller = new AbortController();
    const running = runCommand(program, [], options({ signal: controller.signal }));
    while (!existsSync(path.join(folder, "started"))) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    controller.abort();
    await assert.rejects(running, { name: "AbortError" });
    await assert.rejects(runCommand("/nonexistent", [], options({ signal: controller.signal })), {
      name: "AbortError",
    });
  });

  it("that cannot be started are named", async () => {
    await assert.rejects(
      runCommand(path.join(folder, "none"), [], options()),
      /none could not be started: .*ENOENT/,
    );
  });

  it("are found on PATH in its order: executable files only, relative folders never", async () => {
    const [first, second, third] = ["a", "b", "c"].map((name) => path.join(folder, name));
    assert.ok(first !== undefined && second !== undefined && third !== undefined);
    await mkdir(path.join(first, "tool"), { recursive: true });
    const real = await writeProgram(second, "tool", "true");
    await mkdir(third);
    await symlink(real, path.join(third, "tool"));
    const env = { PATH: [first, "relative", second, third, second, "/nonexistent"].join(":") };
    assert.deepEqual(await findOnPath("tool", env), [real, path.join(third, "tool")]);
    assert.deepEqual(await findOnPath("tool", {}), []);
  });

  it("are executable only as files with the right to be run", async () => {
    const file = path.join(folder, "plain");
    await writeFile(file, "");
    assert.equal(await isExecutable(file), false);
    await chmod(file, 0o755);
    assert.equal(await isExecutable(file), true);
    assert.equal(await isExecutable(folder), false);
  });
});
