import assert from "node:assert/strict";
import path from "node:path";

import { REGISTER } from "../../../policy/register/register";
import { declaredResources } from "../support/declaredStack";
import { mutatedText, withMutant } from "./mutatedSource";
import { MUTANTS } from "./mutants";
import { killersOf, runMutants } from "./runMutants";

/** Fewest faults that are worth the name of a test of the rules. */
const FEWEST = 160;

describe("faults of our own program", function () {
  // Generous, because a busy machine declares a thousand resources slowly.
  this.timeout(240_000);

  it("are many, each another, and each refused by rules that there are", () => {
    assert.ok(MUTANTS.length >= FEWEST, `${MUTANTS.length} faults`);
    const places = MUTANTS.map(({ file, text, replacement }) => `${file}\n${text}\n${replacement}`);
    assert.equal(new Set(places).size, MUTANTS.length);
    assert.equal(new Set(MUTANTS.map(({ title }) => title)).size, MUTANTS.length);
    for (const { title, refusedBy } of MUTANTS) {
      assert.ok(refusedBy.length > 0, title);
      assert.deepEqual(
        refusedBy.filter((rule) => REGISTER[rule] === undefined),
        [],
        title,
      );
    }
  });

  it("are in every part of the program", () => {
    const parts = new Set(
      MUTANTS.map(({ file }) =>
        file
          .split("/")
          .slice(0, file.startsWith("components/") ? 2 : 1)
          .join("/"),
      ),
    );
    for (const part of [
      "components/accounts",
      "components/clusters",
      "components/data",
      "components/delivery",
      "components/dns",
      "components/images",
      "components/keys",
      "components/network",
      "components/observability",
      "components/secrets",
      "accountProviders.ts",
      "verticals.ts",
      "foundation",
      "Pulumi.prod.yaml",
    ]) {
      assert.ok(parts.has(part), `no fault in ${part}`);
    }
  });

  it("are not there: a text that is itself changes nothing", async () => {
    const [mutant] = MUTANTS;
    assert.ok(mutant !== undefined);
    assert.deepEqual(await killersOf({ ...mutant, replacement: mutant.text }), []);
  });

  it("leave the program as it was", async () => {
    const [mutant] = MUTANTS;
    assert.ok(mutant !== undefined);
    const loaded = (): readonly string[] =>
      Object.keys(require.cache)
        .filter((file) => !file.includes("node_modules"))
        .sort();
    // The stack is declared, and so all of the program is loaded.
    await declaredResources(mutant.stack, "preview");
    const before = loaded();
    const program = require.cache[require.resolve("../support/declaredStack")];
    await withMutant(mutant, "test/policy/support/declaredStack.ts", () => Promise.resolve());
    assert.deepEqual(loaded(), before);
    assert.equal(require.cache[require.resolve("../support/declaredStack")], program);
  });

  it("are in the sources as they are written down, each once", () => {
    for (const mutant of MUTANTS) {
      assert.notEqual(mutant.text, mutant.replacement, mutant.title);
      assert.ok(mutatedText(mutant).includes(mutant.replacement), mutant.title);
    }
  });

  // One of each folder: all of them take minutes, and `npm run bench -- policy` has every one refused.
  const ofFolders = new Map(MUTANTS.map((mutant) => [path.dirname(mutant.file), mutant]));
  for (const mutant of ofFolders.values()) {
    const { title, refusedBy } = mutant;
    it(`are refused where ${title}`, async () => {
      const [outcome] = await runMutants([mutant]);
      const killedBy = outcome?.killedBy ?? [];
      assert.ok(
        killedBy.some((rule) => refusedBy.includes(rule)),
        `one of ${refusedBy.join(", ")} should refuse it; ${killedBy.join(", ") || "none"} does`,
      );
    });
  }
});
