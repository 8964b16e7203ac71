import assert from "node:assert/strict";

import { img01 } from "../../../../policy/rules/images/img01";
import type { InventoryImage } from "../../../../policy/settings/inventory";
import type { Settings } from "../../../../policy/settings/settings";
import { ACCOUNTS, checkAll, COMMIT, type Given, IMAGE, INVENTORY, node, unknown } from "../../support/world";

const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const ALLOWED = "aws:ec2/allowedImagesSettings:AllowedImagesSettings";
const cluster = (name: string) => node("duotone:clusters:Cluster", name, {});
const service = (type: string, name: string, of: string) =>
  node(`duotone:clusters:${type}`, name, { parent: cluster(of) });
const prod1 = cluster("prod1");
const core = service("WebService", "prod1-core", "prod1");
const worker = service("WorkerService", "prod1-core", "prod1");
const mailer = service("WorkerService", "prod1-mailer", "prod1");
const bake = node("duotone:images:ImageBake", "core", {});
const baked = node("command:local:Command", "core", { parent: bake });
const command = node("command:local:Command", "other", {});
const STAGING = { stackName: "duotone/staging" };

function catalogue(changed: Partial<InventoryImage>): Partial<Settings> {
  return { inventory: { ...INVENTORY, images: INVENTORY.images.map((image) => ({ ...image, ...changed })) } };
}

function revoked(
  overrides?: NonNullable<Settings["inventory"]["stacks"][string]["overrides"]>,
): Partial<Settings> {
  const { images, stacks } = INVENTORY;
  return {
    inventory: {
      ...INVENTORY,
      images: images.map((image) => ({
        ...image,
        state: { is: "revoked", reason: "was revoked by ada: CVE-2026-0001", triedOnStaging: true },
      })),
      stacks: {
        ...stacks,
        "duotone/prod": { ...production(), ...(overrides && { overrides }) },
      },
    },
  };
}

