import assert from "node:assert/strict";
import { lstat, readFile, readdir } from "node:fs/promises";
import path from "node:path";

import type { ToolchainPart } from "../../../sandbox/engine/context";
import { installPackerPlugin } from "../../../sandbox/engine/packerPlugin";
import { UserError } from "../../../sandbox/userError";
import { engineContext, removeFolder, temporaryFolder, writeProgram } from "./support";

const FILE = "github.com/hashicorp/amazon/packer-plugin-amazon_v1.3.2_x5.0_linux_amd64";

describe("installPackerPlugin", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await temporaryFolder();
  });

  afterEach(() => removeFolder(folder));

  /** Stands for a Packer that records how it is called and installs what it is told to. */
  const packer = (script: string) =>
    writeProgram(folder, "packer", `echo "$@" >> ${folder}/calls; ${script}`);
  const INSTALLS = `d="$PACKER_PLUGIN_PATH/github.com/hashicorp/amazon"; mkdir -p "$d"; touch "$PACKER_PLUGIN_PATH/${FILE}" "$PACKER_PLUGIN_PATH/${FILE}_SHA256SUM"`;
  const calls = async () => (await readFile(path.join(folder, "calls"), "utf8")).trim().split("\n");
  const built: ToolchainPart = {
    tool: "packer-plugin-amazon",
    version: "1.3.2",
    origin: "built from Go modules",
    path: "/cache/packer-plugin-amazon",
    seconds: 100,
  };

  it("has Packer install the built program into a folder of its own, once", async () => {
    const context = engineContext(folder, { PACKER_PLUGIN_PATH: "/the/users/own" });
    const program = await packer(INSTALLS);
    const plugin = await installPackerPlugin(program, built, context);
    await installPackerPlugin(program, built, context);
    assert.deepEqual(await calls(), [
      "plugins install --path /cache/packer-plugin-amazon github.com/hashicorp/amazon",
    ]);
    assert.deepEqual(await readdir(plugin.folder), ["github.com"]);
    assert.equal((await lstat(plugin.folder)).isDirectory(), true);
    assert.deepEqual([plugin.part.origin, plugin.part.path], [built.origin, path.join(plugin.folder, FILE)]);
    assert.ok(plugin.part.seconds > 100);
  });

  it("has Packer download exactly the pinned version where there is no program", async () => {
    const plugin = await installPackerPlugin(await packer(INSTALLS), undefined, engineContext(folder));
    assert.deepEqual(await calls(), ["plugins install github.com/hashicorp/amazon v1.3.2"]);
    assert.equal(plugin.part.origin, "vendor");
  });

  it("passes on why Packer refuses", async () => {
    const context = engineContext(folder);
    const program = await packer('echo "Error: rate limit exceeded" >&2; exit 1');
    await assert.rejects(
      installPackerPlugin(program, undefined, context),
      (error: unknown) =>
        error instanceof UserError && /exit code 1\n {4}Error: rate limit exceeded/.test(error.message),
    );
    assert.deepEqual(await readdir(path.join(context.cacheRoot, "packer-plugins")), []);
  });
});
