import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";

import { buildsAtOnce, builtProgram } from "../../../sandbox/engine/goBuild";
import { GO_MODULES } from "../../../sandbox/engine/goModules";
import { UserError } from "../../../sandbox/userError";
import { engineContext, removeFolder, temporaryFolder, writeProgram } from "./support";

/** Stands for `go`: finds the output's name in its arguments, as the real one does. */
const OUTPUT = 'while [ "$1" != "-o" ]; do shift; done; output=$2';

describe("builtProgram", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await temporaryFolder();
  });

  afterEach(() => removeFolder(folder));

  async function go(script: string) {
    const file = await writeProgram(
      path.join(folder, "bin"),
      "go",
      `echo run >> "${folder}/runs"; ${OUTPUT}; ${script}`,
    );
    return { path: file, version: "1.26.8", toolchain: "local" };
  }

  async function runs(): Promise<number> {
    return (await readFile(path.join(folder, "runs"), "utf8")).trim().split("\n").length;
  }

  it("builds once, in the module's folder, and takes it from the cache after that", async () => {
    const context = engineContext(folder);
    const program = await go('echo "$PWD $GOTMPDIR" > "$output"; test -d "$GOTMPDIR"; echo internal/cpu >&2');
    const part = await builtProgram(GO_MODULES.packer, program, context);
    await builtProgram(GO_MODULES.packer, program, context);
    assert.equal(await runs(), 1);
    assert.deepEqual([part.tool, part.version, part.origin], ["packer", "1.15.1", "built from Go modules"]);
    assert.match(
      await readFile(part.path, "utf8"),
      /\/sandbox\/engine\/modules\/packer .*\/go\/packer-1\.15\.1-/,
    );
    assert.deepEqual(await readdir(path.dirname(part.path)), ["packer"]);
    assert.deepEqual(context.report.lines, [
      "packer 1.15.1: ... compiling, 1 packages so far",
      "packer 1.15.1: ok built from its Go module",
      "packer 1.15.1: ok from the cache, built from its Go module",
    ]);
  });

  it("builds each module into an entry of its own", async () => {
    const context = engineContext(folder);
    const program = await go('touch "$output"');
    const parts = await Promise.all(
      Object.values(GO_MODULES).map((module) => builtProgram(module, program, context)),
    );
    assert.equal(new Set(parts.map(({ path: file }) => path.dirname(file))).size, 5);
  });

  it("tries again after trouble with the network, and not after another", async () => {
    const context = engineContext(folder);
    const shaky = await go(
      `test $(wc -l < "${folder}/runs") -ge 3 || { echo "dial tcp: i/o timeout" >&2; exit 1; }; touch "$output"`,
    );
    await builtProgram(GO_MODULES.packer, shaky, context);
    assert.equal(await runs(), 3);

    const broken = await go('echo "missing go.sum entry" >&2; exit 1');
    await assert.rejects(
      builtProgram(GO_MODULES.pulumi, broken, context),
      (error: unknown) =>
        error instanceof UserError &&
        /Building pulumi 3\.220\.0 ended with exit code 1\n {4}missing go\.sum entry/.test(error.message),
    );
    assert.equal(await runs(), 4);
  });

  it("says that the disk is full, and leaves nothing that could be taken for a program", async () => {
    const context = engineContext(folder);
    const full = await go('echo half > "$output"; echo "link: no space left on device" >&2; exit 1');
    await assert.rejects(builtProgram(GO_MODULES.packer, full, context), /The disk is full/);
    assert.deepEqual(await readdir(path.join(context.cacheRoot, "go")), []);
    assert.equal(context.report.lines.at(-1), "packer 1.15.1: FAILED see below");
  });

  it("ends the build when nobody wants it any more", async () => {
    const context = engineContext(folder);
    const slow = await go("echo internal/cpu >&2; exec sleep 60");
    const building = builtProgram(GO_MODULES.packer, slow, context);
    while (context.report.lines.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    context.controller.abort();
    await assert.rejects(building, { name: "AbortError" });
    assert.deepEqual(await readdir(path.join(context.cacheRoot, "go")), []);
  });
});

describe("buildsAtOnce", () => {
  it("is two only where memory allows", () => {
    assert.deepEqual([3e9, 8e9, 8.1e9, 64e9].map(buildsAtOnce), [1, 1, 2, 2]);
  });
});
