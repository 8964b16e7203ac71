import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { makeWorkCopy } from "../../sandbox/workCopy";

describe("makeWorkCopy", () => {
  let clone: string;
  const git = (...args: string[]) => promisify(execFile)("git", args, { cwd: clone });
  const write = async (file: string, text: string) => {
    await mkdir(path.dirname(path.join(clone, file)), { recursive: true });
    await writeFile(path.join(clone, file), text);
  };

  beforeEach(async () => {
    clone = await mkdtemp(path.join(tmpdir(), "duotone-clone-"));
    await git("init", "--quiet");
    await write(".gitignore", "node_modules/\n.sandbox/\n*.log\n");
    await write("Pulumi.prod.yaml", "config: {}\n");
    await write("foundation/index.ts", "export {};\n");
    await write("removed.ts", "");
    await git("add", ".");
    await write("new file.ts", "// not added yet\n");
    await write("Pulumi.prod.yaml", "config: {changed: true}\n");
    await write("node_modules/some/index.js", "");
    await write("debug.log", "");
    await rm(path.join(clone, "removed.ts"));
  });
  afterEach(() => rm(clone, { recursive: true }));

  it("takes tracked files as they are on disk and new ones that git does not ignore", async () => {
    const copy = path.join(clone, ".sandbox", "project");
    const copied = await makeWorkCopy(clone, copy);
    assert.deepEqual(copied.sort(), [".gitignore", "Pulumi.prod.yaml", "foundation/index.ts", "new file.ts"]);
    assert.equal(await readFile(path.join(copy, "Pulumi.prod.yaml"), "utf8"), "config: {changed: true}\n");
    assert.equal(await readFile(path.join(copy, "foundation/index.ts"), "utf8"), "export {};\n");
    await assert.rejects(stat(path.join(copy, "node_modules")));
  });

  it("leaves the clone as it is when the copy is changed, and starts afresh the next time", async () => {
    const copy = path.join(clone, ".sandbox", "project");
    await makeWorkCopy(clone, copy);
    await writeFile(path.join(copy, "Pulumi.prod.yaml"), "config: {activeColor: prod2}\n");
    await writeFile(path.join(copy, "left over"), "");
    assert.equal(await readFile(path.join(clone, "Pulumi.prod.yaml"), "utf8"), "config: {changed: true}\n");
    await makeWorkCopy(clone, copy);
    assert.equal(await readFile(path.join(copy, "Pulumi.prod.yaml"), "utf8"), "config: {changed: true}\n");
    await assert.rejects(stat(path.join(copy, "left over")));
  });

  it("says what to do where the folder is no checkout", async () => {
    await rm(path.join(clone, ".git"), { recursive: true });
    await assert.rejects(makeWorkCopy(clone, path.join(clone, "copy")), {
      name: "UserError",
      message: /git could not list them[^]*run the sandbox in a clone/,
    });
  });
});
