import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";

import {
  imageIdOf,
  PACKER_VERSION,
  packerProblems,
  packerSetup,
  PLUGIN_VERSION,
  spokenLine,
} from "../../images/packer";
import { VERSIONS } from "../../sandbox/engine/versions";

const IMAGES = path.resolve(__dirname, "../../images");

const said = (printed: string) => packerProblems({ exitCode: 0, printed });

describe("packerProblems", () => {
  it("takes the version of record and later patches of it", () => {
    for (const version of ["1.15.1", "1.15.2", "1.15.10"]) {
      assert.deepEqual(said(`Packer v${version}\n\nYour version of Packer is out of date!\n`), []);
    }
  });

  it("refuses others, quoting them", () => {
    for (const version of ["1.15.0", "1.14.3", "1.16.0", "2.0.0"]) {
      assert.match(
        said(`Packer v${version}\n`)[0] ?? "",
        new RegExp(`says "Packer v${version}", .* 1\\.15\\.1`),
      );
    }
    // Another program of that name, which some Linux distributions have.
    assert.match(said("packer: unknown option\n")[0] ?? "", /says "packer: unknown option"/);
  });

  it("says what to do where there is none", () => {
    assert.match(packerProblems(undefined)[0] ?? "", /^ - packer is not on PATH.* Install it from https:/);
  });

  it("asks for the version that the templates ask for and the sandbox brings", async () => {
    const template = await readFile(path.join(IMAGES, "image.pkr.hcl"), "utf8");
    assert.equal(/required_version = "~> ([\d.]+)"/.exec(template)?.[1], PACKER_VERSION.least);
    assert.equal(/version = "= ([\d.]+)"/.exec(template)?.[1], VERSIONS.packerPluginAmazon);
    assert.equal(VERSIONS.packer, PACKER_VERSION.least);
    assert.equal(VERSIONS.packerPluginAmazon, PLUGIN_VERSION);
  });
});

describe("packerSetup", () => {
  const env = { PATH: "/nonexistent" };

  it("lists everything that a real machine's bake needs", async () => {
    const { problems } = await packerSetup(env, IMAGES, "ssh", undefined);
    assert.deepEqual(
      problems.map((problem) => /^ - (packer|The build instance|session-manager-plugin)/.exec(problem)?.[1]),
      ["packer", "The build instance", "session-manager-plugin"],
    );
  });

  it("needs nothing to reach a machine that is not reached", async () => {
    assert.equal((await packerSetup(env, IMAGES, "none", undefined)).problems.length, 1);
  });
});

describe("imageIdOf", () => {
  const manifest = (artifact: string) =>
    JSON.stringify({ builds: [{ name: "image", artifact_id: artifact }], last_run_uuid: "" });

  it("reads the id of the one image", () => {
    assert.equal(imageIdOf(manifest("eu-west-1:ami-09fd51b737beb24b0")), "ami-09fd51b737beb24b0");
  });

  it("takes nothing else for an id", () => {
    const two = JSON.stringify({ builds: [{ artifact_id: "a:ami-1" }, { artifact_id: "b:ami-2" }] });
    for (const text of [
      "",
      "{}",
      '{"builds":[]}',
      manifest(""),
      manifest("eu-west-1:snap-1"),
      manifest("a:ami-1,b:ami-2"),
      two,
    ]) {
      assert.equal(imageIdOf(text), undefined, text);
    }
  });
});

describe("spokenLine", () => {
  it("passes on what Packer says of its steps", () => {
    assert.equal(
      spokenLine("==> service.amazon-ebs.image: Stopping the source instance..."),
      "Stopping the source instance...",
    );
    assert.equal(spokenLine("==> Wait completed after 2 seconds"), "Wait completed after 2 seconds");
  });

  it("leaves out what programs on the instance print, tags and empty lines", () => {
    for (const line of [
      "    service.amazon-ebs.image: Upgrading: curl",
      '==> service.amazon-ebs.image: Adding tag: "a": "b"',
      "==>",
      "",
    ]) {
      assert.equal(spokenLine(line), undefined, line);
    }
  });
});
