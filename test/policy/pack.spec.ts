import assert from "node:assert/strict";

import { policiesOf } from "../../policy/pack";
import { REGISTER } from "../../policy/register/register";
import { bad, badNode, type ResourceRule, type Rule, type StackRule } from "../../policy/rules/rule";
import { RULES } from "../../policy/rules/rules";
import { analyze, analyzeStack, type WireResource } from "./support/host";
import { configured } from "./support/hosted";
import { settings } from "./support/world";

const STACK = "duotone/prod";

/** What the pack is configured with: settings, but for the stack's name, which the engine tells. */
const { asOf, inventory, exemptions } = settings();
const CONFIG = { asOf, inventory, exemptions };

/** A resource that nothing but the tested rule looks at. */
function resource(name: string, props: Record<string, unknown> = {}): WireResource {
  return { type: "t:i:T", name, urn: `urn:pulumi:prod::duotone::t:i:T::${name}`, props };
}

const onResource = (evaluate: ResourceRule["evaluate"], id = "CMP-01"): Rule => ({
  id,
  scope: "resource",
  types: "every",
  evaluate,
});
const onStack = (evaluate: StackRule["evaluate"], id = "SEG-01"): Rule => ({ id, scope: "stack", evaluate });

const first = (found: readonly { readonly message: string }[]) => found[0]?.message ?? "";

describe("the pack's policies", () => {
  it("are two, under names of their own, mandatory, with one function each", () => {
    const policies = policiesOf(RULES, STACK);
    assert.deepEqual(
      policies.map(({ name, enforcementLevel }) => [name, enforcementLevel]),
      [
        ["resources", "mandatory"],
        ["stack", "mandatory"],
      ],
    );
    for (const { name } of policies) {
      assert.equal(REGISTER[name], undefined, "a rule's name would share its configuration");
    }
  });

  it("report a rule's violation under the rule's id, at its level, at its resource", async () => {
    const rules = [
      onResource(() => [bad("Something is wrong.")]),
      onStack(({ model }) => model.nodes.map((node) => badNode(node, "Something else is wrong."))),
    ];
    const policies = configured(rules, STACK, CONFIG);
    const [single, ...others] = await analyze(policies, resource("one"));
    assert.deepEqual(others, []);
    assert.equal(single?.policy, "CMP-01");
    assert.equal(single.level, "mandatory");
    assert.ok(single.message.includes("Something is wrong."));
    const [joint, ...more] = await analyzeStack(policies, [resource("one")]);
    assert.deepEqual(more, []);
    assert.equal(joint?.policy, "SEG-01");
    assert.equal(joint.level, "mandatory");
    assert.equal(joint.urn, resource("one").urn);
  });

  it("tell of a rule that throws, and run the others; what it threw is not repeated", async () => {
    const crash = () => {
      throw new TypeError("hunter2");
    };
    const rules = [
      onResource(crash, "CMP-01"),
      onResource(() => [bad("Found.")], "CMP-02"),
      onStack(crash, "SEG-01"),
      onStack(({ model }) => model.nodes.map((node) => badNode(node, "Found.")), "SEG-02"),
    ];
    const policies = configured(rules, STACK, CONFIG);
    for (const found of [
      await analyze(policies, resource("one")),
      await analyzeStack(policies, [resource("one")]),
    ]) {
      const told = Object.fromEntries(
        found.map(({ policy, level, message }) => [policy, { level, message }]),
      );
      const [crashed, sound] = [told["CMP-01"] ?? told["SEG-01"], told["CMP-02"] ?? told["SEG-02"]];
      assert.equal(crashed?.level, "mandatory");
      assert.match(crashed.message, /The rule crashed \(TypeError\)/);
      assert.ok(!crashed.message.includes("hunter2"));
      assert.match(sound?.message ?? "", /Found\./);
      assert.equal(Object.keys(told).length, 2);
    }
  });
});

