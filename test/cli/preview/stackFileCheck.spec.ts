import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";

import { checkStackFile } from "../../../cli/preview/stackFileCheck";

const FILE = "Pulumi.prod.yaml";
const found = (text: string) => checkStackFile(FILE, text).map(({ line, message }) => `${line}: ${message}`);
const indented = (lines: readonly string[]) => ["config:", ...lines.map((line) => `  ${line}`)].join("\n");
const CIPHERTEXT = "v1:DS3MKKT/Y7B2aPUq:SzPmHmBVAKdOZW8T1mWsPUmwJunMBw==";

describe("secrets in stack files", () => {
  const refused: readonly (readonly [what: string, lines: readonly string[], line: number, path: string])[] =
    [
      ["a password", ["duotone:dbPassword: hunter2"], 2, "duotone:dbPassword"],
      ["a word for a password", ["duotone:passphrase: hunter2"], 2, "duotone:passphrase"],
      ["a token, in capitals", ["duotone:API_TOKEN: hunter2"], 2, "duotone:API_TOKEN"],
      ["a key of the AWS provider", ["aws:secretKey: hunter2"], 2, "aws:secretKey"],
      ["a certificate", ["duotone:cert: x"], 2, "duotone:cert"],
      ["a DSN", ["duotone:sentryDsn: x"], 2, "duotone:sentryDsn"],
      ["a number", ["duotone:keyPin: 1234"], 2, "duotone:keyPin"],
      ["what is deep", ["duotone:a:", "  b:", "    - c:", "        token: x"], 5, "duotone:a.b[0].c.token"],
      ["a list below the key", ["duotone:tokens:", "  - hunter2"], 3, "duotone:tokens[0]"],
      ["a section below the key", ["duotone:passwords:", "  db: hunter2"], 3, "duotone:passwords.db"],
      [
        "a service's own key",
        ["duotone:services:", "  core:", "    apiKey: x"],
        4,
        "duotone:services.core.apiKey",
      ],
      [
        "what is no name among a service's secrets",
        ["duotone:services:", "  core:", "    secrets:", "      - Hunter2!"],
        5,
        "duotone:services.core.secrets[0]",
      ],
      ["names of secrets elsewhere", ["duotone:secrets:", "  - session-signing"], 3, "duotone:secrets[0]"],
      ["secure without ciphertext", ["duotone:token:", "  secure: hunter2"], 3, "duotone:token"],
      ["secure that is empty", ["duotone:token:", "  secure:"], 3, "duotone:token"],
      [
        "secure beside something",
        ["duotone:token:", `  secure: ${CIPHERTEXT}`, "  also: hunter2"],
        3,
        "duotone:token.secure",
      ],
    ];
  for (const [what, lines, line, at] of refused) {
    it(`refuses ${what}`, () => {
      const [first = ""] = found(indented(lines));
      assert.ok(first.startsWith(`${line}: ${at} `), first);
      assert.ok(!/hunter2|Hunter2|1234/.test(first), "the value is told");
    });
  }

  const fine: readonly (readonly [what: string, lines: readonly string[]])[] = [
    ["a ciphertext", ["duotone:token:", `  secure: ${CIPHERTEXT}`]],
    ["a ciphertext of a key management service", ["duotone:token:", `  secure: ${"AQICAHh".repeat(8)}==`]],
    ["a ciphertext in a list", ["duotone:tokens:", `  - secure: ${CIPHERTEXT}`]],
    [
      "names of a service's secrets",
      ["duotone:services:", "  core:", "    secrets:", "      - session-signing"],
    ],
    ["a service that is called after one", ["duotone:services:", "  token-desk:", "    kind: web"]],
    ["a cluster that is", ["duotone:clusters:", "  keys:", "    colour: true"]],
    ["a vertical that is", ["duotone:verticals:", "  passports:", "    classification: pii"]],
    ["its commit", ["duotone:releases:", "  keys:", `    token-desk: "${"a1".repeat(20)}"`]],
    ["a switch", ["duotone:keyRotation: true"]],
    ["nothing", ["duotone:token:", "duotone:dsn: ''"]],
    ["other keys", ["duotone:domain: example.com", "aws:region: eu-west-1"]],
  ];
  for (const [what, lines] of fine) {
    it(`lets pass ${what}`, () => {
      assert.deepEqual(found(indented(lines)), []);
    });
  }

  it("knows what the engine writes beside the configuration", () => {
    const own = "secretsprovider: awskms://alias/x\nencryptedkey: AAAA\nencryptionsalt: v1:a=:v1:b:c==\n";
    assert.deepEqual(found(own), []);
    assert.match(found("config:\n  secretsprovider: x\n").join(), /^2: secretsprovider is in plain text/);
  });

  it("refuses what it cannot read", () => {
    assert.match(found("config: [").join(), /cannot be read as YAML/);
    assert.match(
      found("config:\n  duotone:a: &x hunter2\n  duotone:token: *x\n").join(),
      /duotone:token is an alias/,
    );
  });

  for (const file of [
    "Pulumi.prod.yaml",
    "Pulumi.staging.yaml",
    "foundation/Pulumi.org.yaml",
    "Pulumi.yaml",
  ]) {
    it(`finds nothing in ${file}`, async () => {
      const text = await readFile(path.join(__dirname, "..", "..", "..", file), "utf8");
      assert.deepEqual(checkStackFile(file, text), []);
    });
  }
});
