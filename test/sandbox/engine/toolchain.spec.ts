import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, realpath } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

import { PREREQUISITES } from "../../../sandbox/engine/prerequisites";
import { ensureToolchain } from "../../../sandbox/engine/toolchain";
import { UserError } from "../../../sandbox/userError";
import { RecordedProgress, removeFolder, temporaryFolder, writeProgram } from "./support";

const PLUGIN = "packer-plugin-amazon_v1.3.2_x5.0";

describe("ensureToolchain", function () {
  this.timeout(30_000);

  let folder: string;
  let env: NodeJS.ProcessEnv;

  beforeEach(async () => {
    folder = await temporaryFolder();
    env = {
      PATH: `${path.join(folder, "bin")}:${path.dirname(process.execPath)}:/usr/bin:/bin`,
      HOME: path.join(folder, "home"),
      XDG_CACHE_HOME: path.join(folder, "cache"),
      // So that nothing leaves this machine.
      DUOTONE_TOOLCHAIN: "build",
      DUOTONE_TERRAFORM_PROVIDER_AWS: await writeProgram(folder, "some-provider", "true"),
    };
    await Promise.all(
      PREREQUISITES.map(({ program }) => program)
        .filter((program) => program !== "node")
        .map((program) => writeProgram(path.join(folder, "bin"), program, "true")),
    );
    await writeProgram(
      path.join(folder, "bin"),
      "python3",
      `case "$2" in
         venv) mkdir -p "$3/bin" && cp "$0" "$3/bin/python";;
         pip) while [ "$1" != --report ]; do shift; done; echo "{}" > "$2";;
         *) echo '{"version": "3.11.7", "executable": "${folder}/bin/python3", "lacks": []}';;
       esac`,
    );
  });

  afterEach(() => removeFolder(folder));

  /** A `go` whose programs say their package, and install a plugin as Packer does. */
  const goThat = (builds: string) =>
    writeProgram(
      path.join(folder, "bin"),
      "go",
      `if [ "$1" = env ]; then echo go1.26.8; echo local; exit; fi
       for package; do :; done; while [ "$1" != -o ]; do shift; done
       echo "$package" >> ${folder}/builds
       ${builds}`,
    );

  const BUILDS = `cat > "$2" <<END
#!/bin/sh
echo $package
if [ "\\$1 \\$2" = "plugins install" ]; then
  file="\\$PACKER_PLUGIN_PATH/github.com/hashicorp/amazon/${PLUGIN}_${process.platform}_${process.arch === "x64" ? "amd64" : process.arch}"
  mkdir -p "\\$(dirname "\\$file")" && touch "\\$file" "\\$file"_SHA256SUM
fi
END
       chmod 755 "$2"`;

  const built = async () =>
    (await readFile(path.join(folder, "builds"), "utf8").catch(() => ""))
      .split("\n")
      .filter((line) => line !== "");

  it("brings every program, under the names by which they are called", async () => {
    await goThat(BUILDS);
    const toolchain = await ensureToolchain(new RecordedProgress(), env);
    const says = async (program: string) => (await promisify(execFile)(program)).stdout.trim();
    assert.equal(
      await says(path.join(toolchain.binDir, "pulumi")),
      "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    );
    assert.equal(await says(path.join(toolchain.binDir, "packer")), "github.com/hashicorp/packer");
    assert.equal(
      await says(toolchain.terraformBridge ?? ""),
      "github.com/pulumi/pulumi-terraform-bridge/v3/dynamic",
    );
    assert.equal(await realpath(toolchain.terraformProviderAws ?? ""), env.DUOTONE_TERRAFORM_PROVIDER_AWS);
    assert.equal(path.basename(toolchain.terraformProviderAws ?? ""), "terraform-provider-aws");
    assert.equal(toolchain.vendorPlugins, false);
    assert.deepEqual(toolchain.versions, {
      pulumi: "3.220.0",
      "language-nodejs": "3.68.0",
      packer: "1.15.1",
      "packer-plugin-amazon": "1.3.2",
      "terraform-bridge": "3.116.0",
      "terraform-provider-aws": "5.100.0",
      python: "3.11.7",
    });
  });

  it("builds nothing the second time, and gives the same toolchain", async () => {
    await goThat(BUILDS);
    const strip = ({ parts, ...rest }: Awaited<ReturnType<typeof ensureToolchain>>) => ({
      ...rest,
      parts: parts.length,
    });
    const first = strip(await ensureToolchain(new RecordedProgress(), env));
    assert.equal((await built()).length, 5);
    assert.deepEqual(strip(await ensureToolchain(new RecordedProgress(), env)), first);
    assert.equal((await built()).length, 5);
  });

  it("is made once by two clones that want it at the same time", async () => {
    await goThat(`sleep 0.3; ${BUILDS}`);
    const [first, second] = await Promise.all([1, 2].map(() => ensureToolchain(new RecordedProgress(), env)));
    assert.equal(first?.binDir, second?.binDir);
    assert.equal((await built()).length, 5);
  });

  it("ends everything at the first failure and tells its reason only", async () => {
    await goThat("exec sleep 60");
    const python = `case "$2" in
        venv) echo "no room for an environment" >&2; exit 1;;
        *) echo '{"version": "3.11.7", "executable": "${folder}/bin/python3", "lacks": []}';;
      esac`;
    await writeProgram(path.join(folder, "bin"), "python3", python);
    const report = new RecordedProgress();
    await assert.rejects(ensureToolchain(report, env), (error: unknown) => {
      assert.ok(error instanceof UserError, String(error));
      assert.match(
        error.message,
        /python3 -m venv .* ended with exit code 1\n {4}no room for an environment\n/,
      );
      assert.doesNotMatch(error.message, /Building|abort/i);
      return true;
    });
    assert.ok(report.lines.includes("Python packages: FAILED see below"));
    assert.ok(report.lines.some((line) => line.endsWith("FAILED given up")));
  });

  it("names everything that is missing on the machine at once, before anything is made", async () => {
    await assert.rejects(
      ensureToolchain(new RecordedProgress(), { ...env, PATH: path.join(folder, "empty") }),
      (error: unknown) => {
        assert.ok(error instanceof UserError);
        for (const program of ["node", "git", "make", "go"]) {
          assert.match(error.message, new RegExp(`^ - ${program} is not on PATH`, "m"));
        }
        assert.match(error.message, /^ - Python 3\.10 or later/m);
        return true;
      },
    );
  });

  it("says that the cache folder cannot be used", async () => {
    await assert.rejects(
      ensureToolchain(new RecordedProgress(), { ...env, XDG_CACHE_HOME: env.DUOTONE_TERRAFORM_PROVIDER_AWS }),
      (error: unknown) =>
        error instanceof UserError &&
        /some-provider\/duotone cannot be used: .*XDG_CACHE_HOME/.test(error.message),
    );
  });

  it("refuses a choice that it does not know", async () => {
    await assert.rejects(ensureToolchain(new RecordedProgress(), { ...env, DUOTONE_TOOLCHAIN: "yes" }), {
      name: "UserError",
      message: /DUOTONE_TOOLCHAIN is "yes"/,
    });
  });
});
