import assert from "node:assert/strict";
import { access, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { ImageError } from "../../components/images/imageError";
import { artifactUrl, unpackArtifact } from "../../images/artifact";
import { runProgram } from "../../images/childProcess";
import { artifactKey as sandboxKey, makeArtifact } from "../../sandbox/story/artifacts";

const env = { PATH: process.env.PATH };
const core = { service: "core", commit: "3f1c9e0b7a2d4c5e6f708192a3b4c5d6e7f80912" };

describe("artifactUrl", () => {
  it("is where the sandbox's builds leave their artifacts", () => {
    assert.equal(artifactUrl({ bucket: "artifacts", ...core }), `s3://artifacts/${sandboxKey(core)}`);
  });
});

describe("unpackArtifact", () => {
  let root = "";
  const file = () => path.join(root, "artifact.tar.gz");
  const unpack = () => unpackArtifact(file(), path.join(root, "unpacked"), env);
  const refused = (pattern: RegExp) =>
    assert.rejects(unpack, (cause) => cause instanceof ImageError && pattern.test(cause.message));

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), "duotone-artifact-"));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it("unpacks an archive with an executable start", async () => {
    await writeFile(file(), await makeArtifact(core));
    await unpack();
    await access(path.join(root, "unpacked/start"));
    await access(path.join(root, "unpacked/service.json"));
  });

  it("reads which versions of its database's schema the service runs on", async () => {
    await writeFile(file(), await makeArtifact(core));
    assert.deepEqual(await unpack(), { schema: undefined });
    await writeFile(file(), await makeArtifact(core, { least: 41, most: 43 }));
    assert.deepEqual(await unpack(), { schema: { least: 41, most: 43 } });
  });

  it("refuses a schema.json that states no range, and a missing start with it", async () => {
    const pack = async (...names: readonly string[]) => {
      await runProgram("tar", ["-czf", file(), "-C", root, ...names], { env });
    };
    await writeFile(path.join(root, "schema.json"), '{"least": 43, "most": "44", "latest": 45}');
    await pack("schema.json");
    await refused(
      /no executable file `start`[^]*schema\.json is not \{"least": 41, "most": 43\}[^]*\n - most: is "44", [^]*\n - latest: is not known/,
    );
    await rm(path.join(root, "unpacked"), { recursive: true });
    await writeFile(path.join(root, "start"), "#!/bin/sh\n", { mode: 0o755 });
    await writeFile(path.join(root, "schema.json"), " ".repeat(4097));
    await pack("schema.json", "start");
    await refused(
      /^The artifact's schema\.json is not [^]*\n - It has 4097 bytes, and at most 4096 are read\.$/,
    );
    await rm(path.join(root, "unpacked"), { recursive: true });
    await rm(path.join(root, "schema.json"));
    await symlink("/etc/hostname", path.join(root, "schema.json"));
    await pack("schema.json", "start");
    await refused(/\n - It is no file\.$/);
  });

  it("refuses what is no archive, in tar's own words", async () => {
    await writeFile(file(), "not an archive");
    await refused(/no gzipped tar archive that tar can unpack:\n.*tar/s);
  });

  it("refuses an archive without start, or with one that cannot be executed", async () => {
    for (const [name, mode] of [
      ["main", 0o755],
      ["start", 0o644],
    ] as const) {
      await writeFile(path.join(root, name), "#!/bin/sh\n", { mode });
      await runProgram("tar", ["-czf", file(), "-C", root, name], { env });
      await refused(/no executable file `start` in its root/);
      await rm(path.join(root, name));
    }
  });

  it("says that tar is missing", async () => {
    await writeFile(file(), await makeArtifact(core));
    await assert.rejects(
      unpackArtifact(file(), path.join(root, "unpacked"), { PATH: "/nonexistent" }),
      /tar is not on PATH/,
    );
  });
});
