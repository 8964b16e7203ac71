import assert from "node:assert/strict";

import { exposures, placeOf } from "../../../policy/model/exposure";
import { reaches } from "../../../policy/model/ports";
import type { Node } from "../../../policy/model/resource";
import { GROUP, securityRules } from "../../../policy/model/securityRules";
import { stackModel } from "../../../policy/model/stackModel";
import { node, unknown } from "../support/world";

const RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

describe("rules that are open to the internet", () => {
  const group = node(GROUP, "core", { props: { id: "sg-1" }, edges: { vpcId: [] } });
  const rule = (name: string, props: object) =>
    node(RULE, name, {
      props: { ipProtocol: "tcp", fromPort: 22, toPort: 22, securityGroupId: "sg-1", ...props },
    });
  const found = (...nodes: readonly Node[]) =>
    exposures(securityRules(stackModel([group, ...nodes])), (traffic) => reaches(traffic, 22)).map(
      ({ rule: { node: by }, open, why }) => [by.name, open, why],
    );
  const alone = "is open to the internet";
  const together = "is, with the group's other rules, open to the internet";
  const slices = Array.from({ length: 16 }, (_, index) => `44.${index}.0.0/16`);

  it("are those of the internet and of the asked traffic", () => {
    assert.deepEqual(found(rule("a", { cidrIpv4: "0.0.0.0/0" })), [["a", "yes", alone]]);
    assert.deepEqual(found(rule("a", { cidrIpv4: "0.0.0.0/0", fromPort: 23, toPort: 23 })), []);
    assert.deepEqual(found(rule("a", { cidrIpv4: "10.0.0.0/8" })), []);
    assert.deepEqual(found(rule("a", { referencedSecurityGroupId: "sg-1" })), []);
  });

  it("are those of a group that make up the internet together", () => {
    const rules = slices.map((cidrIpv4, index) => rule(`slice-${index}`, { cidrIpv4 }));
    assert.equal(found(...rules).length, 16);
    assert.deepEqual(found(...rules)[0], ["slice-0", "yes", together]);
    assert.deepEqual(found(...rules.slice(1)), []);
  });

  it("are not those of a group that name nobody on the internet", () => {
    const inside = rule("inside", { cidrIpv4: "10.0.0.0/8" });
    assert.deepEqual(found(rule("a", { cidrIpv4: "0.0.0.0/0" }), inside), [["a", "yes", alone]]);
  });

  it("are not those of different groups together", () => {
    const rules = slices.map((cidrIpv4, index) =>
      rule(`slice-${index}`, { cidrIpv4, securityGroupId: index === 0 ? "sg-2" : "sg-1" }),
    );
    assert.deepEqual(found(...rules), []);
  });

  it("are those of a foreign group together, too", () => {
    const rules = slices.map((cidrIpv4, index) =>
      rule(`slice-${index}`, { cidrIpv4, securityGroupId: "sg-9" }),
    );
    assert.equal(found(...rules).length, 16);
  });

  it("are not those whose groups nobody knows together", () => {
    const rules = slices.map((cidrIpv4, index) =>
      rule(`slice-${index}`, { cidrIpv4, securityGroupId: unknown }),
    );
    assert.deepEqual(found(...rules), []);
  });

  it("are not those together that are not asked about", () => {
    const rules = slices.map((cidrIpv4, index) =>
      rule(`slice-${index}`, { cidrIpv4, ...(index === 0 ? { fromPort: 23, toPort: 23 } : {}) }),
    );
    assert.deepEqual(found(...rules), []);
    const unsure = slices.map((cidrIpv4, index) =>
      rule(`slice-${index}`, { cidrIpv4, ...(index === 0 ? { fromPort: unknown } : {}) }),
    );
    assert.deepEqual(found(...unsure), []);
  });

  it("may be those with an unknown block", () => {
    assert.deepEqual(found(rule("a", { cidrIpv4: unknown })), [
      ["a", "unknown", "names cidrIpv4, which is not known yet"],
    ]);
    assert.deepEqual(found(rule("a", { cidrIpv4: unknown, fromPort: 23, toPort: 23 })), []);
    assert.deepEqual(found(rule("a", { cidrIpv4: unknown, cidrIpv6: "::/0" })), [["a", "yes", alone]]);
  });

  it("may be those with unknown ports", () => {
    assert.deepEqual(found(rule("a", { cidrIpv4: "0.0.0.0/0", fromPort: unknown })), [
      ["a", "unknown", "cannot be read, because fromPort is not known yet"],
    ]);
    assert.deepEqual(found(rule("a", { cidrIpv4: unknown, fromPort: unknown })), [
      ["a", "unknown", "names cidrIpv4, which is not known yet"],
    ]);
    assert.deepEqual(found(rule("a", { cidrIpv4: "10.0.0.0/8", fromPort: unknown })), []);
  });

  it("may be those that are unknown", () => {
    const own = node(GROUP, "own", { props: { ingress: unknown } });
    assert.deepEqual(found(own), [["own", "unknown", "is not known yet"]]);
  });

  it("are named by their place", () => {
    assert.equal(placeOf({ path: "" }), "The rule");
    assert.equal(placeOf({ path: "ingress[0]" }), "ingress[0]");
  });
});
