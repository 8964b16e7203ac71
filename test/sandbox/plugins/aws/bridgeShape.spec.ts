import assert from "node:assert/strict";

import { bridgeShape } from "../../../../sandbox/plugins/aws/bridgeShape";

describe("the shape of the bridge's schema", () => {
  const shape = bridgeShape({
    provider: { inputProperties: { region: { type: "string" } } },
    resources: {
      "aws:index/vpc:Vpc": {
        inputProperties: {
          cidrBlock: { type: "string" },
          ports: { type: "array", items: { type: "integer" } },
          tags: { type: "object", additionalProperties: { type: "string" } },
          first: { $ref: "#/types/aws:index%2FVpcFirst:VpcFirst" },
          second: { type: "array", items: { $ref: "#/types/aws:index/VpcSecond:VpcSecond" } },
          free: { $ref: "pulumi.json#/Any" },
        },
        properties: { arn: { type: "string" } },
      },
    },
    functions: {
      "aws:index/getVpc:getVpc": {
        inputs: { properties: { id: { type: "string" } } },
        outputs: { properties: { main: { type: "boolean" } } },
      },
    },
    types: {
      "aws:index/VpcFirst:VpcFirst": { properties: { name: { type: "string" } } },
      "aws:index/VpcSecond:VpcSecond": { properties: { name: { type: "string" } } },
    },
  });

  it("holds the provider, the resources and the invokes, inputs and outputs apart", () => {
    assert.deepEqual(Object.keys(shape.types), [
      "pulumi:providers:aws",
      "aws:index/vpc:Vpc",
      "aws:index/getVpc:getVpc",
    ]);
    assert.deepEqual(shape.types["aws:index/vpc:Vpc"]?.outputs, { arn: { kind: "string" } });
    assert.deepEqual(shape.types["aws:index/getVpc:getVpc"], {
      inputs: { id: { kind: "string" } },
      outputs: { main: { kind: "boolean" } },
    });
  });

  it("knows scalars, lists, maps, blocks and what may be anything", () => {
    const { first, second, ...others } = shape.types["aws:index/vpc:Vpc"]?.inputs ?? {};
    assert.deepEqual(others, {
      cidrBlock: { kind: "string" },
      ports: { kind: "list", of: { kind: "number" } },
      tags: { kind: "map", of: { kind: "string" } },
      free: { kind: "any" },
    });
    assert.equal(first?.kind, "object");
    assert.equal(second?.kind, "list");
  });

  it("keeps one block for all that have the same fields", () => {
    assert.deepEqual(Object.values(shape.objects), [{ name: { kind: "string" } }]);
  });
});
