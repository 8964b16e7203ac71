import assert from "node:assert/strict";

import { ruleTree } from "../../../../sandbox/plugins/aws/rules";
import { unknownInputs, type KnownInputs } from "../../../../sandbox/plugins/aws/unknownInputs";
import {
  SECRET_SIGNATURE,
  SIGNATURE_KEY,
  UNKNOWN,
  type ValueMap,
} from "../../../../sandbox/plugins/aws/values";

const known: KnownInputs = {
  token: "aws:test/thing:Thing",
  rules: ruleTree({
    ingress: { bridge: "ingresses" },
    aliases: { bridge: "alias", shape: "listInSdk" },
    "rules.filter": { bridge: "filters", shape: "listInBridge" },
  }),
  fields: {
    cidrBlock: { kind: "string" },
    ingresses: { kind: "list", of: { kind: "object", type: "ingress" } },
    alias: { kind: "object", type: "alias" },
    rules: { kind: "list", of: { kind: "object", type: "rule" } },
    tags: { kind: "map", of: { kind: "string" } },
    zones: { kind: "map", of: { kind: "object", type: "alias" } },
    tagsAll: { kind: "map", of: { kind: "string" } },
    free: { kind: "any" },
  },
  objects: {
    ingress: { fromPort: { kind: "number" } },
    alias: { name: { kind: "string" } },
    rule: { id: { kind: "string" }, filters: { kind: "list", of: { kind: "object", type: "filter" } } },
    filter: { prefix: { kind: "string" } },
  },
  sdkOnly: ["availabilityMode", "rules.transforms"],
  bridgeOnly: ["tagsAll"],
};

const refused = (inputs: ValueMap) => unknownInputs(known, inputs).map(({ property }) => property);
const reason = (inputs: ValueMap) => unknownInputs(known, inputs)[0]?.reason ?? "";

describe("inputs that would be dropped", () => {
  it("none are found where every input is known, at any depth", () => {
    assert.deepEqual(
      unknownInputs(known, {
        cidrBlock: "10.0.0.0/16",
        ingress: [{ fromPort: 1 }],
        aliases: [{ name: "a" }],
        rules: [{ id: "a", filter: { prefix: "x" } }],
        tags: { anything: "goes", region: "too" },
        zones: { a: { name: "x" } },
        free: { anything: { goes: true } },
        __defaults: [],
      }),
      [],
    );
  });

  it("are named with their path at every depth, all of them", () => {
    assert.deepEqual(
      refused({
        cidrBlok: "x",
        ingress: [{ fromPort: 1 }, { fromPorts: 1 }],
        aliases: [{ nam: "a" }],
        rules: [{ filter: { prefx: "x" } }],
        zones: { a: { nme: "x" } },
      }),
      ["cidrBlok", "ingress[1].fromPorts", "aliases[0].nam", "rules[0].filter.prefx", 'zones["a"].nme'],
    );
  });

  it("are found inside secrets, and not inside unknowns", () => {
    assert.deepEqual(refused({ ingress: { [SIGNATURE_KEY]: SECRET_SIGNATURE, value: [{ port: 1 }] } }), [
      "ingress[0].port",
    ]);
    assert.deepEqual(refused({ ingress: UNKNOWN, rules: [UNKNOWN] }), []);
  });

  it("are not those that are left out as undefined or null", () => {
    assert.deepEqual(refused({ availabilityMode: null, region: null, cidrBlok: null }), []);
  });

  it("are given the name that was probably meant, and the names there are", () => {
    assert.equal(
      reason({ cidrBlok: "x" }),
      '"cidrBlok" is not an input of aws:test/thing:Thing. Did you mean "cidrBlock"? ' +
        "It takes: aliases, cidrBlock, free, ingress, rules, tags, zones.",
    );
    assert.equal(
      reason({ rules: [{ filter: { zzz: "x" } }] }),
      '"rules[0].filter.zzz" is not an input of aws:test/thing:Thing. It takes: prefix.',
    );
  });

  it("are told apart from those that the older Terraform provider lacks", () => {
    assert.match(
      reason({ availabilityMode: "regional" }),
      /not available in the Terraform AWS provider 5\.100\.0/,
    );
    assert.match(reason({ rules: [{ transforms: [] }] }), /"rules\[0\]\.transforms" of .* is not available/);
  });

  it("include the bridge's own names, which the SDK does not offer", () => {
    assert.deepEqual(refused({ tagsAll: {}, ingresses: [], alias: {} }), ["tagsAll", "ingresses", "alias"]);
  });

  it("include the region of a single resource, with the way out", () => {
    assert.match(reason({ region: "eu-west-1" }), /pass a provider that is configured for that region/);
  });
});