describe("the pack's settings", () => {
  const rules = [
    onResource(() => [bad("Found.")]),
    onStack(({ model }) => model.nodes.map((node) => badNode(node, "Found."))),
  ];
  const ofAnotherType: Rule = { id: "CMP-02", scope: "resource", types: ["t:i:Other"], evaluate: () => [] };
  const problems: Record<string, [config: object, said: RegExp]> = {
    "are missing": [{}, /asOf/],
    "have a misspelt key": [{ ...CONFIG, exemption: [] }, /exemption/],
    "have a misspelt key deep inside": [
      { ...CONFIG, inventory: { ...CONFIG.inventory, vertical: [] } },
      /inventory: .*vertical/,
    ],
    "have a value of the wrong type": [{ ...CONFIG, exemptions: "none" }, /exemptions/],
    "have an empty inventory": [{ ...CONFIG, inventory: {} }, /inventory\.stacks/],
    "do not know the stack": [
      { ...CONFIG, inventory: { ...CONFIG.inventory, stacks: {} } },
      /duotone\/prod is not among them \(there is none\)/,
    ],
    "have an account id that lost its zeros": [
      { ...CONFIG, inventory: { ...CONFIG.inventory, accounts: [{ id: 12345, role: "audit" }] } },
      /inventory\.accounts/,
    ],
    "have an exemption without an end": [
      {
        ...CONFIG,
        exemptions: [
          {
            rule: "CMP-01",
            stack: STACK,
            type: "t:i:T",
            name: "one",
            owner: "me",
            reason: "It is only for now.",
          },
        ],
      },
      /exemptions\.0\.expires/,
    ],
    "have an exemption without a reason": [
      {
        ...CONFIG,
        exemptions: [
          {
            rule: "CMP-01",
            stack: STACK,
            type: "t:i:T",
            name: "one",
            owner: "me",
            reason: "later",
            expires: "2027-01-01T00:00:00Z",
          },
        ],
      },
      /exemptions\.0\.reason/,
    ],
  };
  for (const [title, [config, said]] of Object.entries(problems)) {
    it(`that ${title} are refused, once, and stop the run`, async () => {
      const policies = configured(rules, STACK, config);
      const [problem, ...others] = await analyzeStack(policies, [resource("one"), resource("other")]);
      assert.deepEqual(others, []);
      assert.equal(problem?.policy, "settings");
      assert.equal(problem.level, "mandatory");
      assert.match(problem.message, said);
      assert.deepEqual(await analyze(policies, resource("one")), []);
    });
  }

  const exempted = (expires: string, name = "one") => ({
    ...CONFIG,
    exemptions: [
      {
        rule: "CMP-01",
        stack: STACK,
        type: "t:i:T",
        name,
        owner: "me",
        reason: "It is only for now.",
        expires,
      },
    ],
  });
  it("take back what somebody answers for", async () => {
    const policies = configured(rules, STACK, exempted("2027-01-01T00:00:00Z"));
    assert.deepEqual(await analyze(policies, resource("one")), []);
    assert.equal((await analyze(policies, resource("other"))).length, 1);
  });

  it("do not take it back once the day is over", async () => {
    const policies = configured(rules, STACK, exempted(CONFIG.asOf));
    assert.equal((await analyze(policies, resource("one"))).length, 1);
  });

  for (const name of ["o.e", "ONE", "on", "оne"]) {
    it(`are letter by letter: ${name} is not one`, async () => {
      const policies = configured(rules, STACK, exempted("2027-01-01T00:00:00Z", name));
      assert.equal((await analyze(policies, resource("one"))).length, 1);
    });
  }

  it("are given back as a proof that the pack ran, with how many rules saw how much", async () => {
    const policies = configured([...rules, ofAnotherType], STACK, {
      ...exempted("2027-01-01T00:00:00Z"),
      proof: "a1b2",
    });
    const stack = { ...resource("duotone-prod"), type: "pulumi:pulumi:Stack" };
    await analyze(policies, resource("one"));
    const told = await analyzeStack(policies, [stack, resource("one")]);
    const [proof, ...others] = told.filter(({ policy }) => policy === "proof");
    assert.deepEqual(others, []);
    assert.deepEqual([proof?.policy, proof?.level, proof?.urn], ["proof", "advisory", stack.urn]);
    assert.match(first([proof ?? { message: "" }]), /a1b2: rules 2, resources 2, exempt findings 1$/);
  });

  it("prove nothing where the policies are switched off", async () => {
    const policies = configured([], STACK, { ...CONFIG, proof: "a1b2" }).map((policy) => ({
      ...policy,
      enforcementLevel: "disabled" as const,
    }));
    assert.deepEqual(await analyzeStack(policies, [resource("one")]), []);
  });
});
