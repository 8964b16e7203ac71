import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { overridesInFile } from "../../../providers/instanceDrain/stackOverrides";

describe("overridesInFile", () => {
  let folder = "";
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "duotone-overrides-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));
  const read = async (text: string) => {
    await writeFile(path.join(folder, "Pulumi.prod.yaml"), text);
    return overridesInFile(folder, "prod");
  };

  it("reads what is usable, and nothing else", async () => {
    const until = "2026-12-20T18:00:00Z";
    const entry = `{ gate: drain, service: core, reason: r, by: ann, until: "${until}" }`;
    assert.deepEqual(await read(`config:\n  duotone:overrides: [${entry}, { gate: drain }, 3]\n`), [
      { gate: "drain", service: "core", reason: "r", by: "ann", until },
    ]);
  });

  it("finds none where there is no file, no configuration or no override", async () => {
    assert.deepEqual(await overridesInFile(folder, "staging"), []);
    for (const text of ["", "config:\n", "config:\n  duotone:domain: example.com\n"]) {
      assert.deepEqual(await read(text), []);
    }
  });
});