describe("IMG-01: images of the delivery account", () => {
  const messages = (given: Given, changed: Partial<Settings> = {}, ...more: ReturnType<typeof node>[]) =>
    checkAll(img01, [prod1, bake, baked, command, ...more, node(TEMPLATE, "core", given)], changed).map(
      ({ message }) => message,
    );
  const known = { imageId: IMAGE };

  it("has nothing against the release's image, wherever it stands", () => {
    assert.deepEqual(messages({ props: known }), []);
    assert.deepEqual(messages({ props: known, parent: core }, {}, core), []);
    assert.deepEqual(messages({ props: known, parent: worker }, {}, worker), []);
    assert.deepEqual(messages({ props: known, parent: prod1 }), []);
  });

  it("has nothing to say about what CMP-09 refuses", () => {
    assert.deepEqual(messages({ props: {} }), []);
    assert.deepEqual(messages({ props: { imageId: "resolve:ssm:x" } }), []);
  });

  it("has nothing against a revoked image that the stack's file lets run for now", () => {
    for (const service of [{}, { service: "core" }]) {
      assert.deepEqual(
        messages({ props: known }, revoked([{ gate: "images", ...service, until: "2026-11-22T12:00:00Z" }])),
        [],
      );
    }
  });

  it("has nothing against a deprecated image", () => {
    const state = { is: "deprecated", reason: "is deprecated: old", triedOnStaging: true } as const;
    assert.deepEqual(messages({ props: known }, catalogue({ state })), []);
  });

  it("has nothing against what staging bakes itself", () => {
    assert.deepEqual(messages({ props: { imageId: unknown }, edges: { imageId: [baked] } }, STAGING), []);
    const fresh = { props: { imageId: "ami-0aaaaaaaaaaaaaaaa" }, edges: { imageId: [baked] } };
    assert.deepEqual(messages(fresh, STAGING), []);
  });

  const wrong: Record<string, [given: Given, changed: Partial<Settings>, said: RegExp]> = {
    "an image that nobody catalogued": [
      { props: { imageId: "ami-0aaaaaaaaaaaaaaaa" } },
      {},
      /imageId is ami-0aaaaaaaaaaaaaaaa, which the image catalogue does not know/,
    ],
    "an image that nobody catalogued, in staging": [
      { props: { imageId: "ami-0aaaaaaaaaaaaaaaa" }, edges: { imageId: [command] } },
      STAGING,
      /which the image catalogue does not know/,
    ],
    "an image that production baked": [
      { props: { imageId: "ami-0aaaaaaaaaaaaaaaa" }, edges: { imageId: [baked] } },
      {},
      /which the image catalogue does not know/,
    ],
    "an image of another account": [
      { props: known },
      catalogue({ ownerAccountId: ACCOUNTS.marketing }),
      /which account 200000000003 owns/,
    ],
    "an image of another shared account": [
      { props: known },
      catalogue({ ownerAccountId: ACCOUNTS.audit }),
      /which account 100000000003 owns/,
    ],
    "a revoked image": [
      { props: known },
      revoked(),
      /imageId is ami-0123456789abcdef0, which was revoked by ada: CVE-2026-0001\. /,
    ],
    "a revoked image in staging": [
      { props: known },
      { ...revoked(), ...STAGING },
      /which was revoked by ada/,
    ],
    "a revoked image that another service may run": [
      { props: known },
      revoked([{ gate: "images", service: "mailer", until: "2026-11-21T18:00:00Z" }]),
      /which was revoked by ada/,
    ],
    "a revoked image whose override has ended": [
      { props: known },
      revoked([{ gate: "images", until: "2026-11-21T12:00:00Z" }]),
      /which was revoked by ada/,
    ],
    "a revoked image with an override of another gate": [
      { props: known },
      revoked([{ gate: "protect", service: "core", until: "2026-11-21T18:00:00Z" }]),
      /which was revoked by ada/,
    ],
    "a revoked image whose override would last too long": [
      { props: known },
      revoked([{ gate: "images", until: "2026-11-22T12:00:01Z" }]),
      /which was revoked by ada/,
    ],
    "an unknown image": [{ props: { imageId: unknown } }, {}, /Cannot prove: imageId is not known yet/],
    "an unknown image in staging": [
      { props: { imageId: unknown }, edges: { imageId: [command] } },
      STAGING,
      /Cannot prove: imageId is not known yet/,
    ],
    "what production bakes": [
      { props: { imageId: unknown }, edges: { imageId: [baked] } },
      {},
      /Cannot prove: imageId is not known yet/,
    ],
    "another service's image": [
      { props: known, parent: mailer },
      {},
      /which is an image of core, not of mailer/,
    ],
    "another commit's image": [
      { props: known, parent: core },
      catalogue({ commit: "0".repeat(40) }),
      new RegExp(`built from commit 0{40}, and the release of prod1 says ${COMMIT}`),
    ],
    "an image of a service without a release": [
      { props: known, parent: core },
      { inventory: { ...INVENTORY, stacks: { "duotone/prod": { ...production(), releases: {} } } } },
      /the release of prod1 says nothing/,
    ],
  };
  for (const [title, [given, changed, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(given, changed, core, worker, mailer);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  describe("what an account allows", () => {
    const allowed = (props: Record<string, unknown>) =>
      checkAll(img01, [node(ALLOWED, "images", { props })]).map(({ message }) => message);
    const imageCriterions = [{ imageProviders: [ACCOUNTS.delivery] }];

    it("is the delivery account's images", () => {
      assert.deepEqual(allowed({ state: "enabled", imageCriterions }), []);
    });

    const refused: Record<string, [props: Record<string, unknown>, said: RegExp]> = {
      "a trial": [{ state: "audit-mode", imageCriterions }, /state is not `enabled`/],
      "no state": [{ imageCriterions }, /state is not `enabled`/],
      "an unknown state": [{ state: unknown, imageCriterions }, /state is not `enabled`/],
      "no criterion": [{ state: "enabled" }, /imageCriterions does not restrict/],
      "an empty list": [{ state: "enabled", imageCriterions: [] }, /imageCriterions does not restrict/],
      "a criterion without providers": [
        { state: "enabled", imageCriterions: [...imageCriterions, { imageNames: ["x"] }] },
        /imageCriterions does not restrict/,
      ],
      "no provider": [{ state: "enabled", imageCriterions: [{ imageProviders: [] }] }, /does not restrict/],
      "Amazon's images": [
        { state: "enabled", imageCriterions: [{ imageProviders: [ACCOUNTS.delivery, "amazon"] }] },
        /imageCriterions does not restrict/,
      ],
      "an unknown provider": [
        { state: "enabled", imageCriterions: [{ imageProviders: [unknown] }] },
        /imageCriterions does not restrict/,
      ],
    };
    for (const [title, [props, said]] of Object.entries(refused)) {
      it(`refuses ${title}`, () => {
        const [message, ...others] = allowed(props);
        assert.match(message ?? "", said);
        assert.deepEqual(others, []);
      });
    }
  });
});

function production(): Settings["inventory"]["stacks"][string] {
  const stack = INVENTORY.stacks["duotone/prod"];
  assert.ok(stack);
  return stack;
}
