import assert from "node:assert/strict";
import { access, mkdtemp, rm, writeFile } from "node:fs/promises";
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
