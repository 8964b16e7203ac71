import assert from "node:assert/strict";

import {
  ACL,
  ACL_ENTRY_TYPES,
  type AclEntry,
  DEFAULT_ACL,
  networkAcls,
} from "../../../policy/model/aclEntries";
import { spansOf } from "../../../policy/model/addresses";
import { parseBlock } from "../../../policy/model/cidr";
import type { Node } from "../../../policy/model/resource";
import { stackModel } from "../../../policy/model/stackModel";
import { node, unknown } from "../support/world";

const RULE = "aws:ec2/networkAclRule:NetworkAclRule";

describe("entries of network ACLs", () => {
  it("are said by three resources", () => {
    assert.deepEqual(ACL_ENTRY_TYPES, [
      "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl",
      "aws:ec2/networkAcl:NetworkAcl",
      "aws:ec2/networkAclRule:NetworkAclRule",
    ]);
  });

  const acl = node(ACL, "app", { props: { id: "acl-1" }, edges: { vpcId: [] } });
  const aclsOf = (...nodes: readonly Node[]) => networkAcls(stackModel([acl, ...nodes]));
  const only = (...nodes: readonly Node[]): AclEntry => {
    const [entry, ...others] = aclsOf(...nodes).flat();
    assert.ok(entry !== undefined);
    assert.deepEqual(others, []);
    return entry;
  };
  const ssh = { is: "ports", protocol: "tcp", from: 22, to: 22 };
  const everybody = [parseBlock("0.0.0.0/0"), parseBlock("::/0")];
  const inline = {
    ruleNo: "100",
    action: "Deny",
    protocol: "6",
    fromPort: 22,
    toPort: "22",
    cidrBlock: "0.0.0.0/0",
    ipv6CidrBlock: "::/0",
  };

  for (const type of [ACL, DEFAULT_ACL]) {
    for (const [property, direction] of [
      ["ingress", "in"],
      ["egress", "out"],
    ] as const) {
      it(`are in ${property} of ${type}`, () => {
        const entry = only(node(type, "own", { props: { [property]: [inline] } }));
        assert.deepEqual(
          [entry.path, entry.direction, entry.number, entry.action],
          [`${property}[0]`, direction, 100, "deny"],
        );
        assert.deepEqual(entry.traffic, ssh);
        assert.deepEqual(spansOf(entry.addresses), everybody);
        assert.deepEqual(
          entry.addresses.map(({ path }) => path),
          [`${property}[0].cidrBlock`, `${property}[0].ipv6CidrBlock`],
        );
      });
    }
  }

  const { ruleNo: ruleNumber, action: ruleAction, ...rest } = inline;
  const separate = { ...rest, ruleNumber, ruleAction, networkAclId: "acl-1" };

  it("are resources of their own", () => {
    const entry = only(node(RULE, "own", { props: separate }));
    assert.deepEqual([entry.path, entry.direction, entry.number, entry.action], ["", "in", 100, "deny"]);
    assert.deepEqual(entry.traffic, ssh);
    assert.deepEqual(spansOf(entry.addresses), everybody);
    assert.deepEqual(
      entry.addresses.map(({ path }) => path),
      ["cidrBlock", "ipv6CidrBlock"],
    );
  });

  it("go out where they say so, in text or not", () => {
    const directions = ["true", true, "false", undefined, unknown].map(
      (egress) => only(node(RULE, "own", { props: { ...separate, egress } })).direction,
    );
    assert.deepEqual(directions, ["out", "out", "in", "in", "in"]);
  });

  it("do not have what the provider filled in", () => {
    const props = { ...separate, ipv6CidrBlock: unknown };
    const entry = only(node(RULE, "own", { props, edges: { networkAclId: [acl], cidrBlock: [] } }));
    assert.deepEqual(entry.addresses, [{ is: "known", path: "cidrBlock", spans: [parseBlock("0.0.0.0/0")] }]);
    const reported = node(ACL, "reported", { props: { ingress: unknown }, edges: { vpcId: [] } });
    assert.deepEqual(aclsOf(reported), []);
  });

  it("allow where they do not deny", () => {
    const actions = ["allow", "DENY", unknown, undefined].map(
      (action) => only(node(ACL, "own", { props: { ingress: [{ ...inline, action }] } })).action,
    );
    assert.deepEqual(actions, ["allow", "deny", "allow", "allow"]);
  });

  it("have no number where it cannot be read", () => {
    const numbers = [unknown, undefined, "first"].map(
      (ruleNo) => only(node(ACL, "own", { props: { ingress: [{ ...inline, ruleNo }] } })).number,
    );
    assert.deepEqual(numbers, [undefined, undefined, undefined]);
  });

  for (const [title, ingress, path] of [
    ["list", unknown, "ingress"],
    ["entry", [unknown], "ingress[0]"],
  ] as const) {
    it(`are unread in an unknown ${title}`, () => {
      const entry = only(node(ACL, "own", { props: { ingress } }));
      assert.deepEqual(entry.traffic, { is: "unknown", why: `${path} is not known yet` });
      assert.deepEqual(entry.addresses, [{ is: "unknown", path, why: "is not known yet" }]);
      assert.deepEqual(
        [entry.path, entry.direction, entry.number, entry.action],
        [path, "in", undefined, "allow"],
      );
    });
  }

  it("are together with the others of their ACL", () => {
    const own = node(ACL, "own", { props: { id: "acl-2", ingress: [inline], egress: [inline] } });
    const names = aclsOf(
      own,
      node(RULE, "by-edge", {
        props: { ...separate, networkAclId: unknown },
        edges: { networkAclId: [own], cidrBlock: [], ruleNumber: [] },
      }),
      node(RULE, "by-id", { props: { ...separate, networkAclId: "acl-2" } }),
      node(RULE, "elsewhere", { props: separate }),
      node(RULE, "foreign-1", { props: { ...separate, networkAclId: "acl-9" } }),
      node(RULE, "foreign-2", { props: { ...separate, networkAclId: "acl-9" } }),
      node(RULE, "unknown-1", { props: { ...separate, networkAclId: unknown } }),
      node(RULE, "unknown-2", { props: { ...separate, networkAclId: unknown } }),
    ).map((entries) => entries.map((entry) => entry.node.name));
    assert.deepEqual(names.sort(), [
      ["elsewhere"],
      ["foreign-1", "foreign-2"],
      ["own", "own", "by-edge", "by-id"],
      ["unknown-1"],
      ["unknown-2"],
    ]);
  });
});
