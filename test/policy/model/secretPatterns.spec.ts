import assert from "node:assert/strict";
import { createHash, generateKeyPairSync } from "node:crypto";

import fc from "fast-check";

import { secretsIn } from "../../../policy/model/secretPatterns";

const { privateKey, publicKey } = generateKeyPairSync("ec", {
  namedCurve: "P-256",
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});
const sshKey = `ssh-ed25519 ${Buffer.concat([Buffer.from("AAAAC3NzaC1lZDI1NTE5AAAAI", "base64"), digest("ssh")]).toString("base64")} ops@example.com`;

/** Joined here, so that no scanner takes the fixtures for secrets. */
const join = (...parts: readonly string[]) => parts.join("");

const CERTAIN: Record<string, [text: string, kind: string]> = {
  "a PKCS#8 private key": [privateKey, "a private key"],
  "an RSA private key": [block("RSA PRIVATE KEY"), "a private key"],
  "an OpenSSH private key": [block("OPENSSH PRIVATE KEY"), "a private key"],
  "a PGP private key": [block("PGP PRIVATE KEY BLOCK"), "a private key"],
  "an SSH2 private key": [
    join("---- BEGIN SSH2 ENCRYPTED PRIVATE", " KEY ----\n", letters(20), "A".repeat(20)),
    "a private key",
  ],
  "a private key in one line of JSON": [JSON.stringify({ key: privateKey }), "a private key"],
  "a private key in base64": [Buffer.from(privateKey).toString("base64"), "a private key in base64"],
  "a private key in base64, one byte on": [
    Buffer.from(` ${privateKey}`).toString("base64"),
    "a private key in base64",
  ],
  "a private key in base64, two bytes on": [
    Buffer.from(`  ${privateKey}`).toString("base64"),
    "a private key in base64",
  ],
  "a PuTTY key": [join("PuTTY-User-Key", "-File-3: ssh-rsa"), "a PuTTY private key"],
  "an age key": [join("AGE-SECRET", "-KEY-1", "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"), "an age private key"],
  "an AWS key id": [join("id AK", "IA", "Z7QJ4X2MB5TR6KDW"), "an AWS access key id"],
  "a temporary AWS key id": [join("id AS", "IA", "Z7QJ4X2MB5TR6KDW"), "an AWS access key id"],
  "an AWS secret key": [`aws_secret_access_key = ${letters(40)}`, "an AWS secret access key"],
  "an AWS secret key in JSON": [`{"awsSecretKey":"${letters(40)}"}`, "an AWS secret access key"],
  "a PyPI token": [join("py", "pi-AgE", letters(60)), "a PyPI token"],
  "a Docker Hub token": [join("dckr", "_pat_", letters(27)), "a Docker Hub token"],
  "a SendGrid key": [join("S", "G.", letters(22), ".", letters(43)), "a SendGrid key"],
  "the key of an Azure storage account": [
    join("Account", "Key=", letters(86), "=="),
    "the key of an Azure storage account",
  ],
  "a Terraform token": [join(letters(14), ".atlas", "v1.", letters(67)), "a Terraform token"],
  "a classic GitHub token": [join("gh", "p_", letters(36)), "a GitHub token"],
  "a GitHub token of a web application": [join("gh", "o_", letters(36)), "a GitHub token"],
  "a GitHub token of a user": [join("gh", "u_", letters(36)), "a GitHub token"],
  "a GitHub token that renews": [join("gh", "r_", letters(36)), "a GitHub token"],
  "a GitHub token of an app": [join("gh", "s_", letters(36)), "a GitHub token"],
  "a fine-grained GitHub token": [join("github", "_pat_", letters(82)), "a GitHub token"],
  "a GitLab token": [join("glp", "at-", letters(20)), "a GitLab token"],
  "a Slack bot token": [join("xo", "xb-", "123456789012-", letters(24)), "a Slack token"],
  "a Slack app token": [join("xa", "pp-1-", letters(24)), "a Slack token"],
  "a Slack webhook": [
    join("https://hooks.slack", ".com/services/T00000000/B00000000/", letters(24)),
    "the address of a Slack webhook",
  ],
  "a Stripe key": [join("sk_li", "ve_", letters(24)), "a Stripe key"],
  "a Stripe key for tests": [join("rk_te", "st_", letters(24)), "a Stripe key"],
  "a Google API key": [join("AI", "za", letters(35)), "a Google API key"],
  "an npm token": [join("np", "m_", letters(36)), "an npm token"],
  "a Pulumi token": [join("pu", "l-", digest("pul").toString("hex").slice(0, 40)), "a Pulumi token"],
  "a Vault token": [join("hv", "s.", letters(24)), "a Vault token"],
  "a Vault batch token": [join("hv", "b.", letters(24)), "a Vault token"],
  "a web token": [
    join("ey", "JhbGciOiJIUzI1NiJ9", ".ey", "JzdWIiOiJkdW90b25lIn0.", letters(43)),
    "a signed web token",
  ],
  "a database's address": [
    join("postgres://app:", "hunter2@db.example.com/app"),
    "an address with a password",
  ],
  "a cache's address": [join("rediss://:", "hunter2@cache.example.com:6379"), "an address with a password"],
};

