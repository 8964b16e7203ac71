import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";

import { type InventorySources, inventoryOf, type KnownStack } from "../../../cli/preview/inventory";
import { readStackFile } from "../../../cli/preview/knownStacks";
import { readSecurityFiles, type SecurityInventory } from "../../../cli/preview/securityFiles";
import { stackPlaces } from "../../../cli/preview/stackPlaces";
import { readSettings } from "../../../policy/settings/settings";
import { catalogueImage } from "../../components/images/catalogueImage";

const ROOT = path.join(__dirname, "..", "..", "..");
const COMMIT = "dcb98e40175c8039285dac29c882310d8543377d";
const IMAGE = "ami-0123456789abcdef0";

const baked = catalogueImage({
  service: "core",
  build: `${COMMIT}#arm64`,
  imageId: IMAGE,
  bakedAt: "2026-11-20T10:00:00.000Z",
});
const base = catalogueImage({ service: "base-image", build: "2026-11-01#arm64", base: undefined });
const inAccount = { id: IMAGE, ownerAccountId: "100000000002", encrypted: true };

/** The stacks of this repository, deployed. */
async function sources(): Promise<InventorySources> {
  const places = await stackPlaces(ROOT);
  const stacks = await Promise.all(
    places.map(async (place): Promise<KnownStack> => {
      const { problems, ...declared } = readStackFile(
        place,
        await readFile(path.join(ROOT, place.file), "utf8"),
      );
      assert.deepEqual(problems, []);
      return { name: place.name, file: place.file, ...declared, outputs: {}, deployed: [] };
    }),
  );
  const security = await readSecurityFiles(path.join(ROOT, "policy"));
  assert.ok("files" in security, JSON.stringify(security));
  return { stacks, security: security.files.inventory, catalogue: [], inAccount: [] };
}

const changedStack = (
  from: InventorySources,
  name: string,
  changed: Partial<KnownStack>,
): InventorySources => ({
  ...from,
  stacks: from.stacks.map((stack) => (stack.name === name ? { ...stack, ...changed } : stack)),
});
const inventory = (from: InventorySources) => {
  const found = inventoryOf(from);
  assert.ok("inventory" in found, JSON.stringify(found));
  return found.inventory;
};
const problems = (from: InventorySources) => {
  const found = inventoryOf(from);
  return "problems" in found ? found.problems : [];
};

