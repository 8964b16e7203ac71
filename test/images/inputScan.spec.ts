import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { describeFindings, scanFolder, scanName, scanText } from "../../images/inputScan";

/** Assembled here, so that no file of the project looks as if it held a key. */
const ACCESS_KEY_ID = ["AKIA", "Z7QXLR3WTB2NC5VD"].join("");
const SECRET_KEY = ["q8Zr", "Wv1TtB", "n0/kLxPd7HsJ+f3cGyMe9UaVoXi2N5"].join("");

const privateKeys = {
  "PKCS #8": generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }),
  "RSA, PKCS #1": generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({
    type: "pkcs1",
    format: "pem",
  }),
  "EC, SEC 1": generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({
    type: "sec1",
    format: "pem",
  }),
  encrypted: generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({
    type: "pkcs8",
    format: "pem",
    cipher: "aes-256-cbc",
    passphrase: "not much of a secret",
  }),
};

const found = (text: string) => scanText("file", text).map(({ what }) => what);

describe("scanText", () => {
  for (const [kind, pem] of Object.entries(privateKeys)) {
    it(`finds a private key: ${kind}`, () => {
      assert.deepEqual(found(`first\nsecond ${pem.toString()}`), ["a private key"]);
    });

    it(`finds it in JSON: ${kind}`, () => {
      assert.deepEqual(found(JSON.stringify({ key: pem })), ["a private key"]);
    });
  }

  it("takes neither a public key, nor code that reads keys, nor a certificate for a private key", () => {
    const publicKey = generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "pem" });
    const code =
      'if (pem.startsWith("-----BEGIN PRIVATE KEY-----") || pem.includes("-----BEGIN RSA PRIVATE KEY-----")) {';
    assert.deepEqual(found(`${publicKey.toString()}\n${code}\n`), []);
  });

  it("finds an access key id and a secret access key, in whatever they are written", () => {
    for (const text of [
      `aws_secret_access_key = ${SECRET_KEY}`,
      `AWS_SECRET_ACCESS_KEY="${SECRET_KEY}"`,
      `{"awsSecretKey": "${SECRET_KEY}"}`,
    ]) {
      assert.deepEqual(found(text), ["an AWS secret access key"], text);
    }
    assert.deepEqual(found(`export AWS_ACCESS_KEY_ID=${ACCESS_KEY_ID}\n`), ["an AWS access key id"]);
    assert.deepEqual(found(`{"id":"${ACCESS_KEY_ID}"}`), ["an AWS access key id"]);
  });

  it("leaves AWS's own examples, digests and longer words alone", () => {
    const text = [
      `aws_access_key_id = ${["AKIA", "IOSFODNN7", "EXAMPLE"].join("")}`,
      `aws_secret_access_key = ${["wJalrXUtnFEMI/K7MDENG/", "bPxRfiCY", "EXAMPLEKEY"].join("")}`,
      `sha1 ${"0123456789".repeat(4)}`,
      `X${ACCESS_KEY_ID}`,
      `${ACCESS_KEY_ID}X`,
      "aws_secret_access_key = process.env.AWS_SECRET_ACCESS_KEY",
    ].join("\n");
    assert.deepEqual(found(text), []);
  });

  it("says the line, counted from the text's first", () => {
    assert.equal(scanText("f", `a\nb\n${ACCESS_KEY_ID}`)[0]?.line, 3);
    assert.equal(scanText("f", `a\nb\n${ACCESS_KEY_ID}`, 40)[0]?.line, 42);
  });
});

describe("scanName", () => {
  it("refuses files that are there to hold secrets", () => {
    for (const file of [
      ".env",
      "app/.env",
      "app/.env.production",
      ".ssh/id_ed25519",
      "id_rsa",
      "tls/store.P12",
      "home/.aws/credentials",
    ]) {
      assert.equal(scanName(file).length, 1, file);
    }
  });

  it("takes their neighbours", () => {
    for (const file of [
      ".env.example",
      "app/.env.sample",
      "environment",
      "x.env.ts",
      "id_rsa.pub",
      "docs/id_rsa.md",
      ".aws/config",
    ]) {
      assert.deepEqual(scanName(file), [], file);
    }
  });
});

describe("scanFolder", () => {
  let root = "";
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), "duotone-scan-"));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it("finds what lies across the pieces that a large file is read in, and says its line", async () => {
    const before = `${"x".repeat(99)}\n`.repeat(10_485);
    // Begins 40 bytes before the end of the first MiB.
    const text = `${before}${"y".repeat(35)}\n${privateKeys["PKCS #8"].toString()}${"z\n".repeat(1_500_000)}${ACCESS_KEY_ID}`;
    await writeFile(path.join(root, "bundle.js"), text);
    const lineOf = (what: string) => text.slice(0, text.indexOf(what)).split("\n").length;
    assert.deepEqual(await scanFolder(root), [
      { file: "bundle.js", line: lineOf("-----BEGIN"), what: "a private key" },
      { file: "bundle.js", line: lineOf(ACCESS_KEY_ID), what: "an AWS access key id" },
    ]);
  });

  it("looks into folders and does not follow links", async () => {
    const outside = await mkdtemp(path.join(tmpdir(), "duotone-outside-"));
    try {
      await writeFile(path.join(outside, "key.pem"), privateKeys["PKCS #8"]);
      await mkdir(path.join(root, "a/b"), { recursive: true });
      await writeFile(path.join(root, "a/b/settings.ini"), `id=${ACCESS_KEY_ID}`);
      await writeFile(path.join(root, "clean"), "nothing");
      await symlink(path.join(outside, "key.pem"), path.join(root, "a/link"));
      await symlink(outside, path.join(root, "a/folder"));
      await symlink("nowhere", path.join(root, "a/dangling"));
      const findings = await scanFolder(root);
      assert.deepEqual(findings, [{ file: "a/b/settings.ini", line: 1, what: "an AWS access key id" }]);
      assert.equal(describeFindings(findings), " - a/b/settings.ini:1: an AWS access key id");
    } finally {
      await rm(outside, { recursive: true, force: true });
    }
  });
});
