import assert from "node:assert/strict";

import fc from "fast-check";

import { stackModel } from "../../policy/model/stackModel";
import type { Node } from "../../policy/model/resource";
import { plainProperties } from "../../policy/model/value";
import { RULES } from "../../policy/rules/rules";
import { checkResource, checkStack } from "../../policy/runner/run";
import type { Violation } from "../../policy/runner/violation";
import type { Settings } from "../../policy/settings/settings";
import { declaredSettings } from "./support/declaredSettings";
import { declaredNodes } from "./support/declaredStack";
import { node, settings, unknown } from "./support/world";

/** Violations that say that a rule itself is at fault. */
function crashes(found: readonly Violation[]): readonly string[] {
  return found
    .filter(({ message }) => message.includes("The rule crashed"))
    .map(({ rule, urn, message }) => `${rule} on ${urn ?? "the stack"}: ${message}`);
}

function judged(nodes: readonly Node[], changed: Partial<Settings> = {}): readonly Violation[] {
  const all = settings(changed);
  return [...nodes.flatMap((one) => checkResource(RULES, one, all)), ...checkStack(RULES, nodes, all)];
}

/** Values that no provider would take where a rule expects something else. */
const ODD: readonly unknown[] = [
  null,
  {},
  [],
  "",
  "false",
  0,
  -1,
  true,
  unknown,
  [unknown],
  [null],
  [[]],
  "not JSON {",
  "::",
  { unexpected: { deeper: [1, null, unknown] } },
];

describe("every rule, whatever a stack looks like", function () {
  // Generous, because a busy machine judges thousands of resources slowly.
  this.timeout(240_000);

  let own: readonly Node[];
  let ownSettings: Settings;

  /** One of our own resources of each type, and an empty one of each type that a rule names. */
  let samples: readonly Node[];
  before(async () => {
    own = await declaredNodes("prod", "update");
    ownSettings = await declaredSettings("prod");
    const named = RULES.flatMap((rule) =>
      rule.scope === "resource" && rule.types !== "every" ? rule.types : [],
    );
    const byType = new Map<string, Node>(named.map((type) => [type, node(type, "empty")]));
    for (const one of own) {
      byType.set(one.type, one);
    }
    samples = [...byType.values()];
  });

  it("says nothing of an empty stack but what must exist", () => {
    assert.deepEqual(crashes(judged([])), []);
    const found = judged([], {
      inventory: {
        ...settings().inventory,
        mustExist: [{ stack: "duotone/prod", type: "aws:cloudtrail/trail:Trail", name: "trail" }],
      },
    });
    assert.ok(
      found.some(({ rule, level }) => rule === "AUD-02" && level === "mandatory"),
      "a trail that is gone is not missed",
    );
  });

  it("judges resources without properties", () => {
    const bare = own.map((one): Node => ({ ...one, props: {}, edges: {}, dependencies: [] }));
    assert.deepEqual(crashes(checkStack(RULES, bare, ownSettings)), []);
    assert.deepEqual(crashes(bare.flatMap((one) => checkResource(RULES, one, ownSettings))), []);
  });

  it("judges resources without providers, and providers without anything", () => {
    const lost = own.map((one): Node => ({
      ...one,
      provider:
        one.name.length % 2 === 0 || one.provider === undefined ? undefined : { ...one.provider, props: {} },
    }));
    assert.deepEqual(crashes(checkStack(RULES, lost, ownSettings)), []);
    assert.deepEqual(crashes(lost.flatMap((one) => checkResource(RULES, one, ownSettings))), []);
  });

  it("judges a part of a stack, as a preview with --target shows it", () => {
    for (const part of [2, 3, 5]) {
      const some = own.filter((_, index) => index % part === 0);
      assert.deepEqual(crashes(checkStack(RULES, some, ownSettings)), []);
    }
  });

  for (const odd of ODD) {
    it(`judges resources whose properties are all ${JSON.stringify(odd)}`, () => {
      const props = (one: Node) =>
        plainProperties(Object.fromEntries(Object.keys(one.props).map((property) => [property, odd])));
      const broken = own.map((one): Node => ({ ...one, props: props(one) }));
      assert.deepEqual(crashes(checkStack(RULES, broken, ownSettings)), []);
      assert.deepEqual(crashes(broken.flatMap((one) => checkResource(RULES, one, ownSettings))), []);
    });
  }

  it("judges each resource with each of its properties odd", () => {
    const found = samples.flatMap((one) =>
      Object.keys(one.props).flatMap((property) =>
        ODD.flatMap((odd) =>
          checkResource(
            RULES,
            { ...one, props: { ...one.props, ...plainProperties({ [property]: odd }) } },
            ownSettings,
          ),
        ),
      ),
    );
    assert.deepEqual(crashes(found), []);
  });

  it("judges stacks in which anything may be anything", () => {
    const anything = fc.jsonValue({ maxDepth: 4 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(samples.length - 1), fc.dictionary(fc.string(), anything), fc.boolean()), {
          maxLength: 30,
        }),
        (changes) => {
          const nodes = samples.map((one, index): Node => {
            const change = changes.find(([at]) => at === index);
            if (change === undefined) {
              return one;
            }
            const [, props, alone] = change;
            const keys = Object.keys(one.props);
            const renamed = Object.values(props).map((value, at) => [keys[at] ?? `key${at}`, value] as const);
            return {
              ...one,
              props: { ...(alone ? {} : one.props), ...plainProperties(Object.fromEntries(renamed)) },
            };
          });
          assert.deepEqual(crashes(judged(nodes)), []);
        },
      ),
      { numRuns: 60, seed: 1 },
    );
  });

  it("judges values that are nested as deep as any", () => {
    const deep = Array.from({ length: 500 }).reduce<unknown>((inner) => ({ block: [inner] }), "end");
    const nodes = samples.map((one): Node => ({
      ...one,
      props: plainProperties({ ...one.props, extra: deep }),
    }));
    assert.deepEqual(crashes(judged(nodes)), []);
  });

  it("judges components that belong to each other, and values that come from themselves", () => {
    const [a, b] = [node("duotone:clusters:Cluster", "prod1"), node("duotone:clusters:Cluster", "prod2")];
    const child = node("aws:ec2/launchTemplate:LaunchTemplate", "prod1-core");
    const nodes = [
      { ...a, parent: b.urn },
      { ...b, parent: a.urn },
      {
        ...child,
        parent: a.urn,
        dependencies: [child.urn],
        edges: { imageId: [child.urn], userData: [b.urn], networkInterfaces: ["urn:gone"] },
      },
    ];
    assert.equal(stackModel(nodes).ancestors({ ...child, parent: a.urn }).length, 2);
    assert.deepEqual(crashes(judged(nodes)), []);
    // And in our own graph: everything belongs to and comes from everything that is next to it.
    const tangled = own.map((one, index): Node => {
      const next = own[(index + 1) % own.length]?.urn ?? one.urn;
      return {
        ...one,
        parent: next,
        dependencies: [next, one.urn],
        edges: { ...one.edges, tangled: [next] },
      };
    });
    assert.deepEqual(crashes(checkStack(RULES, tangled, ownSettings)), []);
  });
});