describe("the inventory", () => {
  let whole: InventorySources;
  before(async () => {
    whole = await sources();
  });

  it("of this repository is one that the pack takes for each of its stacks", () => {
    const settings = { asOf: "2026-11-21T12:00:00Z", inventory: inventory(whole), exemptions: [] };
    for (const name of ["duotone/prod", "duotone/staging", "duotone-foundation/org"]) {
      assert.ok("settings" in readSettings(settings, name), JSON.stringify(readSettings(settings, name)));
    }
  });

  it("has what each stack is, from security, and what it has, from its file", () => {
    const { stacks } = inventory(whole);
    const { releases = {}, ...prod } = { ...stacks["duotone/prod"] };
    assert.deepEqual(prod, {
      environment: "production",
      clusters: {
        prod1: { colour: true, internal: false },
        prod2: { colour: true, internal: false },
        qaprod1: { colour: false, internal: true },
      },
      activeColor: "prod1",
      dataStores: [
        "duotone/prod/",
        "duotone-restricted-archive-prod-accounts",
        "duotone-restricted-config-prod-accounts",
        "duotone-archive-prod-marketing",
        "duotone-config-prod-marketing",
        "duotone-restricted-archive-prod-payments",
        "duotone-restricted-config-prod-payments",
      ],
      regions: ["eu-west-1"],
    });
    assert.equal(releases.prod2?.core, COMMIT);
    assert.deepEqual(stacks["duotone-foundation/org"], {
      environment: "organization",
      clusters: {},
      releases: {},
      regions: ["eu-west-1", "eu-central-1"],
    });
    assert.equal("activeColor" in (stacks["duotone/staging"] ?? {}), false);
  });

  it("has each vertical of each stack, with its account where that is known", () => {
    const { verticals } = inventory(
      changedStack(whole, "duotone/prod", {
        outputs: { accounts: { accounts: "200000000001", payments: "not yet", marketing: 200000000003 } },
      }),
    );
    assert.deepEqual(
      verticals.map(({ name, stack, accountId }) => `${stack} ${name} ${accountId ?? "unknown"}`),
      [
        "duotone/prod accounts 200000000001",
        "duotone/prod marketing unknown",
        "duotone/prod payments unknown",
        "duotone/staging accounts unknown",
        "duotone/staging marketing unknown",
        "duotone/staging payments unknown",
      ],
    );
    assert.deepEqual(verticals[0], {
      name: "accounts",
      stack: "duotone/prod",
      classification: "pii",
      cidr: "10.20.0.0/16",
      email: "aws+prod-accounts@example.com",
      accountId: "200000000001",
    });
  });

  it("has the accounts of no vertical from the foundation, and from nobody else", () => {
    const outputs = {
      managementAccountId: "100000000001",
      deliveryAccountId: "100000000002",
      auditAccountId: "x",
    };
    assert.deepEqual(inventory(changedStack(whole, "duotone-foundation/org", { outputs })).accounts, [
      { role: "management", id: "100000000001" },
      { role: "delivery", id: "100000000002", email: "aws+delivery@example.com" },
      { role: "audit", email: "aws+audit@example.com" },
    ]);
    assert.deepEqual(
      inventory(changedStack(whole, "duotone/prod", { outputs })).accounts.map(({ id }) => id),
      [undefined, undefined],
    );
  });

  it("has an image of the catalogue as EC2 has it, and where it ran", () => {
    const deployed = changedStack(
      changedStack(whole, "duotone/staging", { deployed: [{}, { releases: { staging: { core: COMMIT } } }] }),
      "duotone/prod",
      { deployed: [{ releases: { prod1: { core: "b".repeat(40), site: COMMIT } } }] },
    );
    assert.deepEqual(inventory({ ...deployed, catalogue: [baked, base], inAccount: [inAccount] }).images, [
      {
        id: IMAGE,
        service: "core",
        commit: COMMIT,
        region: "eu-west-1",
        ownerAccountId: "100000000002",
        builtAt: "2026-11-20T10:00:00.000Z",
        encrypted: true,
        state: { is: "usable", triedOnStaging: false },
        deployedTo: ["duotone/staging"],
      },
    ]);
  });

  it("has no image that EC2 does not have", () => {
    assert.deepEqual(inventory({ ...whole, catalogue: [baked] }).images, []);
    assert.deepEqual(inventory({ ...whole, inAccount: [inAccount] }).images, []);
  });

  it("has which buckets the trail records, from security, where it says so", () => {
    const { recordedBuckets, restrictedBuckets } = inventory({
      ...whole,
      security: { ...whole.security, recordedBuckets: ["a-"], restrictedBuckets: ["b-"] },
    });
    assert.deepEqual([recordedBuckets, restrictedBuckets], [["a-"], ["b-"]]);
    const silent = Object.fromEntries(
      Object.entries(whole.security).filter(([key]) => !key.endsWith("Buckets")),
    ) as SecurityInventory;
    const without = inventory({ ...whole, security: silent });
    assert.ok(!("recordedBuckets" in without) && !("restrictedBuckets" in without));
  });

  it("has what the stack's file lets pass of what the rules refuse", () => {
    const prod = whole.stacks.find(({ name }) => name === "duotone/prod")?.config;
    assert.ok(prod !== undefined);
    const override = { reason: "mend", by: "ada", until: "2026-11-21T18:00:00Z" };
    const config = {
      ...prod,
      overrides: [
        { gate: "images", service: "core", ...override },
        { gate: "health", ...override },
        { gate: "images", ...override },
        { gate: "protect", service: "blog", ...override },
      ] as const,
    };
    const { stacks } = inventory(changedStack(whole, "duotone/prod", { config }));
    assert.deepEqual(stacks["duotone/prod"]?.overrides, [
      { gate: "images", service: "core", until: override.until },
      { gate: "images", until: override.until },
      { gate: "protect", service: "blog", until: override.until },
    ]);
  });

  it("has what must exist and what may cross, from security", () => {
    const security: SecurityInventory = {
      ...whole.security,
      stacks: Object.fromEntries(
        Object.entries(whole.security.stacks).map(([name, stack]) => [
          name,
          { ...stack, mustExist: name === "duotone/prod" ? { "aws:x:Y": ["a", "b"] } : {} },
        ]),
      ),
    };
    const { mustExist, crossings } = inventory({ ...whole, security });
    assert.deepEqual(mustExist, [
      { stack: "duotone/prod", type: "aws:x:Y", name: "a" },
      { stack: "duotone/prod", type: "aws:x:Y", name: "b" },
    ]);
    assert.deepEqual(crossings, []);
  });

  it("refuses a stack that security does not know", () => {
    const others = Object.entries(whole.security.stacks).filter(([name]) => name !== "duotone/prod");
    assert.match(
      problems({ ...whole, security: { ...whole.security, stacks: Object.fromEntries(others) } }).join(),
      /^Pulumi\.prod\.yaml: policy\/inventory\.json does not say what duotone\/prod is/,
    );
  });

  it("refuses to lose a stack that security knows", () => {
    assert.match(
      problems({ ...whole, stacks: whole.stacks.filter(({ name }) => name !== "duotone/staging") }).join(),
      /^policy\/inventory\.json has duotone\/staging, which has no stack file/,
    );
  });

  it("refuses a file that calls a vertical less delicate than security does, or drops it", () => {
    const prod = whole.stacks.find(({ name }) => name === "duotone/prod");
    assert.ok(prod?.config !== undefined);
    const { config } = prod;
    const verticals = config.verticals.map((vertical) =>
      vertical.name === "accounts" ? { ...vertical, classification: "public" as const } : vertical,
    );
    assert.match(
      problems(changedStack(whole, "duotone/prod", { config: { ...config, verticals } })).join(),
      /^Pulumi\.prod\.yaml: .* vertical accounts is pii, and the file calls it public\./,
    );
    assert.match(
      problems(
        changedStack(whole, "duotone/prod", { config: { ...config, verticals: verticals.slice(1) } }),
      ).join(),
      /vertical accounts is pii, and the file does not have it\./,
    );
  });
});
