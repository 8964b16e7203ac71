import assert from "node:assert/strict";

import { spansOf } from "../../../policy/model/addresses";
import { parseBlock } from "../../../policy/model/cidr";
import type { Node } from "../../../policy/model/resource";
import {
  DEFAULT_GROUP,
  GROUP,
  SECURITY_RULE_TYPES,
  type SecurityRule,
  securityRules,
} from "../../../policy/model/securityRules";
import { stackModel } from "../../../policy/model/stackModel";
import { node, unknown } from "../support/world";

const OLDER = "aws:ec2/securityGroupRule:SecurityGroupRule";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

describe("rules of security groups", () => {
  const group = node(GROUP, "core", { props: { id: "sg-1" }, edges: { description: [] } });
  const peer = node(GROUP, "balancer", { props: { id: "sg-2" }, edges: { description: [] } });
  const list = node("aws:ec2/managedPrefixList:ManagedPrefixList", "offices", {
    props: { id: "pl-1", entries: [{ cidr: "52.95.110.0/24" }] },
  });
  const rulesOf = (...nodes: readonly Node[]) => securityRules(stackModel([group, peer, list, ...nodes]));
  const only = (...nodes: readonly Node[]): SecurityRule => {
    const [rule, ...others] = rulesOf(...nodes);
    assert.ok(rule !== undefined);
    assert.deepEqual(others, []);
    return rule;
  };
  const names = (nodes: readonly Node[]) => nodes.map(({ name }) => name);
  const ssh = { is: "ports", protocol: "tcp", from: 22, to: 22 };
  const everybody = [parseBlock("0.0.0.0/0"), parseBlock("::/0"), parseBlock("52.95.110.0/24")];

  const inline = {
    protocol: "TCP",
    fromPort: "22",
    toPort: "22",
    cidrBlocks: ["0.0.0.0/0"],
    ipv6CidrBlocks: ["::/0"],
    prefixListIds: ["pl-1"],
    securityGroups: ["sg-2", "123456789012/sg-9"],
    self: "true",
  };
  for (const type of [GROUP, DEFAULT_GROUP]) {
    for (const [property, direction] of [
      ["ingress", "in"],
      ["egress", "out"],
    ] as const) {
      it(`are in ${property} of ${type}`, () => {
        const rule = only(node(type, "own", { props: { [property]: [inline] } }));
        assert.deepEqual(
          { path: rule.path, direction: rule.direction, groups: names(rule.groups.nodes), self: rule.self },
          { path: `${property}[0]`, direction, groups: ["own"], self: true },
        );
        assert.deepEqual(rule.traffic, ssh);
        assert.deepEqual(spansOf(rule.addresses), everybody);
        assert.deepEqual(
          rule.addresses.map(({ path }) => path),
          ["cidrBlocks", "ipv6CidrBlocks", "prefixListIds"].map((key) => `${property}[0].${key}[0]`),
        );
        assert.deepEqual(names(rule.peers.nodes), ["balancer"]);
        assert.deepEqual(rule.peers.foreign, ["123456789012/sg-9"]);
      });
    }
  }

  it("are AWS's to report where a group gives none", () => {
    const props = { ingress: unknown, egress: unknown };
    assert.deepEqual(rulesOf(node(GROUP, "own", { props, edges: { description: [] } })), []);
  });

  it("are none where there are none", () => {
    assert.deepEqual(rulesOf(node(GROUP, "own", { props: { ingress: [], egress: [] } })), []);
    assert.deepEqual(rulesOf(node(GROUP, "own")), []);
  });

  for (const [title, ingress, path] of [
    ["list", unknown, "ingress"],
    ["rule", [unknown], "ingress[0]"],
    ["rule that is no block", ["tcp"], "ingress[0]"],
    ["rule that is a list", [[]], "ingress[0]"],
    ["rule that is null", [null], "ingress[0]"],
  ] as const) {
    it(`are unread in an unknown ${title}`, () => {
      const rule = only(node(GROUP, "own", { props: { ingress } }));
      assert.deepEqual(rule.traffic, { is: "unknown", why: `${path} is not known yet` });
      assert.deepEqual(rule.addresses, [{ is: "unknown", path, why: "is not known yet" }]);
      assert.equal(rule.peers.unresolved, true);
      assert.deepEqual([rule.path, rule.direction, names(rule.groups.nodes)], [path, "in", ["own"]]);
    });
  }

  it("name the place of an unknown block", () => {
    const rule = only(node(GROUP, "own", { props: { ingress: [{ ...inline, cidrBlocks: [unknown] }] } }));
    assert.deepEqual(rule.addresses[0], {
      is: "unknown",
      path: "ingress[0].cidrBlocks[0]",
      why: "is not known yet",
    });
  });

  it("name groups that are not known yet by edge", () => {
    const ingress = [{ ...inline, securityGroups: [unknown] }];
    const rule = only(node(GROUP, "own", { props: { ingress }, edges: { ingress: [peer, list] } }));
    assert.deepEqual(names(rule.peers.nodes), ["balancer"]);
  });

  describe("of the older resource", () => {
    const props = {
      type: "ingress",
      protocol: "tcp",
      fromPort: 22,
      toPort: 22,
      cidrBlocks: ["0.0.0.0/0"],
      ipv6CidrBlocks: ["::/0"],
      prefixListIds: ["pl-1"],
      securityGroupId: "sg-1",
      sourceSecurityGroupId: "sg-2",
    };

    it("go in", () => {
      const rule = only(node(OLDER, "own", { props }));
      assert.deepEqual([rule.path, rule.direction, rule.self], ["", "in", false]);
      assert.deepEqual([names(rule.groups.nodes), names(rule.peers.nodes)], [["core"], ["balancer"]]);
      assert.deepEqual(rule.traffic, ssh);
      assert.deepEqual(spansOf(rule.addresses), everybody);
      assert.deepEqual(
        rule.addresses.map(({ path }) => path),
        ["cidrBlocks[0]", "ipv6CidrBlocks[0]", "prefixListIds[0]"],
      );
    });

    it("go out", () => {
      assert.equal(only(node(OLDER, "own", { props: { ...props, type: "EGRESS" } })).direction, "out");
    });

    for (const type of [unknown, undefined, "both"]) {
      it(`go both ways where the type is ${type === unknown ? "unknown" : String(type)}`, () => {
        const rules = rulesOf(node(OLDER, "own", { props: { ...props, type } }));
        assert.deepEqual(
          rules.map(({ direction }) => direction),
          ["in", "out"],
        );
      });
    }

    it("are of the group that the edge names", () => {
      const rule = only(
        node(OLDER, "own", {
          props: { ...props, securityGroupId: unknown, sourceSecurityGroupId: unknown, self: unknown },
          edges: { securityGroupId: [group], type: [], sourceSecurityGroupId: [], self: [] },
        }),
      );
      assert.deepEqual(names(rule.groups.nodes), ["core"]);
      assert.equal(rule.peers.unresolved, true);
      assert.equal(rule.self, true);
    });

    it("do not have what the provider filled in", () => {
      const given = {
        ...props,
        sourceSecurityGroupId: unknown,
        cidrBlocks: unknown,
        ipv6CidrBlocks: [],
        prefixListIds: unknown,
      };
      const rule = only(
        node(OLDER, "own", { props: given, edges: { type: [], securityGroupId: [], ipv6CidrBlocks: [] } }),
      );
      assert.deepEqual([rule.peers.nodes, rule.peers.unresolved, rule.addresses], [[], false, []]);
    });
  });

  describe("of the newer resources", () => {
    const props = {
      ipProtocol: "6",
      fromPort: 22,
      toPort: 22,
      cidrIpv4: "0.0.0.0/0",
      cidrIpv6: "::/0",
      prefixListId: "pl-1",
      securityGroupId: "sg-1",
      referencedSecurityGroupId: "sg-2",
    };
    for (const [type, direction] of [
      [INGRESS, "in"],
      [EGRESS, "out"],
    ] as const) {
      it(`go ${direction}`, () => {
        const rule = only(node(type, "own", { props }));
        assert.deepEqual([rule.path, rule.direction, rule.self], ["", direction, false]);
        assert.deepEqual([names(rule.groups.nodes), names(rule.peers.nodes)], [["core"], ["balancer"]]);
        assert.deepEqual(rule.traffic, ssh);
        assert.deepEqual(spansOf(rule.addresses), everybody);
        assert.deepEqual(
          rule.addresses.map(({ path }) => path),
          ["cidrIpv4", "cidrIpv6", "prefixListId"],
        );
      });
    }

    it("have no blocks where they name a group", () => {
      const rule = only(
        node(INGRESS, "own", {
          props: { ...props, cidrIpv4: "", cidrIpv6: null, prefixListId: undefined },
        }),
      );
      assert.deepEqual(rule.addresses, []);
    });

    it("have no peers where they name blocks", () => {
      const rule = only(node(INGRESS, "own", { props: { ...props, referencedSecurityGroupId: "" } }));
      assert.deepEqual([rule.peers.nodes, rule.peers.foreign], [[], []]);
    });
  });

  it("are known by edges before anything exists", () => {
    const [blocks, groups] = [{ cidrBlocks: unknown }, { prefixListIds: [unknown] }];
    const older = only(
      node(OLDER, "own", {
        props: {
          type: "ingress",
          ...blocks,
          ...groups,
          securityGroupId: unknown,
          sourceSecurityGroupId: unknown,
        },
        edges: {
          type: [],
          prefixListIds: [list],
          securityGroupId: [group],
          sourceSecurityGroupId: [peer],
        },
      }),
    );
    const newer = only(
      node(INGRESS, "own", {
        props: { prefixListId: unknown, securityGroupId: unknown, referencedSecurityGroupId: unknown },
        edges: { prefixListId: [list], securityGroupId: [group], referencedSecurityGroupId: [peer] },
      }),
    );
    const inner = only(
      node(GROUP, "own", {
        props: { ingress: [{ ...groups, securityGroups: [unknown] }] },
        edges: { ingress: [list, peer] },
      }),
    );
    for (const rule of [older, newer, inner]) {
      assert.deepEqual(spansOf(rule.addresses), [parseBlock("52.95.110.0/24")]);
      assert.deepEqual(names(rule.peers.nodes), ["balancer"]);
    }
    for (const rule of [older, newer]) {
      assert.deepEqual(names(rule.groups.nodes), ["core"]);
    }
  });

  it("are said by five resources", () => {
    assert.deepEqual(SECURITY_RULE_TYPES, [
      "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
      "aws:ec2/securityGroup:SecurityGroup",
      OLDER,
      INGRESS,
      EGRESS,
    ]);
  });

  it("are sorted, whatever the order of the resources", () => {
    const nodes = SECURITY_RULE_TYPES.map((type, index) =>
      node(type, `rule-${index}`, { props: { ingress: [inline], type: "ingress" } }),
    );
    const said = (rules: readonly SecurityRule[]) => rules.map((rule) => `${rule.node.urn} ${rule.path}`);
    const sorted = said(rulesOf(...nodes));
    assert.equal(sorted.length, SECURITY_RULE_TYPES.length);
    assert.deepEqual(said(rulesOf(...[...nodes].reverse())), sorted);
  });
});
