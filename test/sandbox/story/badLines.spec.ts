import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

import { REGISTER } from "../../../policy/register/register";
import { BAD_LINES } from "../../../sandbox/story/badLines";
import { changedText } from "../../../sandbox/story/workTree";

const PROJECT_DIR = path.resolve(__dirname, "../../..");

/** The check of the tree has no rules in the pack. */
const FILES = "files";

describe("bad lines", () => {
  it("are one for each family of rules, and one for the check of the tree", async () => {
    const folders = await readdir(path.join(PROJECT_DIR, "policy/rules"), { withFileTypes: true });
    const families = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    assert.deepEqual(BAD_LINES.map(({ family }) => family).sort(), [...families, FILES].sort());
  });

  it("are each refused by a rule of their own family, which is mandatory", async () => {
    for (const { family, rule } of BAD_LINES.filter((line) => line.family !== FILES)) {
      assert.ok(REGISTER[rule]?.level !== "advisory", rule);
      const file = `policy/rules/${family}/${rule.toLowerCase().replace("-", "")}.ts`;
      await readFile(path.join(PROJECT_DIR, file), "utf8");
    }
    assert.equal(new Set(BAD_LINES.map(({ rule }) => rule)).size, BAD_LINES.length);
  });

  it("stand each once in the file that they change, one after the other, and none in the way of another", async () => {
    const texts = new Map<string, string>();
    for (const line of BAD_LINES) {
      const before = texts.get(line.file) ?? (await readFile(path.join(PROJECT_DIR, line.file), "utf8"));
      const after = changedText(before, line);
      assert.notEqual(after, before);
      texts.set(line.file, after);
    }
  });
});
