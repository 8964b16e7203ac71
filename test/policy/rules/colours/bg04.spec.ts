import assert from "node:assert/strict";

import { bg04 } from "../../../../policy/rules/colours/bg04";
import { balancerHost, type Changes, type Part, part, twoColours } from "../../support/twoColours";
import { checkAll, INVENTORY, node, unknown } from "../../support/world";

describe("BG-04: what serves the public names is protected", () => {
  const messages = (changes: Changes, mode: "preview" | "update" = "update") =>
    checkAll(bg04, twoColours(changes, mode)).map(({ message }) => message);

  for (const mode of ["preview", "update"] as const) {
    it(`has nothing against a protected colour (${mode})`, () => {
      assert.deepEqual(messages({}, mode), []);
    });
  }

  for (const name of ["balancer prod1", "group prod1", "template prod1", "switch"] as const) {
    it(`refuses ${name} without protection`, () => {
      const [message, ...others] = messages({ unprotected: [name] });
      assert.match(
        message ?? "",
        new RegExp(`${part(name).name} serves the public names and is not protected`),
      );
      assert.deepEqual(others, []);
    });
  }

  describe("with an override of gate protect", () => {
    const { stacks } = INVENTORY;
    const prod = stacks["duotone/prod"];
    type Overrides = NonNullable<NonNullable<typeof prod>["overrides"]>;
    const found = (unprotected: readonly Part[], change: Partial<Overrides[number]> = {}) => {
      assert.ok(prod);
      const override = {
        gate: "protect",
        service: "core",
        until: "2026-11-21T18:00:00Z",
        ...change,
      } as const;
      const inventory = {
        ...INVENTORY,
        stacks: { ...stacks, "duotone/prod": { ...prod, overrides: [override] } },
      };
      return checkAll(bg04, twoColours({ unprotected }), { inventory }).map(({ message }) => message);
    };
    const fleet = ["group prod1", "template prod1"] as const;

    it("lets the service's live instances be replaced", () => {
      assert.deepEqual(found(fleet), []);
    });

    it("refuses its balancer and the switch all the same", () => {
      assert.equal(found(["balancer prod1", "switch"]).length, 2);
    });

    it("refuses its instances where the override is another service's or gate's, has ended, or would last too long", () => {
      const others: readonly Partial<Overrides[number]>[] = [
        { service: "blog" },
        { gate: "images" },
        { until: "2026-11-21T12:00:00Z" },
        { until: "2026-11-22T12:00:01Z" },
      ];
      for (const change of others) {
        assert.equal(found(fleet, change).length, 2, JSON.stringify(change));
      }
    });
  });

  it("refuses a switch without protection whose names are not known", () => {
    const found = messages({ unprotected: ["switch"], props: { switch: { names: unknown } } });
    assert.match(found.join(), /public-names serves the public names/);
  });

  it("lets the idle colour be replaced", () => {
    assert.deepEqual(
      messages({
        unprotected: ["balancer prod2", "group prod2", "template prod2", "record prod1"],
        props: { "balancer prod2": { enableDeletionProtection: false } },
      }),
      [],
    );
  });

  const deletion: Record<string, [value: unknown, said: RegExp]> = {
    "no deletion protection": [undefined, /enableDeletionProtection of prod1-core is not true/],
    "deletion protection that is off": [false, /enableDeletionProtection of prod1-core is not true/],
    "deletion protection that is off in words": [
      "false",
      /enableDeletionProtection of prod1-core is not true/,
    ],
    "deletion protection that is not known": [
      unknown,
      /Cannot prove: enableDeletionProtection of prod1-core is not known yet/,
    ],
  };
  for (const [title, [value, said]] of Object.entries(deletion)) {
    it(`refuses a balancer with ${title}`, () => {
      const [message, ...others] = messages({
        props: { "balancer prod1": { enableDeletionProtection: value } },
      });
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }
  it("takes the word for it", () => {
    assert.deepEqual(messages({ props: { "balancer prod1": { enableDeletionProtection: "true" } } }), []);
  });

  it("refuses a record that gives a public name and is not protected, and lets one of weight 0 be", () => {
    const record = (name: string, weight: number, cluster: "prod1" | "prod2") =>
      node("aws:route53/record:Record", name, {
        props: {
          name: "www.example.com",
          aliases: [{ name: balancerHost(cluster) }],
          weightedRoutingPolicies: [{ weight }],
        },
        edges: { aliases: [part(`balancer ${cluster}`)] },
      });
    const found = messages({ added: [record("live", 100, "prod1"), record("idle", 0, "prod2")] });
    assert.equal(found.length, 1);
    assert.match(found.join(), /live serves the public names/);
  });
});
