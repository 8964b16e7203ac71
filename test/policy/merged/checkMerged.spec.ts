import assert from "node:assert/strict";

import { checkMerged } from "../../../policy/merged/checkMerged";
import { stackNameOf } from "../../../policy/model/stacks";
import type { Node } from "../../../policy/model/resource";
import { badNode, missing, type Rule } from "../../../policy/rules/rule";
import { stackOf } from "../../../policy/settings/settings";
import { node, settings } from "../support/world";

const VPC = "aws:ec2/vpc:Vpc";
const { asOf, inventory, exemptions } = settings();
const MERGED = { asOf, inventory, exemptions };

/** The same node in another stack. */
const inStack = (project: string, stack: string, found: Node): Node => ({
  ...found,
  urn: `urn:pulumi:${stack}::${project}::${found.type}::${found.name}`,
});
const prod = (name: string) => inStack("duotone", "prod", node(VPC, name));
const staging = (name: string) => inStack("duotone", "staging", node(VPC, name));

/** Ids of the register, because the runner looks them up there. */
const perResource = (evaluate: Extract<Rule, { scope: "resource" }>["evaluate"]): Rule => ({
  id: "CMP-01",
  scope: "resource",
  types: [VPC],
  evaluate,
});
const perStack = (evaluate: Extract<Rule, { scope: "stack" }>["evaluate"]): Rule => ({
  id: "CMP-01",
  scope: "stack",
  evaluate,
});
const told = (rules: readonly Rule[], nodes: readonly Node[]) =>
  checkMerged(rules, nodes, MERGED).map(
    ({ urn, message }) =>
      `${urn === undefined ? "-" : `${stackNameOf(urn)} ${urn.split("::")[3] ?? ""}`}: ${message.split(". ")[1] ?? ""}`,
  );

describe("several stacks together", () => {
  it("have each resource judged under its own stack's settings", () => {
    const rule = perResource((_resource, { settings: own }) => [
      { answer: "bad", message: `In ${stackOf(own).environment}.` },
    ]);
    assert.deepEqual(told([rule], [prod("a"), staging("a")]), [
      "duotone/prod a: In production",
      "duotone/staging a: In staging",
    ]);
  });

  it("are all in view of a rule that needs several resources", () => {
    const rule = perStack(({ model, settings: own }) =>
      model.nodes.map((found) => badNode(found, `Among ${model.nodes.length} of ${own.stackName}.`)),
    );
    const found = told([rule], [prod("a"), staging("b")]);
    assert.deepEqual(
      found.filter((line) => line.includes("Among 2")),
      ["duotone/prod a: Among 2 of duotone/prod", "duotone/staging b: Among 2 of duotone/staging"],
    );
  });

  it("leave what is found in another stack to that one's turn", () => {
    const rule = perStack(({ model, settings: own }) =>
      model.nodes.map((found) => badNode(found, `Turn of ${own.stackName}.`)),
    );
    assert.deepEqual(told([rule], [prod("a"), staging("b")]), [
      "duotone/prod a: Turn of duotone/prod",
      "duotone/staging b: Turn of duotone/staging",
    ]);
  });

  it("do not hide what one of them lacks", () => {
    const rule = perStack(({ model, settings: own }) =>
      model.nodes.some(({ name }) => name === "net") ? [] : [missing(`${own.stackName} lacks net.`)],
    );
    assert.deepEqual(told([rule], [prod("net"), staging("other")]), ["-: duotone/staging lacks net"]);
  });

  it("lack a thing once", () => {
    const rule = perStack(() => [missing("There is no trail.")]);
    assert.deepEqual(told([rule], [prod("a"), staging("b")]), ["-: There is no trail"]);
  });

  it("are judged the same in any order", () => {
    const rule = perStack(({ model }) => model.nodes.map((found) => badNode(found, "Bad.")));
    const nodes = [prod("a"), staging("b"), prod("c")];
    assert.deepEqual(checkMerged([rule], nodes, MERGED), checkMerged([rule], [...nodes].reverse(), MERGED));
  });

  it("are not judged where the inventory lacks one, or one is there twice", () => {
    assert.throws(
      () => told([], [inStack("duotone", "test", node(VPC, "a"))]),
      /does not have duotone\/test/,
    );
    assert.throws(() => told([], [prod("a"), prod("a")]), /duotone::aws:ec2\/vpc:Vpc::a is there twice/);
  });
});
