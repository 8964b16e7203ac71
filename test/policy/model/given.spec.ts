import assert from "node:assert/strict";

import { asGiven, declaredProps, isGiven, readGiven, resolveWithin } from "../../../policy/model/given";
import { stackModel } from "../../../policy/model/stackModel";
import { UNKNOWN } from "../../../policy/model/value";
import { node, unknown } from "../support/world";

const GROUP = "aws:ec2/securityGroup:SecurityGroup";

describe("what the program gave", () => {
  const vpc = node("aws:ec2/vpc:Vpc", "core");
  const partly = node(GROUP, "core", {
    props: { ingress: unknown, egress: [], vpcId: "vpc-1" },
    edges: { vpcId: [vpc], egress: [] },
  });

  it("is what comes from somewhere, be it from outside of the stack", () => {
    assert.equal(isGiven(partly, "vpcId"), true);
    assert.equal(isGiven(partly, "egress"), true);
    assert.equal(isGiven(partly, "ingress"), false);
  });

  it("is what is known, for a literal comes from nowhere", () => {
    const literal = (value: unknown) =>
      isGiven(node(GROUP, "core", { props: { ingress: value }, edges: { vpcId: [vpc] } }), "ingress");
    for (const value of [[{ fromPort: 22 }], "text", 0, false, {}]) {
      assert.equal(literal(value), true, JSON.stringify(value));
    }
  });

  it("is not what a provider says nothing with", () => {
    for (const value of [undefined, null, "", []]) {
      const found = node(GROUP, "core", { props: { ingress: value }, edges: { vpcId: [vpc] } });
      assert.equal(isGiven(found, "ingress"), false, JSON.stringify(value));
    }
  });

  it("is read, and the rest is absent", () => {
    assert.deepEqual(readGiven(partly, "vpcId"), { is: "known", value: "vpc-1" });
    assert.deepEqual(readGiven(partly, "ingress"), { is: "absent" });
    assert.deepEqual(readGiven(node(GROUP, "core", { props: { ingress: unknown } }), "ingress"), {
      is: "unknown",
    });
  });
});

describe("what a value inside a property is about", () => {
  const one = node(GROUP, "one", { props: { id: "sg-1" } });
  const other = node(GROUP, "other", { props: { id: "sg-2" } });
  const user = node(GROUP, "user", { edges: { ingress: [one, other] } });
  const model = stackModel([one, other, user]);

  it("is what has the id, where that is known", () => {
    const resolved = resolveWithin(model, user, "ingress", ["sg-1"], GROUP);
    assert.deepEqual(resolved, { nodes: [one], exact: true, foreign: [], unresolved: false });
  });

  it("may be everything that the property comes from, where it is not known", () => {
    const resolved = resolveWithin(model, user, "ingress", UNKNOWN, GROUP);
    assert.deepEqual(resolved, { nodes: [one, other], exact: false, foreign: [], unresolved: false });
  });
});

describe("a node as its program gave it", () => {
  const template = node("aws:ec2/launchTemplate:LaunchTemplate", "core");
  const props = { ami: unknown, id: unknown, name: "core", subnetId: unknown };

  it("leaves out what is unknown and not set", () => {
    const given = node("aws:ec2/instance:Instance", "core", {
      props,
      edges: { subnetId: [], ami: [template] },
    });
    assert.deepEqual(asGiven(given).props, { ami: UNKNOWN, name: "core", subnetId: UNKNOWN });
  });

  it("keeps everything where the program names no edges", () => {
    const given = node("aws:ec2/instance:Instance", "core", { props });
    assert.deepEqual(asGiven(given), given);
  });
});

describe("declared properties", () => {
  const props = { given: unknown, filled: unknown, known: "yes" };

  it("are without what the provider will fill in", () => {
    const made = node("aws:lb/loadBalancer:LoadBalancer", "core", { props, edges: { given: [] } });
    assert.deepEqual(declaredProps(made), { given: UNKNOWN, known: "yes" });
  });
  it("are all of them where nothing tells what was given", () => {
    const made = node("aws:lb/loadBalancer:LoadBalancer", "core", { props });
    assert.deepEqual(declaredProps(made), { given: UNKNOWN, filled: UNKNOWN, known: "yes" });
    const { type, name, urn, provider, options } = made;
    assert.deepEqual(declaredProps({ type, name, urn, provider, options, props: made.props }), made.props);
  });
});
