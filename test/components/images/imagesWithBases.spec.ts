import assert from "node:assert/strict";

import type { CatalogueImage } from "../../../components/images/catalogueItem";
import type { CatalogueKey } from "../../../components/images/catalogueTable";
import { baseKey, keyText } from "../../../components/images/imageCatalogue";
import { readWithBases } from "../../../components/images/imagesWithBases";
import { catalogueImage } from "./catalogueImage";

const NEW = baseKey("2026-11-01", "arm64");
const OLD = baseKey("2026-10-01", "arm64");
const GONE = baseKey("2026-09-01", "arm64");

const core = catalogueImage({ service: "core", build: "3f1c#arm64", base: NEW.build });
const web = catalogueImage({ service: "web", build: "9ab0#arm64", base: OLD.build });
const orphan = catalogueImage({ service: "portal", build: "77aa#arm64", base: GONE.build });
const newBase = catalogueImage({ ...NEW, base: undefined });
const oldBase = catalogueImage({ ...OLD, base: undefined });

/** A table that notes what it was asked for, round by round. */
function tableOf(images: readonly CatalogueImage[]) {
  const rounds: string[][] = [];
  return {
    rounds,
    read: (keys: readonly CatalogueKey[]) => {
      const texts = keys.map(keyText);
      rounds.push(texts);
      return Promise.resolve(images.filter((image) => texts.includes(keyText(image))));
    },
  };
}

describe("readWithBases", () => {
  const all = [core, web, orphan, newBase, oldBase];

  it("takes one round where the bases are guessed", async () => {
    const table = tableOf(all);
    const found = await readWithBases(table, [core], [NEW]);
    assert.deepEqual([...found], [[keyText(core), { image: core, base: newBase }]]);
    assert.equal(table.rounds.length, 1);
  });

  it("asks once more for the bases that were not, and for nothing twice", async () => {
    const table = tableOf(all);
    const found = await readWithBases(table, [core, web], [NEW]);
    assert.deepEqual(found.get(keyText(web)), { image: web, base: oldBase });
    assert.deepEqual(found.get(keyText(core)), { image: core, base: newBase });
    assert.deepEqual(table.rounds.slice(1), [[keyText(OLD)]]);
  });

  it("leaves out what the catalogue does not have, image or base", async () => {
    const table = tableOf(all);
    const absent = { service: "core", build: "0000#arm64" };
    const found = await readWithBases(table, [orphan, absent], [GONE]);
    assert.deepEqual([...found], [[keyText(orphan), { image: orphan, base: undefined }]]);
    assert.equal(table.rounds.length, 1, "a base that is not there is not asked for again");
  });

  it("reads base images as well, which have no base", async () => {
    const table = tableOf(all);
    const found = await readWithBases(table, [NEW, core]);
    assert.deepEqual(found.get(keyText(NEW)), { image: newBase, base: undefined });
    assert.deepEqual(found.get(keyText(core)), { image: core, base: newBase });
    assert.equal(table.rounds.length, 1);
  });
});
