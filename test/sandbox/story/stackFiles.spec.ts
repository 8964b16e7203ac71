import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { readStackFile, serviceCommits } from "../../../sandbox/story/stackFiles";

describe("readStackFile", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "duotone-stack-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("reads region and releases, and minds no other key", async () => {
    await writeFile(
      path.join(folder, "Pulumi.prod.yaml"),
      "config:\n  aws:region: eu-west-1\n  duotone:activeColor: prod1\n  duotone:releases:\n    prod1: { core: abc }\n" +
        "  duotone:services:\n    web: { kind: web }\n    core: { kind: web, database: { storageGiB: 20 } }\n",
    );
    assert.deepEqual(await readStackFile(folder, "prod"), {
      region: "eu-west-1",
      releases: { prod1: { core: "abc" } },
      databases: ["core"],
    });
  });

  it("names the file and every missing key", async () => {
    await writeFile(path.join(folder, "Pulumi.prod.yaml"), "config:\n  duotone:domain: example.com\n");
    await assert.rejects(readStackFile(folder, "prod"), (error: Error) => {
      assert.match(error.message, /Pulumi\.prod\.yaml lacks/);
      assert.match(error.message, /config\.aws:region/);
      assert.match(error.message, /config\.duotone:releases/);
      return true;
    });
  });

  it("names a file that is not there", async () => {
    await assert.rejects(readStackFile(folder, "staging"), /Pulumi\.staging\.yaml cannot be read/);
  });
});

describe("serviceCommits", () => {
  it("gives each service and commit once, however many clusters run it", () => {
    assert.deepEqual(serviceCommits([{ core: "a", web: "b" }, { core: "a" }, { core: "c" }]), [
      { service: "core", commit: "a" },
      { service: "web", commit: "b" },
      { service: "core", commit: "c" },
    ]);
  });
});
