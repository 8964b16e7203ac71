import assert from "node:assert/strict";

import fc from "fast-check";

import { ruleTree } from "../../../../sandbox/plugins/aws/rules";
import { toBridgeInputs, toBridgeState, toSdk } from "../../../../sandbox/plugins/aws/shape";
import {
  OUTPUT_SIGNATURE,
  SECRET_SIGNATURE,
  SIGNATURE_KEY,
  UNKNOWN,
  type Value,
  type ValueMap,
} from "../../../../sandbox/plugins/aws/values";

const secret = (value: Value): ValueMap => ({ [SIGNATURE_KEY]: SECRET_SIGNATURE, value });

const rules = ruleTree({
  ingress: { bridge: "ingresses" },
  aliases: { bridge: "alias", shape: "listInSdk" },
  enabled: { cast: "boolean" },
  delay: { cast: "number" },
  policy: { cast: "document" },
  snapshotArns: { shape: "listInBridge" },
  "rules.filter": { bridge: "filters", shape: "listInBridge" },
  "rules.filter.and": { bridge: "ands", shape: "listInBridge" },
});

describe("the shape of inputs on the way to the bridge", () => {
  const cases: readonly [string, ValueMap, ValueMap][] = [
    ["a property without a rule is left alone", { cidrBlock: "10.0.0.0/16" }, { cidrBlock: "10.0.0.0/16" }],
    ["a property is renamed", { ingress: [{ fromPort: 1 }] }, { ingresses: [{ fromPort: 1 }] }],
    ["a list of one becomes the block", { aliases: [{ name: "a" }] }, { alias: { name: "a" } }],
    ["an empty list becomes no block", { aliases: [] }, {}],
    ["a block becomes a list of one", { snapshotArns: "arn" }, { snapshotArns: ["arn"] }],
    [
      "nested blocks are renamed and wrapped in every element of a list",
      { rules: [{ id: "a", filter: { and: { prefix: "x" } } }, { id: "b" }] },
      { rules: [{ id: "a", filters: [{ ands: [{ prefix: "x" }] }] }, { id: "b" }] },
    ],
    ["a block that is left out stays out", { rules: [{ id: "a" }] }, { rules: [{ id: "a" }] }],
    ["booleans and numbers become texts", { enabled: false, delay: 30 }, { enabled: "false", delay: "30" }],
    ["a text that is given where a number is expected stays", { delay: "30" }, { delay: "30" }],
    [
      "the envelope of a secret block stays outside",
      { rules: secret([{ filter: { prefix: "x" } }]) },
      { rules: secret([{ filters: [{ prefix: "x" }] }]) },
    ],
    [
      "a secret block becomes a secret list",
      { snapshotArns: secret("arn") },
      { snapshotArns: secret(["arn"]) },
    ],
    [
      "a secret list becomes a secret block",
      { aliases: secret([{ name: "a" }]) },
      { alias: secret({ name: "a" }) },
    ],
    ["a secret number is cast inside its envelope", { delay: secret(30) }, { delay: secret("30") }],
    ["an unknown block is a list of one unknown", { snapshotArns: UNKNOWN }, { snapshotArns: [UNKNOWN] }],
    ["an unknown list is an unknown block", { aliases: UNKNOWN }, { alias: UNKNOWN }],
    ["an unknown number stays unknown", { delay: UNKNOWN }, { delay: UNKNOWN }],
    [
      "a document becomes its text, with sorted keys",
      { policy: { b: [1], a: "x" } },
      { policy: '{"a":"x","b":[1]}' },
    ],
    ["a document that is a text already stays", { policy: '{"b":1}' }, { policy: '{"b":1}' }],
    ["a document that holds an unknown is unknown", { policy: { a: [UNKNOWN] } }, { policy: UNKNOWN }],
    [
      "null stays null",
      { aliases: null, snapshotArns: null, delay: null },
      { alias: null, snapshotArns: null, delay: null },
    ],
  ];
  for (const [rule, sdk, bridge] of cases) {
    it(rule, () => {
      assert.deepEqual(toBridgeInputs(rules, sdk), bridge);
    });
  }

  it("an output without a value is an unknown and stays as it is", () => {
    const unknownOutput = { [SIGNATURE_KEY]: OUTPUT_SIGNATURE, secret: true };
    assert.deepEqual(toBridgeInputs(rules, { delay: unknownOutput }), { delay: unknownOutput });
  });

  it("two blocks where one is allowed are refused, with what to do", () => {
    assert.throws(() => toBridgeInputs(rules, { aliases: [{ name: "a" }, { name: "b" }] }), {
      message: '"aliases" holds 2 blocks, and only one is allowed. Leave one, or use a resource for each.',
    });
  });
});

