import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";

import { parse } from "yaml";

import { readFoundationConfig } from "../../foundation/config";

/** The committed stack file as the engine hands it over: structured values as JSON. */
async function committed(): Promise<Record<string, string>> {
  const file = path.resolve(__dirname, "../../foundation/Pulumi.org.yaml");
  const { config } = parse(await readFile(file, "utf8")) as { config: Record<string, unknown> };
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

describe("readFoundationConfig", () => {
  it("takes the committed stack file", async () => {
    const read = readFoundationConfig(await committed());
    assert.ok("config" in read, JSON.stringify(read));
    assert.deepEqual(read.config, {
      accounts: {
        delivery: { email: "aws+delivery@example.com" },
        audit: { email: "aws+audit@example.com" },
      },
      environments: ["prod", "staging"],
      domains: ["example.com", "example.net"],
      protect: true,
      aws: { region: "eu-west-1" },
    });
  });

  const MISTAKES: readonly (readonly [string, Record<string, string>, RegExp])[] = [
    ["an unknown key", { "duotone-foundation:domain": "example.com" }, /duotone-foundation: .*"domain"/],
    [
      "a domain that is none",
      { "duotone-foundation:domains": '["example"]' },
      /duotone-foundation:domains:0: .*domain name/,
    ],
    [
      "a zone named twice",
      { "duotone-foundation:domains": '["a.com","a.com"]' },
      /domains: must name each zone once/,
    ],
    ["no environment", { "duotone-foundation:environments": "[]" }, /duotone-foundation:environments: /],
    [
      "a text in place of a boolean",
      { "duotone-foundation:protect": "yes" },
      /duotone-foundation:protect: .*boolean/,
    ],
    [
      "an address that is none",
      { "duotone-foundation:accounts": '{"delivery":{"email":"x"},"audit":{"email":"a@example.com"}}' },
      /duotone-foundation:accounts:delivery:email: must be an e-mail address/,
    ],
    [
      "one address for two accounts",
      {
        "duotone-foundation:accounts":
          '{"delivery":{"email":"A@example.com"},"audit":{"email":"a@example.com"}}',
      },
      /delivery and audit have one e-mail address/,
    ],
    ["a region that is none", { "aws:region": "Ireland" }, /aws:region: must be an AWS region/],
    ["an unknown provider setting", { "aws:regoin": "eu-west-1" }, /aws: .*"regoin"/],
  ];
  for (const [what, change, message] of MISTAKES) {
    it(`refuses ${what}`, async () => {
      const read = readFoundationConfig({ ...(await committed()), ...change });
      assert.ok("problems" in read);
      assert.equal(read.problems.length, 1, read.problems.join("\n"));
      assert.match(read.problems[0] ?? "", message);
    });
  }

  it("lists all mistakes at once", async () => {
    const read = readFoundationConfig({
      ...(await committed()),
      "aws:region": "Ireland",
      "duotone-foundation:protect": "yes",
      "duotone-foundation:domains": '["example"]',
    });
    assert.ok("problems" in read);
    assert.equal(read.problems.length, 3);
  });
});
