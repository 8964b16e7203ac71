import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { symlink } from "node:fs/promises";
import path from "node:path";

import { describeFindings, scanFolder, scanText } from "../../images/inputScan";
import { letters, plantedSecrets } from "./secrets/planted";
import { inFolder, scanInnocent, scanPlanted } from "./secrets/scanCorpus";

/** The least kinds that the project promises. */
const KINDS = 12;

/** Milliseconds for the scan of some thousands of real files. */
const REAL_FILES = 60_000;

/** Assembled here, so that no file of the project looks as if it held a key. */
const ACCESS_KEY_ID = ["AKIA", "Z7QXLR3WTB2NC5VD"].join("");
const privateKey = generateKeyPairSync("ed25519")
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString();

describe("The scan of an image's inputs", () => {
  it(`is shown no fewer than ${KINDS} kinds of secrets`, () => {
    assert.ok(new Set(plantedSecrets().map(({ kind }) => kind)).size >= KINDS);
  });

  it("finds every secret that is planted, and repeats none", async () => {
    const { planted, missed, said } = await scanPlanted();
    assert.deepEqual(
      missed.map(({ file, what }) => `${file}: ${what}`),
      [],
    );
    for (const { file, content, secret } of planted) {
      for (const word of (secret ?? content.toString("latin1")).split(/\s+/)) {
        assert.ok(word.length < 8 || !/\d/.test(word) || !said.includes(word), file);
      }
    }
  });

  it("finds nothing in files that hold no secret", async function () {
    this.timeout(REAL_FILES);
    assert.deepEqual(await scanInnocent(), []);
  });

  it("says the line, and the first of each kind in a file", () => {
    assert.deepEqual(scanText("f", `a\nb\n${ACCESS_KEY_ID}\n${ACCESS_KEY_ID}\n`), [
      { file: "f", line: 3, what: "an AWS access key id" },
    ]);
  });

  for (const before of [1, 20, 4_000, 8_192, 8_200, 16_400]) {
    it(`finds what begins ${before} bytes before the end of a window`, () => {
      const text = (secret: string) =>
        `${"x".repeat(99)}\n`.repeat(11_000).slice(0, 1024 * 1024 - before) + secret;
      const line = text("").split("\n").length;
      const found = scanText("bundle.js", text(` ${ACCESS_KEY_ID} ${"z\n".repeat(1_000_000)}`));
      assert.deepEqual(found, [{ file: "bundle.js", line, what: "an AWS access key id" }]);
    });

    it(`takes no part of a longer word for a key id, ${before} bytes before the end of a window`, () => {
      const text = `${"x".repeat(1024 * 1024 - before)} ${ACCESS_KEY_ID}${"Z".repeat(1024 * 1024)}`;
      assert.deepEqual(scanText("bundle.js", text), []);
    });
  }

  it("looks into folders, does not follow links, and heeds their names", () =>
    inFolder(
      { "outside/key.pem": privateKey, "in/a/b/settings.ini": `id=${ACCESS_KEY_ID}`, "in/clean": "x" },
      async (root) => {
        await symlink(path.join(root, "outside/key.pem"), path.join(root, "in/a/link"));
        await symlink(path.join(root, "outside"), path.join(root, "in/a/folder"));
        await symlink("nowhere", path.join(root, "in/a/.env"));
        const findings = await scanFolder(path.join(root, "in"));
        assert.equal(
          describeFindings(findings),
          " - a/.env: an environment file\n - a/b/settings.ini:1: an AWS access key id",
        );
      },
    ));

  it("refuses files that are there to hold secrets by their name, and takes their neighbours", () => {
    const kinds = (file: string) => scanText(file, "").length;
    const refused = [
      ".env",
      "app/.env.local",
      ".ssh/id_ed25519",
      "id_rsa",
      "tls/store.P12",
      "home/.aws/credentials",
    ];
    const taken = [".env.example", "environment", "x.env.ts", "id_rsa.pub", "docs/id_rsa.md", ".aws/config"];
    assert.deepEqual(
      refused.filter((file) => kinds(file) !== 1),
      [],
    );
    assert.deepEqual(
      taken.filter((file) => kinds(file) !== 0),
      [],
    );
  });

  it("counts a password of a program's address only where somebody seems to use it", () => {
    const found = (file: string, password: string, host = "db.internal") =>
      scanText(file, `x("postgres://app:${password}@${host}/app")`).length;
    assert.equal(found("a.js", `${letters("p", 9)}1`), 1);
    assert.equal(found("a.js", "sesame"), 0);
    assert.equal(found("a.ini", "sesame"), 1);
    assert.equal(found("a.ini", "sesame", "db.example.com"), 0);
    assert.equal(found("README.md", `${letters("p", 9)}1`), 0);
  });
});