const CALLED: Record<string, string> = {
  "a variable of a shell": "export DB_PASSWORD=hunter2",
  "a quoted value": "password = 'hunter2'",
  YAML: "db_password: hunter2",
  JSON: '{"clientSecret": "aB3-dE6-gH9"}',
  "JSON in JSON": JSON.stringify({ a: JSON.stringify({ password: "hunter2" }) }),
  "a hash of Ruby": ":password => 'hunter2'",
  "a connection string": "Server=db;User Id=app;Password=hunter2;",
  "an option of a command": "mysql --user app --password hunter2",
  "an option with a quoted value": 'mysql --password "hunter2"',
  "a short password": "password=abc",
  "a short name": "MYSQL_PWD=hunter2",
  "a passphrase": "passphrase: correct horse",
  "a token": "API_TOKEN=12ab34cd",
  "a number after the name": "PASSWORD_2=hunter2",
  "an API key": "api-key: 12ab34cd",
  "several words in capitals": "token=Correct-Horse",
};

const PUBLIC: Record<string, string> = {
  "a public key": publicKey,
  "a certificate": `-----BEGIN CERTIFICATE-----\n${wrapped(40)}\n-----END CERTIFICATE-----\n`,
  "a certificate in one line of JSON": JSON.stringify({
    pem: `-----BEGIN CERTIFICATE-----\n${wrapped(40)}\n-----END CERTIFICATE-----\n`,
  }),
  "an SSH public key": sshKey,
  "a commit": "3f1c9e0a5b7d2c4e6f8091a2b3c4d5e6f7081920",
  "a digest": `sha256:${digest("x").toString("hex")}`,
  "a digest in base64": `sha256-${digest("x").toString("base64")}`,
  "a UUID": "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "an image": "ami-0123456789abcdef0",
  "the base64 of ordinary text": Buffer.from("#!/bin/sh\nsystemctl start duotone.service\n").toString(
    "base64",
  ),
  "the ARN of a secret":
    '{"secrets":{"S":"arn:aws:secretsmanager:eu-west-1:200000000001:secret:core/session-signing-GVuPlQ"}}',
  "a reference in an address": "postgres://app:${PASSWORD}@db.example.com postgres://app:$P@db.example.com",
  "an address with a port": "https://example.com:443/@scope/package",
  "a command's output": 'DB_PASSWORD="$(aws secretsmanager get-secret-value)"',
  "a command's output in backticks": "TOKEN=`cat /run/token`",
  "the value of another variable": "PASSWORD=$OTHER password: ${OTHER}",
  "a template's place": "password: {{ password }} password=<password> password=%(password)s",
  asterisks: "password=********",
  "a file": "PASSWORD_FILE=/run/secrets/db password=/run/secrets/db",
  "what is about a secret": "tokenTtl: 300, secretName: core-session-signing passwordLength=20",
  "AWS's option": "httpTokens: required",
  "one plain word for a token": "token: documents",
  "a very short password": "password=ab",
  "a word about a password": "the password hunter2 is forgotten",
  "a short token": "token: 1a2b",
  "what Pulumi encrypted":
    "password:\n  secure: v1:abcdefghijklmnop:QUJDREVGR0hJSktMTU5PUFFSU1RVVld4eXowMTIzNDU2Nzg5",
  "an empty value": "password=\npassword: ''",
  "a long name": "ELBSecurityPolicyTLS13Version12Restricted2021June",
  "words and an id": "core-session-signing-20261121180938335100000006-GVuPlQ",
  "a path": "/usr/local/share/duotone/Services2/bin/start1",
};

