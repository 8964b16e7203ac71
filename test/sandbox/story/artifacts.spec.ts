import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { artifactKey, makeArtifact } from "../../../sandbox/story/artifacts";

const CORE = { service: "core", commit: "3f1c9e0000000000000000000000000000000000" };

describe("makeArtifact", () => {
  it("makes an archive that tar unpacks, with a start script and a description", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "duotone-artifact-"));
    try {
      const archive = path.join(folder, "core.tar.gz");
      await writeFile(archive, await makeArtifact(CORE));
      await promisify(execFile)("tar", ["-xzf", archive, "-C", folder]);
      const description: unknown = JSON.parse(await readFile(path.join(folder, "service.json"), "utf8"));
      assert.deepEqual(description, CORE);
      const { mode } = await stat(path.join(folder, "start"));
      assert.equal(mode & 0o777, 0o755);
      const { stdout } = await promisify(execFile)(path.join(folder, "start"));
      assert.equal(stdout, `core at ${CORE.commit}\n`);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("has, for a service with a database, what it states of the schema and the program that leads on", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "duotone-artifact-"));
    try {
      const archive = path.join(folder, "core.tar.gz");
      await writeFile(archive, await makeArtifact(CORE, { least: 1, most: 3 }));
      await promisify(execFile)("tar", ["-xzf", archive, "-C", folder]);
      const schema: unknown = JSON.parse(await readFile(path.join(folder, "schema.json"), "utf8"));
      assert.deepEqual(schema, { least: 1, most: 3 });
      await promisify(execFile)(path.join(folder, "migrate"), ["1", "3"], {
        env: { ...process.env, DUOTONE_SAMPLE_DATABASE: folder },
      });
      const changes = await readFile(path.join(folder, "changes"), "utf8");
      assert.equal(changes, "begun 2\ndone 2\nbegun 3\ndone 3\n");
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("makes the same bytes for the same service and commit, others for others", async () => {
    const once = await makeArtifact(CORE);
    assert.ok(once.equals(await makeArtifact({ ...CORE })));
    assert.ok(!once.equals(await makeArtifact({ ...CORE, service: "web" })));
    assert.ok(!once.equals(await makeArtifact({ ...CORE, commit: CORE.commit.replace("3", "4") })));
  });
});

describe("artifactKey", () => {
  it("is the service's folder and the commit", () => {
    assert.equal(artifactKey(CORE), `core/${CORE.commit}.tar.gz`);
  });
});
