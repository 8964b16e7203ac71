import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import path from "node:path";

import { type ProgramEnd, runProgram } from "../../images/childProcess";
import { ensureToolchain } from "../../sandbox/engine/toolchain";
import { consoleProgress } from "../../sandbox/progress";
import { OPENING_LIMIT, packerEnvironment } from "./bakery";

const IMAGES = path.resolve(__dirname, "../../images");

/** Milliseconds; Packer needs half a second, on a machine that has nothing else to do. */
const TEST_LIMIT = 180_000;

describe("the image templates, read by real Packer", function () {
  this.timeout(TEST_LIMIT);
  let env: Readonly<Record<string, string>> = {};
  before(async function () {
    this.timeout(OPENING_LIMIT);
    const toolchain = await ensureToolchain(consoleProgress(process.stderr));
    // A template that is only read calls nobody.
    env = packerEnvironment(toolchain, {
      runId: "templates",
      endpoint: "http://127.0.0.1:9",
      stateDir: tmpdir(),
    });
  });

  const validate = (
    kind: string,
    variables: Readonly<Record<string, string>>,
  ): Promise<ProgramEnd | undefined> => {
    const given = {
      region: "eu-west-1",
      architecture: "arm64",
      source_ami: "ami-0123",
      image_name: "name",
      ...variables,
    };
    const options = Object.entries({ description: "d", tags: "{}", manifest: "m.json", ...given }).flatMap(
      ([name, value]) => ["-var", `${name}=${value}`],
    );
    return runProgram("packer", ["validate", `-only=${kind}.*`, ...options, IMAGES], { env });
  };

  for (const kind of ["base", "service"]) {
    for (const communicator of ["ssh", "none"]) {
      it(`are valid: ${kind}, ${communicator}`, async () => {
        const end = await validate(kind, { communicator, instance_profile: "build", artifact: __filename });
        assert.equal(end?.exitCode, 0, end?.printed);
      });
    }
  }

  it("provision over ssh, and nothing where the instance is not reached", async () => {
    const artifact = "/nonexistent/artifact.tar.gz";
    const reached = await validate("service", { communicator: "ssh", instance_profile: "build", artifact });
    assert.notEqual(reached?.exitCode, 0);
    assert.match(reached?.printed ?? "", /nonexistent/);
    assert.equal((await validate("service", { communicator: "none", artifact }))?.exitCode, 0);
  });

  it("refuse an architecture, a source or a communicator that is none", async () => {
    for (const wrong of [{ architecture: "arm" }, { source_ami: "al2023" }, { communicator: "winrm" }]) {
      const end = await validate("base", { communicator: "none", ...wrong });
      assert.match(end?.printed ?? "", /must be /, JSON.stringify(wrong));
    }
  });

  it("are formatted as Packer formats them", async () => {
    const end = await runProgram("packer", ["fmt", "-check", "-recursive", IMAGES], { env });
    assert.equal(end?.exitCode, 0, end?.printed);
  });
});