describe("the shape of state on the way back to the bridge", () => {
  it("a block that the SDK shows as absent is the empty list again, at every depth", () => {
    assert.deepEqual(toBridgeState(rules, { rules: [{ id: "a" }, { filter: { prefix: "x" } }] }), {
      rules: [{ id: "a", filters: [] }, { filters: [{ prefix: "x", ands: [] }] }],
      snapshotArns: [],
    });
  });

  it("an empty state stays empty, because that asks for an import", () => {
    assert.deepEqual(toBridgeState(rules, {}), {});
  });

  it("a text that is no boolean or number comes through both ways unchanged", () => {
    const state = { enabled: "", delay: "030", snapshotArns: [] };
    assert.deepEqual(toBridgeState(rules, toSdk(rules, state)), state);
  });

  it("whatever the bridge hands out is what it gets back", () => {
    const block = (fields: Record<string, fc.Arbitrary<Value>>) =>
      fc.record(fields, {
        requiredKeys: Object.keys(fields).filter((name) => name.endsWith("s")),
        noNullPrototype: true,
      });
    const atMostOne = (element: fc.Arbitrary<Value>) => fc.array(element, { maxLength: 1 });
    const text = fc.oneof(
      fc.constantFrom("", "true", "false", "0", "30", "-1.5", "1e3", "007", UNKNOWN),
      fc.string(),
    );
    const state = block({
      ingresses: fc.array(block({ fromPort: fc.integer() })),
      alias: block({ name: text }),
      enabled: text,
      delay: text,
      policy: text,
      other: fc.oneof(text, fc.boolean(), fc.constant(null)),
      snapshotArns: atMostOne(text),
      rules: fc.array(
        block({
          id: text,
          filters: atMostOne(block({ prefix: text, ands: atMostOne(block({ prefix: text })) })),
        }),
      ),
    });
    const maybeSecret = state.chain((properties) =>
      fc
        .boolean()
        .map((hidden) =>
          hidden
            ? Object.fromEntries(
                Object.entries(properties).map(([name, value]) => [
                  name,
                  Array.isArray(value) && value.length === 0 ? value : secret(value),
                ]),
              )
            : properties,
        ),
    );
    fc.assert(
      fc.property(maybeSecret, (properties) => {
        if (Object.keys(properties).length > 0) {
          assert.deepEqual(toBridgeState(rules, toSdk(rules, properties)), properties);
        }
      }),
    );
  });
});

describe("the shape of properties on the way to the SDK", () => {
  it("names, lists and types are the SDK's", () => {
    const bridge = {
      ingresses: [],
      alias: { name: "a" },
      enabled: "true",
      delay: "30",
      snapshotArns: ["arn"],
      rules: [{ filters: [{ ands: [] }] }, { filters: [] }],
    };
    assert.deepEqual(toSdk(rules, bridge), {
      ingress: [],
      aliases: [{ name: "a" }],
      enabled: true,
      delay: 30,
      snapshotArns: "arn",
      rules: [{ filter: {} }, {}],
    });
  });
});
