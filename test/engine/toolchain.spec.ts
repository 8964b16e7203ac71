import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, readFile, realpath, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

import { ensureToolchain, type Toolchain } from "../../sandbox/engine/toolchain";
import { RecordedProgress, removeFolder, temporaryFolder } from "../sandbox/engine/support";

const PROJECT_DIR = path.resolve(__dirname, "..", "..");

/** A dynamic provider that writes a file: its text goes through the engine into another process and back. */
const PROGRAM = `import * as pulumi from "@pulumi/pulumi";

const provider: pulumi.dynamic.ResourceProvider = {
  async create(inputs: { file: string; text: string }) {
    const { writeFile } = await import("node:fs/promises");
    await writeFile(inputs.file, inputs.text);
    return { id: inputs.file, outs: inputs };
  },
  diff: (_id: string, olds: { text: string }, news: { text: string }) =>
    Promise.resolve({ changes: olds.text !== news.text, replaces: ["text"] }),
  async delete(id: string) {
    const { rm } = await import("node:fs/promises");
    await rm(id);
  },
};

class Note extends pulumi.dynamic.Resource {
  declare public readonly text: pulumi.Output<string>;
  public constructor(name: string, args: { file: string; text: string }) {
    super(provider, name, args, {}, "test", "Note");
  }
}

export const text = new Note("note", { file: process.env.NOTE_FILE ?? "", text: "from the host" }).text;
`;

const TSCONFIG = `{ "compilerOptions": { "target": "es2022", "module": "commonjs", "moduleResolution": "node" } }`;

interface Summary {
  readonly changeSummary?: Readonly<Record<string, number>>;
}

describe("the real toolchain", function () {
  this.timeout(300_000);

  let toolchain: Toolchain;
  let folder: string;
  let env: NodeJS.ProcessEnv;

  before(async () => {
    toolchain = await ensureToolchain(new RecordedProgress());
  });

  beforeEach(async () => {
    folder = await temporaryFolder();
    await mkdir(path.join(folder, "state"));
    env = {
      HOME: folder,
      PATH: [toolchain.binDir, process.env.PATH].join(path.delimiter),
      PACKER_PLUGIN_PATH: toolchain.packerPluginDir,
      CHECKPOINT_DISABLE: "1",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_HOME: path.join(folder, "pulumi-home"),
      PULUMI_BACKEND_URL: `file://${path.join(folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_NODEJS_TRANSPILE_ONLY: "true",
      NOTE_FILE: path.join(folder, "note.txt"),
    };
  });

  afterEach(() => removeFolder(folder));

  const run = async (program: string, args: string[], cwd = folder) => {
    const { stdout, stderr } = await promisify(execFile)(program, args, { cwd, env });
    return stdout + stderr;
  };

  it("is of the pinned versions", async () => {
    assert.equal(await run("pulumi", ["version"]), "v3.220.0\n");
    assert.equal(await run("packer", ["version"]), "Packer v1.15.1\n");
    const python = 'from importlib.metadata import version; print(version("moto"))';
    assert.match(await run(toolchain.python, ["-c", python]), /^5\.2\./);
    const [plugin] = (await run("packer", ["plugins", "installed"])).trim().split("\n");
    assert.ok(plugin?.startsWith(toolchain.packerPluginDir) === true, plugin);
    assert.match(plugin, /packer-plugin-amazon_v1\.3\.2_x5\.0_/);
    if (toolchain.terraformProviderAws !== undefined) {
      assert.equal(path.basename(toolchain.terraformProviderAws), "terraform-provider-aws");
      assert.match(await realpath(toolchain.terraformProviderAws), /5\.100\.0/);
    }
  });

  it("runs a TypeScript program with a dynamic provider: up, up without changes, destroy", async () => {
    const project = path.join(folder, "project");
    await mkdir(project);
    await symlink(path.join(PROJECT_DIR, "node_modules"), path.join(project, "node_modules"));
    await writeFile(path.join(project, "tsconfig.json"), TSCONFIG);
    await writeFile(
      path.join(project, "package.json"),
      '{ "name": "probe", "main": "index.ts", "type": "commonjs" }',
    );
    await writeFile(path.join(project, "index.ts"), PROGRAM);
    await writeFile(path.join(project, "Pulumi.yaml"), "name: probe\nruntime: nodejs\n");

    await run("pulumi", ["stack", "init", "test", "--non-interactive"], project);
    const up = async () =>
      run("pulumi", ["up", "--yes", "--skip-preview", "--non-interactive", "--stack", "test"], project);
    const first = await up();
    assert.match(first, /\+ 2 created/);
    assert.doesNotMatch(first, /warning/i);
    assert.equal(await readFile(env.NOTE_FILE ?? "", "utf8"), "from the host");
    const output = await run("pulumi", ["stack", "output", "--json", "--stack", "test"], project);
    assert.deepEqual(JSON.parse(output), { text: "from the host" });

    const preview = JSON.parse(
      await run("pulumi", ["preview", "--json", "--non-interactive", "--stack", "test"], project),
    ) as Summary;
    assert.deepEqual(preview.changeSummary, { same: 2 });

    assert.match(
      await run("pulumi", ["destroy", "--yes", "--non-interactive", "--stack", "test"], project),
      /- 2 deleted/,
    );
    await assert.rejects(readFile(env.NOTE_FILE ?? ""), { code: "ENOENT" });
  });
});
