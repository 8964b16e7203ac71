import assert from "node:assert/strict";

import { asksForBackups, asksForData, sharedDataStores, sharingTags } from "../../../components/data/wants";
import { workerConfig } from "../../serviceConfig";

const DATABASE = { instanceClass: "db.t4g.micro", storageGiB: 20 };
const JOB = { name: "tidy", schedule: "daily", timeoutMinutes: 60 };

describe("what services want of their vertical's data", () => {
  it("is something for whoever asks for a store or has a job", () => {
    for (const asking of [
      { database: DATABASE },
      { cache: { nodeType: "cache.t4g.micro" } },
      { archive: true },
      { files: true },
      { jobs: [JOB] },
    ]) {
      assert.ok(asksForData(workerConfig(asking)), JSON.stringify(asking));
    }
    assert.ok(!asksForData(workerConfig({ secrets: ["session-signing"], settings: { LOG_LEVEL: "info" } })));
  });

  it("is backed up unless it holds copies only, or keeps versions itself", () => {
    assert.ok(asksForBackups([workerConfig({}), workerConfig({ database: DATABASE })]));
    assert.ok(asksForBackups([workerConfig({ files: true })]));
    assert.ok(asksForBackups([workerConfig({ jobs: [JOB] })]));
    assert.ok(!asksForBackups([workerConfig({ archive: true, cache: { nodeType: "cache.t4g.micro" } })]));
  });

  it("is shared by all clusters of a stack, where there are several", () => {
    const services = [
      workerConfig({ name: "core", database: DATABASE, archive: true }),
      workerConfig({ name: "profile" }),
    ];
    const clusters = ["prod1", "prod2", "qaprod1"].map((name) => ({ name }));
    assert.deepEqual(sharedDataStores(services, clusters), {
      core: { stores: ["database", "archive"], clusters: ["prod1", "prod2", "qaprod1"] },
    });
    assert.deepEqual(sharedDataStores(services, [{ name: "staging" }]), {});
    assert.deepEqual(sharingTags(["prod1", "qaprod1"]), { "shared-by": "prod1 qaprod1" });
    assert.deepEqual(sharingTags(["staging"]), {});
  });
});
