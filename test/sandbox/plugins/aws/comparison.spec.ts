import assert from "node:assert/strict";

import { compareShapes } from "../../../../sandbox/plugins/aws/comparison";
import type { Fields, PackageShape, Shape } from "../../../../sandbox/plugins/aws/shapes";

const text: Shape = { kind: "string" };
const block = (type: string): Shape => ({ kind: "object", type });
const list = (of: Shape): Shape => ({ kind: "list", of });

const TOKENS = new Map([["sdk", "bridge"]]);

interface Side {
  readonly inputs: Fields;
  readonly outputs?: Fields;
  readonly objects?: Readonly<Record<string, Fields>>;
}

function compared(sdk: Side, bridge: Side, named: Readonly<Record<string, string>> = {}) {
  const shape = (token: string, { inputs, outputs, objects }: Side): PackageShape => ({
    types: { [token]: { inputs, outputs: outputs ?? {} } },
    objects: objects ?? {},
  });
  return compareShapes(shape("sdk", sdk), shape("bridge", bridge), TOKENS, { sdk: named });
}

describe("the comparison of the SDK with the bridge", () => {
  it("finds nothing where both are the same", () => {
    const same = { inputs: { a: text, b: list(block("b")) }, objects: { b: { c: text } } };
    assert.deepEqual(compared(same, same), {
      differences: {},
      missingInputs: {},
      missingOutputs: {},
      foreignInputs: {},
      missingTypes: [],
      conflicts: [],
    });
  });

  const plurals: readonly [string, string][] = [
    ["ingress", "ingresses"],
    ["globalSecondaryIndexes", "globalSecondaryIndices"],
    ["weightedRoutingPolicies", "weightedRoutingPolicy"],
    ["filter", "filters"],
    ["children", "childrens"],
  ];
  for (const [sdk, bridge] of plurals) {
    it(`pairs ${sdk} with ${bridge}`, () => {
      const { differences } = compared({ inputs: { [sdk]: text } }, { inputs: { [bridge]: text } });
      assert.deepEqual(differences, { sdk: { [sdk]: { bridge } } });
    });
  }

  it("does not pair with a name that the SDK has itself", () => {
    const { differences, missingInputs } = compared(
      { inputs: { policy: text, policies: list(text) } },
      { inputs: { policy: text } },
    );
    assert.deepEqual(differences, {});
    assert.deepEqual(missingInputs, { sdk: ["policies"] });
  });

  it("finds single blocks and lists at every depth", () => {
    const sdk = {
      inputs: { aliases: list(block("alias")), rules: list(block("rule")) },
      objects: { alias: { name: text }, rule: { filter: block("filter") }, filter: { prefix: text } },
    };
    const bridge = {
      inputs: { alias: block("alias"), rules: list(block("rule")) },
      objects: { alias: { name: text }, rule: { filters: list(block("filter")) }, filter: { prefix: text } },
    };
    assert.deepEqual(compared(sdk, bridge, { aliases: "alias" }).differences, {
      sdk: {
        aliases: { bridge: "alias", shape: "listInSdk" },
        "rules.filter": { bridge: "filters", shape: "listInBridge" },
      },
    });
  });

  it("finds texts that stand for other types, and reports what no rule can express", () => {
    const { differences, conflicts } = compared(
      { inputs: { on: { kind: "boolean" }, many: { kind: "number" }, doc: { kind: "document" }, odd: text } },
      { inputs: { on: text, many: text, doc: text, odd: { kind: "number" } } },
    );
    assert.deepEqual(differences, {
      sdk: { doc: { cast: "document" }, many: { cast: "number" }, on: { cast: "boolean" } },
    });
    assert.deepEqual(conflicts, ["sdk odd: string in the SDK, number in the bridge"]);
  });

  it("lists what either side lacks, apart from the region of a single resource", () => {
    const { missingInputs, missingOutputs, foreignInputs } = compared(
      {
        inputs: { region: text, rule: block("rule"), newer: text },
        outputs: { region: text, newer: text, state: text },
        objects: { rule: { transforms: text } },
      },
      { inputs: { rule: block("rule"), tagsAll: text }, objects: { rule: { older: text } } },
    );
    assert.deepEqual(missingInputs, { sdk: ["newer", "rule.transforms"] });
    assert.deepEqual(missingOutputs, { sdk: ["state"] });
    assert.deepEqual(foreignInputs, { sdk: ["rule.older", "tagsAll"] });
  });

  it("ends with blocks that contain themselves, and lists their gaps once", () => {
    const sdk = {
      inputs: { statement: block("statement") },
      objects: { statement: { not: block("statement"), geo: text } },
    };
    const bridge = {
      inputs: { statement: block("first") },
      objects: { first: { not: block("second") }, second: { nots: list(text) } },
    };
    assert.deepEqual(compared(sdk, bridge).missingInputs, { sdk: ["statement.geo"] });
  });

  it("reports a rule that would have to differ between inputs and outputs", () => {
    const { conflicts } = compared(
      { inputs: { arn: text }, outputs: { arn: text } },
      { inputs: { arns: list(text) }, outputs: { arns: text } },
    );
    assert.deepEqual(conflicts, ["sdk arn: its input and its output need different rules"]);
  });

  it("reports types that the bridge lacks", () => {
    const none = { types: {}, objects: {} };
    assert.deepEqual(compareShapes(none, none, TOKENS, {}).missingTypes, ["sdk"]);
  });
});
