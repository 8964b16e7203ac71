import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, readdir, realpath, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

import { binFolder } from "../../../sandbox/engine/binFolder";
import { removeFolder, temporaryFolder, writeProgram } from "./support";

const run = promisify(execFile);
const SCRIPTS = ["pulumi-analyzer-policy", "pulumi-resource-pulumi-nodejs"];

describe("binFolder", () => {
  let folder: string;
  const { signal } = new AbortController();

  beforeEach(async () => {
    folder = await temporaryFolder();
  });

  afterEach(() => removeFolder(folder));

  async function programs() {
    const [pulumi, languageNodejs, packer] = await Promise.all(
      ["pulumi-cli", "language", "packer-cli"].map((name) => writeProgram(folder, name, `echo ${name}`)),
    );
    assert.ok(pulumi !== undefined && languageNodejs !== undefined && packer !== undefined);
    return { pulumi, languageNodejs, packer, launchScripts: undefined };
  }

  it("has every program under the name by which the tools look for one another", async () => {
    const bin = await binFolder(folder, await programs(), signal);
    assert.deepEqual(
      (await readdir(bin)).sort(),
      ["packer", "pulumi", ...SCRIPTS, "pulumi-language-nodejs"].sort(),
    );
    assert.equal((await run(path.join(bin, "pulumi"))).stdout, "pulumi-cli\n");
    assert.equal((await run(path.join(bin, "pulumi-language-nodejs"))).stdout, "language\n");
  });

  it("has Pulumi's programs as files of its own, so that they find one another beside them", async () => {
    const bin = await binFolder(folder, await programs(), signal);
    for (const name of ["pulumi", "pulumi-language-nodejs", ...SCRIPTS]) {
      assert.equal(await realpath(path.join(bin, name)), path.join(await realpath(bin), name));
    }
  });

  it("is another folder for other programs, and the same for the same", async () => {
    const first = await programs();
    const bin = await binFolder(folder, first, signal);
    assert.equal(await binFolder(folder, first, signal), bin);
    assert.notEqual(await binFolder(folder, { ...first, packer: first.pulumi }, signal), bin);
  });

  it("takes the vendor's launch scripts where they are", async () => {
    const vendor = path.join(folder, "vendor");
    for (const name of SCRIPTS) {
      await writeProgram(vendor, name, "true");
    }
    const bin = await binFolder(folder, { ...(await programs()), launchScripts: vendor }, signal);
    for (const name of SCRIPTS) {
      assert.equal(await realpath(path.join(bin, name)), path.join(vendor, name));
    }
    assert.equal(await realpath(path.join(bin, "pulumi")), path.join(folder, "pulumi-cli"));
  });

  for (const [script, module] of [
    ["pulumi-resource-pulumi-nodejs", "dynamic-provider"],
    ["pulumi-analyzer-policy", "run-policy-pack"],
  ] as const) {
    describe(script, () => {
      let bin: string;
      let program: string;

      beforeEach(async () => {
        bin = await binFolder(folder, await programs(), signal);
        program = path.join(folder, "my program");
        await mkdir(program);
      });

      it("runs what the SDK of the working directory provides, with its arguments as they are", async () => {
        const sdk = path.join(program, "node_modules/@pulumi/pulumi/cmd", module);
        await mkdir(sdk, { recursive: true });
        await writeFile(path.join(sdk, "index.js"), "console.log(JSON.stringify(process.argv.slice(1)))");
        const { stdout } = await run(path.join(bin, script), ["127.0.0.1:1", "a b", ""], { cwd: program });
        assert.deepEqual(JSON.parse(stdout), [path.join(sdk, "index.js"), "127.0.0.1:1", "a b", ""]);
      });

      it("fails, naming the SDK, where the working directory has none", async () => {
        await assert.rejects(
          run(path.join(bin, script), [], { cwd: program }),
          /Cannot find module '@pulumi\/pulumi\/cmd/,
        );
      });
    });
  }
});
