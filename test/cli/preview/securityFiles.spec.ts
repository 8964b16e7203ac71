import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { readSecurityFiles } from "../../../cli/preview/securityFiles";

const EXEMPTION = {
  rule: "SEG-01",
  stack: "duotone/prod",
  type: "aws:ec2/vpc:Vpc",
  name: "accounts",
  owner: "ann@example.com",
  reason: "Until the move is done.",
  expires: "2027-01-01T00:00:00Z",
};

describe("the files of security", () => {
  let dir = "";
  before(async () => {
    dir = await mkdtemp(path.join(tmpdir(), "duotone-security-"));
  });
  after(() => rm(dir, { recursive: true }));
  const read = async (inventory: unknown, exemptions: unknown) => {
    const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
    await writeFile(path.join(dir, "inventory.json"), text(inventory));
    await writeFile(path.join(dir, "exemptions.json"), text(exemptions));
    return readSecurityFiles(dir);
  };
  const problems = async (inventory: unknown, exemptions: unknown) => {
    const found = await read(inventory, exemptions);
    return "problems" in found ? found.problems.join("\n") : "";
  };
  const stacks = { "duotone/prod": { environment: "production" } };

  it("are read, with what need not be said", async () => {
    assert.deepEqual(await read({ stacks, crossings: [] }, [EXEMPTION]), {
      files: {
        inventory: {
          stacks: { "duotone/prod": { environment: "production", classifications: {}, mustExist: {} } },
          crossings: [],
        },
        exemptions: [EXEMPTION],
      },
    });
  });

  const wrong: readonly (readonly [what: string, inventory: unknown, exemptions: unknown, says: RegExp])[] = [
    [
      "a misspelt key",
      { stacks, crossings: [], crosings: [] },
      [],
      /inventory\.json: the whole file: .*crosings/,
    ],
    [
      "an unknown environment",
      { stacks: { "a/b": { environment: "prod" } }, crossings: [] },
      [],
      /stacks\.a\/b\.environment/,
    ],
    [
      "a stack without its project",
      { stacks: { prod: { environment: "production" } }, crossings: [] },
      [],
      /stacks\.prod/,
    ],
    ["no crossings", { stacks }, [], /crossings/],
    ["what is no JSON", "{", [], /inventory\.json is no JSON/],
    [
      "an exemption without an end",
      { stacks, crossings: [] },
      [{ ...EXEMPTION, expires: undefined }],
      /exemptions\.json: 0\.expires/,
    ],
    [
      "an exemption without a reason",
      { stacks, crossings: [] },
      [{ ...EXEMPTION, reason: "x" }],
      /exemptions\.json: 0\.reason/,
    ],
    [
      "an exemption with a misspelt key",
      { stacks, crossings: [] },
      [{ ...EXEMPTION, onwer: "x" }],
      /exemptions\.json: 0: .*onwer/,
    ],
  ];
  for (const [what, inventory, exemptions, says] of wrong) {
    it(`are refused with ${what}`, async () => {
      assert.match(await problems(inventory, exemptions), says);
    });
  }

  it("are refused where they are missing, both at once", async () => {
    const found = await readSecurityFiles(path.join(dir, "nowhere"));
    assert.ok("problems" in found);
    assert.deepEqual(
      found.problems.map((problem) => problem.split(":")[0]),
      ["policy/inventory.json is missing", "policy/exemptions.json is missing"],
    );
  });
});
