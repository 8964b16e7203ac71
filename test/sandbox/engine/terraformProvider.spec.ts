import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { access, mkdir, readFile, readdir, realpath } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

import { findPython, type Python } from "../../../sandbox/engine/python";
import { PROVIDER_VARIABLE, terraformProviderAws } from "../../../sandbox/engine/terraformProvider";
import { UserError } from "../../../sandbox/userError";
import { engineContext, removeFolder, temporaryFolder, writeProgram } from "./support";

/** A version that no machine's mirror below /opt has, so that only the test's own folders count. */
const PLATFORM = { os: "linux", arch: "arm64" } as const;
const UNPACKED = "registry.terraform.io/hashicorp/aws/5.100.0/linux_arm64";
const PROGRAM = "terraform-provider-aws_v5.100.0_x5";

describe("terraformProviderAws", () => {
  let folder: string;
  let python: Python;

  before(async () => {
    const found = await findPython(process.env);
    assert.ok(typeof found !== "string");
    python = found;
  });

  beforeEach(async function () {
    folder = await temporaryFolder();
    const mirrors = await Promise.all(
      (await readdir("/opt").catch(() => [])).map((name) =>
        access(path.join("/opt", name, UNPACKED)).then(
          () => true,
          () => false,
        ),
      ),
    );
    if (mirrors.includes(true)) {
      this.skip();
    }
  });

  afterEach(() => removeFolder(folder));

  function contextWith(env: NodeJS.ProcessEnv = {}) {
    return { ...engineContext(folder, env), platform: PLATFORM };
  }

  /** `terraform` as the test's machine has it: one that records where it ran, then does `script`. */
  const terraform = (script: string) =>
    writeProgram(path.join(folder, "bin"), "terraform", `echo "$@" >> ${folder}/calls; ${script}`);

  it("is the named program, under the name that the bridge needs", async () => {
    const file = await writeProgram(folder, "my-provider", "true");
    const part = await terraformProviderAws(python, contextWith({ [PROVIDER_VARIABLE]: file }));
    assert.equal(path.basename(part.path), "terraform-provider-aws");
    assert.equal(await realpath(part.path), file);
  });

  it("that is named but cannot be run is refused, even where another could be found", async () => {
    await writeProgram(path.join(folder, "home/.terraform.d/plugins", UNPACKED), PROGRAM, "true");
    await assert.rejects(
      terraformProviderAws(python, contextWith({ [PROVIDER_VARIABLE]: "/nonexistent" })),
      (error: unknown) =>
        error instanceof UserError && error.message.includes('is "/nonexistent", which is no executable'),
    );
  });

  it("is found unpacked in a mirror, and Terraform is then not asked", async () => {
    await terraform("exit 1");
    const file = await writeProgram(
      path.join(folder, "home/.terraform.d/plugins", UNPACKED),
      PROGRAM,
      "true",
    );
    const context = contextWith();
    const part = await terraformProviderAws(python, context);
    assert.equal(await realpath(part.path), file);
    assert.equal(part.origin, "provider mirror");
    assert.deepEqual(context.report.lines, [`terraform-provider-aws 5.100.0: ok provider mirror, ${file}`]);
    await assert.rejects(access(path.join(folder, "calls")));
  });

  it("follows a mirror that moved", async () => {
    const first = await writeProgram(
      path.join(folder, "home/.terraform.d/plugin-cache", UNPACKED),
      PROGRAM,
      "true",
    );
    assert.equal(await realpath((await terraformProviderAws(python, contextWith())).path), first);
    await removeFolder(first);
    const second = await writeProgram(
      path.join(folder, "home/.terraform.d/plugins", UNPACKED),
      PROGRAM,
      "true",
    );
    assert.equal(await realpath((await terraformProviderAws(python, contextWith())).path), second);
  });

  it("is unpacked from a mirror that keeps the archive", async () => {
    const source = path.join(folder, "source");
    await writeProgram(source, PROGRAM, "echo real");
    const mirror = path.join(folder, "mirror", "registry.terraform.io/hashicorp/aws");
    await mkdir(mirror, { recursive: true });
    const archive = path.join(mirror, "terraform-provider-aws_5.100.0_linux_arm64.zip");
    await promisify(execFile)(python.path, ["-m", "zipfile", "-c", archive, path.join(source, PROGRAM)]);
    const part = await terraformProviderAws(
      python,
      contextWith({ TF_PLUGIN_CACHE_DIR: path.join(folder, "mirror") }),
    );
    assert.equal((await promisify(execFile)(part.path)).stdout, "real\n");
  });

  it("is brought by terraform init where no mirror has it, in a folder of its own", async () => {
    await terraform(
      `test "$1" = init && grep -q 'version = "5.100.0"' main.tf || exit 1; ` +
        `d=.terraform/providers/${UNPACKED}; mkdir -p $d; cp /bin/sh $d/${PROGRAM}`,
    );
    const context = contextWith();
    const part = await terraformProviderAws(python, context);
    assert.equal(part.origin, "terraform init");
    await access(part.path);
    await terraformProviderAws(python, context);
    assert.equal((await readFile(path.join(folder, "calls"), "utf8")).trim().split("\n").length, 1);
  });

  it("gives terraform no configuration file that is not there", async () => {
    await terraform(`echo "\${TF_CLI_CONFIG_FILE-unset} \${TF_DATA_DIR-unset}" >> ${folder}/calls; exit 1`);
    const env = { TF_CLI_CONFIG_FILE: path.join(folder, "none"), TF_DATA_DIR: "/elsewhere" };
    await assert.rejects(terraformProviderAws(python, contextWith(env)), UserError);
    assert.match(await readFile(path.join(folder, "calls"), "utf8"), /^init .*\nunset unset\n$/);
  });

  it("that is nowhere is asked for, with every place that was looked at and what to do", async () => {
    await terraform('echo "Failed to query available provider packages" >&2; exit 1');
    const context = contextWith();
    await assert.rejects(terraformProviderAws(python, context), (error: unknown) => {
      assert.ok(error instanceof UserError);
      for (const place of [
        ` - ${PROVIDER_VARIABLE}, which is not set`,
        ` - ${folder}/home/.terraform.d/plugins/${UNPACKED}`,
        " - /opt/*/registry.terraform.io",
        " - terraform init, which ended with exit code 1\n    Failed to query available provider packages",
        `${PROVIDER_VARIABLE}=<file>`,
      ]) {
        assert.ok(error.message.includes(place), place);
      }
      return true;
    });
    assert.deepEqual(context.report.lines, ["terraform-provider-aws 5.100.0: FAILED not found"]);
    assert.deepEqual(await readdir(path.join(context.cacheRoot, "terraform")), []);
  });
});
