import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { checkFiles, checkText } from "../../../cli/preview/fileCheck";

/** Put together here, so that this file holds none. */
const KEY = ["-----BEGIN RSA PRIVATE", "KEY-----\n"].join(" ") + "MIIEow".repeat(12) + "\n";
const TOKEN = ["ghp", "a1B2c3D4e5".repeat(4)].join("_");

describe("files of the tree", () => {
  let root = "";
  before(async () => {
    root = await mkdtemp(path.join(tmpdir(), "duotone-files-"));
    await mkdir(path.join(root, "folder"));
  });
  after(() => rm(root, { recursive: true }));

  const put = async (name: string, content: string | Buffer) => {
    await writeFile(path.join(root, name), content);
    return (await checkFiles(root, [name])).map(({ file, line }) => `${file}:${line}`);
  };

  it("must hold no private key, and no token", async () => {
    assert.deepEqual(await put("key.pem", `# mine\n${KEY}`), ["key.pem:2"]);
    assert.deepEqual(await put("x.ts", `const t = "${TOKEN}";`), ["x.ts:1"]);
  });

  it("must hold none among bytes that are no text", async () => {
    const bytes = Buffer.concat([Buffer.from([0, 255, 0, 10]), Buffer.from(KEY), Buffer.from([0, 255])]);
    assert.deepEqual(await put("image.bin", bytes), ["image.bin:2"]);
  });

  it("are told without what is in them", () => {
    const told = JSON.stringify(checkText("x", `${KEY}${TOKEN}`));
    assert.ok(!told.includes(TOKEN) && !told.includes("MIIEow"), told);
  });

  it("are looked at in their first two mebibytes", async () => {
    const filler = "a\n".repeat(1024 * 1024);
    assert.deepEqual(await put("large", `${filler.slice(0, -4_000)}${KEY}`), [
      `large:${1024 * 1024 - 2_000 + 1}`,
    ]);
    assert.deepEqual(await put("larger", `${filler}${KEY}`), []);
  });

  it("may be gone, or be no files", async () => {
    await symlink("folder", path.join(root, "link"));
    assert.deepEqual(await checkFiles(root, ["gone.ts", "folder", "link"]), []);
  });

  it("must hold no secrets in plain text where they are a stack's", () => {
    const text = "config:\n  duotone:token: hunter2\n";
    const lines = (file: string) => checkText(file, text).map(({ line }) => line);
    assert.deepEqual(lines("Pulumi.prod.yaml"), [2]);
    assert.deepEqual(lines("Pulumi.yaml"), [2]);
    assert.deepEqual(lines("foundation/Pulumi.org.yml"), [2]);
    assert.deepEqual(lines("docs/Pulumi.prod.yaml"), []);
  });

  it("give at most a hundred findings", async () => {
    const names = Array.from({ length: 40 }, (_, index) => `many-${index}`);
    for (const name of names) {
      await writeFile(path.join(root, name), Array.from({ length: 5 }, () => TOKEN).join("\n"));
    }
    assert.equal((await checkFiles(root, names)).length, 100);
  });
});
