import assert from "node:assert/strict";

import { baseKey, keyText, serviceKey } from "../../../components/images/imageCatalogue";

const COMMIT = "3f1c9e0b7a2d4c5e6f708192a3b4c5d6e7f80912";
const OTHER = "9ab0d12c3e4f5061728394a5b6c7d8e9f0a1b2c3";

describe("the catalogue's keys", () => {
  it("tell services, commits, architectures and base images apart", () => {
    const keys = [
      serviceKey("core", COMMIT, "arm64"),
      serviceKey("core", COMMIT, "x86_64"),
      serviceKey("core", OTHER, "arm64"),
      serviceKey("web", COMMIT, "arm64"),
      baseKey("2026-11-01", "arm64"),
      baseKey("2026-11-01", "x86_64"),
    ];
    assert.equal(new Set(keys.map(keyText)).size, keys.length);
    assert.deepEqual(keys[0], { service: "core", build: `${COMMIT}#arm64` });
    assert.deepEqual(keys[4], { service: "base-image", build: "2026-11-01#arm64" });
  });
});