describe("Secrets in texts", () => {
  for (const [title, [text, kind]] of Object.entries(CERTAIN)) {
    it(`finds ${title}, in data and in source`, () => {
      assert.deepEqual(kinds(text, "data"), [kind]);
      assert.deepEqual(kinds(text, "source"), [kind]);
    });
  }

  for (const [title, text] of Object.entries(CALLED)) {
    it(`finds ${title} in data, and leaves it to programs`, () => {
      assert.deepEqual(kinds(text, "data"), ["a value that is called a secret"]);
      assert.deepEqual(kinds(text, "source"), []);
    });
  }

  for (const [title, text] of Object.entries(PUBLIC)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(kinds(text, "data"), []);
      assert.deepEqual(kinds(text, "source"), []);
    });
  }

  it("finds a key that is random, and not in programs", () => {
    assert.deepEqual(kinds(`x ${letters(40)} y`, "data"), ["text as random as a key"]);
    assert.deepEqual(kinds(`x ${letters(40)} y`, "source"), []);
  });

  it("finds nearly every random key of 30 bytes", () => {
    const keys = Array.from({ length: 500 }, (_, index) => digest(`key ${index}`).subarray(0, 30));
    const found = keys.filter((key) => kinds(key.toString("base64"), "data").length > 0);
    assert.ok(found.length >= 490, String(found.length));
  });

  it("sees a password between the lines of a certificate", () => {
    const text = `-----BEGIN CERTIFICATE-----\npassword=hunter2\n-----END CERTIFICATE-----`;
    assert.deepEqual(kinds(text, "data"), ["a value that is called a secret"]);
  });

  it("leaves what AWS's documentation quotes to programs", () => {
    const quoted = join("AK", "IA", "IOSFODNN7", "EXAMPLE");
    assert.deepEqual(kinds(quoted, "data"), ["an AWS access key id"]);
    assert.deepEqual(kinds(quoted, "source"), []);
  });

  it("leaves the header of a private key without its key to programs", () => {
    const header = join("-----BEGIN PRIVATE", " KEY-----");
    assert.deepEqual(kinds(header, "data"), ["a private key"]);
    assert.deepEqual(kinds(header, "source"), []);
  });

  it("tells line and column, one for each line, and never the text", () => {
    const id = join("AK", "IA", "Z7QJ4X2MB5TR6KDW");
    const found = secretsIn(`first\n  ${id} password=hunter2\n\ntoken=abc123def`, "data");
    assert.deepEqual(found, [
      { kind: "an AWS access key id", line: 2, column: 3 },
      { kind: "a value that is called a secret", line: 4, column: 1 },
    ]);
  });

  it("stops at twenty", () => {
    assert.equal(secretsIn("password=hunter2\n".repeat(100), "data").length, 20);
    assert.equal(secretsIn(`${join("AK", "IA", "Z7QJ4X2MB5TR6KDW")}\n`.repeat(100), "source").length, 20);
    assert.equal(secretsIn(`${letters(40)}\n`.repeat(100), "data").length, 20);
  });

  it("takes any text", () => {
    const piece = fc.constantFrom(
      "password",
      "=",
      " ",
      "\n",
      '"',
      "AKIA",
      "-----BEGIN ",
      "-----END ",
      "://",
      "a:b@",
      "arn:",
      "é",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 9 })), { maxLength: 30 }), (pieces) => {
        const text = pieces.join("");
        const lines = text.split("\n");
        return secretsIn(text, "data").every(({ line, column }) => column <= (lines[line - 1]?.length ?? -1));
      }),
    );
  });
});

function kinds(text: string, kind: "data" | "source"): readonly string[] {
  return secretsIn(text, kind).map((found) => found.kind);
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** Letters and digits as random as a key's, the same in every run. */
function letters(length: number): string {
  return Buffer.concat([1, 2, 3, 4, 5].map((part) => digest(`letters ${part}`)))
    .toString("base64")
    .replace(/[^A-Za-z0-9]/g, "")
    .slice(0, length);
}

function block(what: string): string {
  return join("-----BEGIN ", what, "-----\n", letters(64), "\n-----END ", what, "-----\n");
}

function wrapped(lines: number): string {
  return Array.from({ length: lines }, (_, line) =>
    Buffer.concat([digest(`a ${line}`), digest(`b ${line}`)])
      .toString("base64")
      .slice(0, 64),
  ).join("\n");
}
