import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import {
  beginHistory,
  changedFiles,
  changedText,
  recordHistory,
  withLines,
} from "../../../sandbox/story/workTree";

const LINE = { file: "a.ts", before: "const a = 1;", after: "const a = $&2;" };

describe("the work copy's history", () => {
  let workDir: string;
  const sandbox = () => ({ workDir, env: { PATH: process.env.PATH ?? "", HOME: workDir } });
  const read = (file: string) => readFile(path.join(workDir, file), "utf8");

  beforeEach(async () => {
    workDir = await mkdtemp(path.join(tmpdir(), "duotone-tree-"));
    await writeFile(path.join(workDir, "a.ts"), "const a = 1;\n");
    await writeFile(path.join(workDir, "b.ts"), "const b = 1;\n");
    await beginHistory(sandbox());
  });
  afterEach(() => rm(workDir, { recursive: true }));

  it("begins with everything as it is, once", async () => {
    assert.deepEqual(await changedFiles(sandbox()), []);
    await writeFile(path.join(workDir, "a.ts"), "const a = 3;\n");
    await beginHistory(sandbox());
    assert.deepEqual(await changedFiles(sandbox()), [" M a.ts"]);
  });

  it("goes on with everything as it is now, changed or not", async () => {
    await recordHistory(sandbox());
    await writeFile(path.join(workDir, "a.ts"), "const a = 3;\n");
    await recordHistory(sandbox());
    assert.deepEqual(await changedFiles(sandbox()), []);
    await withLines(sandbox(), [{ ...LINE, before: "const a = 3;" }], () => Promise.resolve());
    assert.equal(await read("a.ts"), "const a = 3;\n");
  });

  it("has changed lines as long as something is done with them", async () => {
    const other = { file: "a.ts", before: "$&2", after: "4" };
    const during = await withLines(sandbox(), [LINE, other], () => read("a.ts"));
    assert.equal(during, "const a = 4;\n");
    assert.equal(await read("a.ts"), "const a = 1;\n");
  });

  it("has them no more where that failed, and leaves other files alone", async () => {
    await writeFile(path.join(workDir, "b.ts"), "const b = 2;\n");
    await assert.rejects(
      withLines(sandbox(), [LINE], () => Promise.reject(new Error("no engine"))),
      /no engine/,
    );
    assert.deepEqual(await changedFiles(sandbox()), [" M b.ts"]);
  });

  it("has none of them where one does not fit", async () => {
    const odd = { file: "a.ts", before: "const c", after: "" };
    await assert.rejects(
      withLines(sandbox(), [LINE, odd], () => Promise.resolve()),
      /a\.ts has the text 0 times instead of once: const c/,
    );
    assert.deepEqual(await changedFiles(sandbox()), []);
  });
});

describe("a changed text", () => {
  it("must have the line once", () => {
    assert.equal(changedText("const a = 1; a", LINE), "const a = $&2; a");
    assert.throws(() => changedText("const a = 1; const a = 1;", LINE), /2 times/);
  });
});
