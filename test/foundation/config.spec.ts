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
      owner: "platform@example.com",
      environments: ["prod", "staging"],
      domains: ["example.com", "example.net"],
      regions: ["eu-west-1", "eu-central-1"],
      imageRegions: ["eu-central-1"],
      deployers: [
        "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_AdministratorAccess_????????????????",
      ],
      auditors: [
        "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_SecurityAudit_????????????????",
      ],
      notices: { email: "aws+notices@example.com" },
      monthlyBudget: 200,
      retentionDays: 400,
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
    [
      "no owner",
      { "duotone-foundation:owner": "" },
      /duotone-foundation:owner: must be a team or an address/,
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
    [
      "no deployer",
      { "duotone-foundation:deployers": "[]" },
      /deployers: must name at least one role or user/,
    ],
    [
      "everybody as deployer",
      { "duotone-foundation:deployers": '["arn:aws:iam::*:role/*"]' },
      /deployers:0: must be the ARN of a role or user.*not as its whole name/,
    ],
    [
      "a path full of everybody",
      { "duotone-foundation:deployers": '["arn:aws:iam::*:role/team/?*"]' },
      /deployers:0: must be the ARN/,
    ],
    [
      "a session as deployer",
      { "duotone-foundation:deployers": '["arn:aws:sts::123456789012:assumed-role/Deployer/me"]' },
      /deployers:0: .*of a session give the role/,
    ],
    [
      "a deployer named twice",
      { "duotone-foundation:deployers": '["arn:aws:iam::*:role/D","arn:aws:iam::*:role/D"]' },
      /deployers: must name each once/,
    ],
    [
      "a whole account as auditor",
      { "duotone-foundation:auditors": '["arn:aws:iam::123456789012:root"]' },
      /auditors:0: must be the ARN/,
    ],
    [
      "an auditor by name",
      { "duotone-foundation:auditors": '["arn:aws:iam::123456789012:user/ops/Ann","Ann"]' },
      /auditors:1: must be the ARN/,
    ],
    [
      "regions without the stacks' own",
      { "duotone-foundation:regions": '["eu-central-1"]' },
      /regions: eu-central-1 lacks eu-west-1, the region of aws:region: .*add it/,
    ],
    ["no region", { "duotone-foundation:regions": "[]" }, /duotone-foundation:regions: /],
    [
      "a region named twice",
      { "duotone-foundation:regions": '["eu-west-1","eu-west-1"]' },
      /regions: must name each region once/,
    ],
    [
      "copies of images where they are baked",
      { "duotone-foundation:imageRegions": '["eu-west-1"]' },
      /imageRegions: eu-west-1 is the region of aws:region, .*remove it/,
    ],
    [
      "copies of images where the guardrails forbid them",
      { "duotone-foundation:imageRegions": '["us-east-1"]' },
      /imageRegions: us-east-1 is not in duotone-foundation:regions \(eu-west-1, eu-central-1\): .*add it there/,
    ],
    [
      "a region of copies named twice",
      { "duotone-foundation:imageRegions": '["eu-central-1","eu-central-1"]' },
      /imageRegions: must name each region once/,
    ],
    [
      "notices to nobody",
      { "duotone-foundation:notices": '{"email":"ops"}' },
      /notices:email: must be an e-mail address/,
    ],
    ["a budget of nothing", { "duotone-foundation:monthlyBudget": "0" }, /monthlyBudget: .*above 0/],
    ["a budget in words", { "duotone-foundation:monthlyBudget": "much" }, /monthlyBudget: .*number/],
    ["half a day", { "duotone-foundation:retentionDays": "1.5" }, /retentionDays: .*whole number of days/],
    ["no day at all", { "duotone-foundation:retentionDays": "0" }, /retentionDays: must be at least 1 day/],
    [
      "more days than S3 locks",
      { "duotone-foundation:retentionDays": "36501" },
      /retentionDays: must be at most 36500/,
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

  it("locks records for 400 days unless told otherwise", async () => {
    const all = Object.entries(await committed());
    const read = readFoundationConfig(
      Object.fromEntries(all.filter(([key]) => key !== "duotone-foundation:retentionDays")),
    );
    assert.ok("config" in read, JSON.stringify(read));
    assert.equal(read.config.retentionDays, 400);
  });

  it("says of each value that is missing where it belongs", () => {
    const read = readFoundationConfig({ "aws:region": "eu-west-1" });
    assert.ok("problems" in read);
    assert.deepEqual(
      read.problems.map((problem) => problem.split(": ")[0]),
      [
        "duotone-foundation:accounts",
        "duotone-foundation:owner",
        "duotone-foundation:environments",
        "duotone-foundation:domains",
        "duotone-foundation:regions",
        "duotone-foundation:deployers",
        "duotone-foundation:auditors",
        "duotone-foundation:notices",
        "duotone-foundation:monthlyBudget",
        "duotone-foundation:protect",
      ],
    );
  });

  it("lists all mistakes at once", async () => {
    const read = readFoundationConfig({
      ...(await committed()),
      "duotone-foundation:protect": "yes",
      "duotone-foundation:domains": '["example"]',
      "duotone-foundation:regions": '["us-east-1"]',
      "aws:profile": "mine",
    });
    assert.ok("problems" in read);
    assert.equal(read.problems.length, 5, read.problems.join("\n"));
  });
});
