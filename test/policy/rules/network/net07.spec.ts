import assert from "node:assert/strict";

import type { Node } from "../../../../policy/model/resource";
import { net07 } from "../../../../policy/rules/network/net07";
import { checkAll, node, unknown } from "../../support/world";

const ACL = "aws:ec2/networkAcl:NetworkAcl";
const RULE = "aws:ec2/networkAclRule:NetworkAclRule";

describe("NET-07: network ACLs", () => {
  const messages = (...nodes: readonly Node[]) => checkAll(net07, nodes).map(({ message }) => message);
  const entry = (ruleNo: unknown, fromPort: unknown, toPort: unknown, more: object = {}) => ({
    ruleNo,
    action: "allow",
    protocol: "tcp",
    cidrBlock: "0.0.0.0/0",
    fromPort,
    toPort,
    ...more,
  });
  const deny = (ruleNo: unknown, port: unknown, more: object = {}) =>
    entry(ruleNo, port, port, { action: "deny", ...more });
  const ingress = (...entries: readonly unknown[]) => [node(ACL, "public", { props: { ingress: entries } })];
  const slices = Array.from({ length: 16 }, (_, index) =>
    entry(100 + index, 22, 22, { cidrBlock: `44.${index}.0.0/16` }),
  );

  const right: Record<string, readonly Node[]> = {
    "no ACL": [],
    "an ACL that denies everything": [node(ACL, "data", { props: { ingress: [], egress: [] } })],
    "web ports and answers to Linux": ingress(
      entry(100, 80, 80),
      entry(110, 443, 443),
      entry(120, 32768, 60999),
    ),
    "web ports and answers to balancers": ingress(
      entry(100, 80, 80),
      entry(110, 443, 443),
      deny(119, 3389),
      entry(120, 1024, 65535),
    ),
    "answers over UDP": ingress(entry(100, 32768, 65535, { protocol: "udp" })),
    "SSH from an office": ingress(entry(100, 22, 22, { cidrBlock: "52.95.110.0/24" })),
    "SSH from the own network": ingress(entry(100, 22, 22, { cidrBlock: "10.20.0.0/16" })),
    "SSH that an entry before denies": ingress(deny(90, 22), entry(100, 0, 1023)),
    "SSH that an entry before denies, in another order": ingress(entry("100", 0, 1023), deny("90", 22)),
    "SSH that an entry of another resource denies": [
      node(ACL, "public", { props: { id: "acl-1", ingress: [entry(100, 0, 1023)] } }),
      node(RULE, "deny", {
        props: { ...deny(90, 22), ruleNumber: 90, ruleAction: "deny", networkAclId: "acl-1" },
      }),
    ],
    "SSH to the internet": [node(ACL, "public", { props: { egress: [entry(100, 22, 22)] } })],
    ICMP: ingress(entry(100, -1, -1, { protocol: "icmp" })),
    "everything denied": ingress(entry(100, 0, 0, { protocol: "-1", action: "deny" })),
    "fifteen blocks": ingress(...slices.slice(1)),
    "the half that is left and private": ingress(
      deny(80, 22, { cidrBlock: "0.0.0.0/1" }),
      deny(90, 22, { cidrBlock: "128.0.0.0/1" }),
      entry(100, 22, 22),
    ),
    "a denying entry that is unknown, and nothing open": ingress(deny(90, 22, { cidrBlock: unknown })),
    "an unknown block and another port": ingress(entry(100, 443, 443, { cidrBlock: unknown })),
    "an unknown block and answers": ingress(entry(100, 32768, 60999, { cidrBlock: unknown })),
    "unknown ports of the own network": ingress(entry(100, unknown, 443, { cidrBlock: "10.20.0.0/16" })),
  };
  for (const [title, nodes] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(...nodes), []);
    });
  }

  const wrong: Record<string, [nodes: readonly Node[], said: RegExp]> = {
    SSH: [ingress(entry(100, 22, 22)), /\. ingress\[0\] lets the internet in to port 22 \(SSH\)\./],
    "SSH in text": [
      ingress(entry("100", "22", "22", { protocol: "6" })),
      /\. ingress\[0\] lets .* to port 22 \(SSH\)\./,
    ],
    RDP: [ingress(entry(100, 3389, 3389)), /\. ingress\[0\] lets the internet in to port 3389 \(RDP\)\./],
    "RDP over UDP": [
      ingress(entry(100, 3389, 3389, { protocol: "udp" })),
      /\. ingress\[0\] lets .* to port 3389 \(RDP\)\./,
    ],
    "answers to balancers with RDP among them": [
      ingress(entry(100, 1024, 65535)),
      /\. ingress\[0\] lets .* to port 3389 \(RDP\)\./,
    ],
    "SSH over IPv6": [
      ingress(entry(100, 22, 22, { cidrBlock: "", ipv6CidrBlock: "::/0" })),
      /\. ingress\[0\] lets .* to port 22 \(SSH\)\./,
    ],
    "SSH that is denied too late": [
      ingress(entry(90, 22, 22), deny(100, 22)),
      /\. ingress\[0\] lets .* port 22/,
    ],
    "SSH that is denied of the other family": [
      ingress(deny(90, 22, { cidrBlock: "", ipv6CidrBlock: "::/0" }), entry(100, 22, 22)),
      /\. ingress\[1\] lets .* port 22/,
    ],
    "SSH that is denied of another protocol": [
      ingress(deny(90, 22, { protocol: "udp" }), entry(100, 22, 22)),
      /\. ingress\[1\] lets .* port 22/,
    ],
    "SSH that is denied in half": [
      ingress(deny(90, 22, { cidrBlock: "0.0.0.0/1" }), entry(100, 22, 22)),
      /\. ingress\[1\] lets .* port 22/,
    ],
    "SSH that is denied by who knows what number": [
      ingress(deny(unknown, 22), entry(100, 22, 22)),
      /\. ingress\[1\] lets .* port 22/,
    ],
    "SSH that is denied to who knows whom": [
      ingress(deny(90, 22, { cidrBlock: unknown }), entry(100, 22, 22)),
      /\. ingress\[1\] lets .* port 22/,
    ],
    "SSH by who knows what number": [
      ingress(deny(90, 22), entry(unknown, 22, 22)),
      /\. ingress\[1\] lets .* port 22/,
    ],
    "SSH by an action that is not known yet": [
      ingress(entry(100, 22, 22, { action: unknown })),
      /\. ingress\[0\] lets .* port 22/,
    ],
    "SSH by an entry of another resource": [
      [
        node(ACL, "public", { props: { id: "acl-1", ingress: [] } }),
        node(RULE, "ssh", {
          props: { ...entry(1, 22, 22), ruleNumber: 100, ruleAction: "allow", networkAclId: "acl-1" },
        }),
      ],
      /\. The entry lets the internet in to port 22 \(SSH\)\./,
    ],
    "SSH in the default ACL": [
      [
        node("aws:ec2/defaultNetworkAcl:DefaultNetworkAcl", "default", {
          props: { ingress: [entry(100, 22, 22)] },
        }),
      ],
      /\. ingress\[0\] lets .* port 22/,
    ],
    "SSH from somebody unknown": [
      ingress(entry(100, 22, 22, { cidrBlock: unknown })),
      /Cannot prove: ingress\[0\] lets the internet in to port 22 \(SSH\)\./,
    ],
    "SSH from everybody and somebody unknown": [
      ingress(entry(100, 22, 22, { ipv6CidrBlock: unknown })),
      /\. ingress\[0\] lets .* port 22/,
    ],
    "every protocol out": [
      [node(ACL, "public", { props: { egress: [entry(100, 0, 0, { protocol: "-1" })] } })],
      /\. egress\[0\] allows every protocol and port\./,
    ],
    "every port out": [
      [node(ACL, "public", { props: { egress: [entry(100, 0, 65535)] } })],
      /\. egress\[0\] allows tcp 0-65535\./,
    ],
    "every protocol from the own network": [
      ingress(entry(100, 0, 0, { protocol: "-1", cidrBlock: "10.20.0.0/16" })),
      /\. ingress\[0\] allows every protocol and port\./,
    ],
    "every protocol with remote login denied before": [
      ingress(deny(80, 22, { protocol: "-1" }), entry(100, 0, 0, { protocol: "-1" })),
      /\. ingress\[1\] allows every protocol and port\./,
    ],
  };
  for (const [title, [nodes, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(...nodes);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  it("refuses SSH from blocks that make up the internet together, each of them", () => {
    assert.equal(messages(...ingress(...slices)).length, 16);
  });

  it("does not blame blocks that are nobody's on the internet", () => {
    const own = entry(90, 22, 22, { cidrBlock: "10.20.0.0/16" });
    const [message, ...others] = messages(...ingress(own, entry(100, 22, 22)));
    assert.match(message ?? "", /\. ingress\[1\]/);
    assert.deepEqual(others, []);
  });

  it("refuses every port from the internet three times: for itself and for both ports", () => {
    assert.equal(messages(...ingress(entry(100, 0, 0, { protocol: "-1" }))).length, 3);
  });

  for (const [title, entries] of Object.entries({
    "unknown entries": unknown,
    "an unknown entry": [unknown],
    "unknown ports": [entry(100, 22, unknown)],
  })) {
    it(`refuses ${title} for both ports`, () => {
      const found = messages(node(ACL, "public", { props: { ingress: entries } }));
      assert.equal(found.length, 2);
      assert.ok(found.every((message) => message.includes("Cannot prove: ")));
    });
  }
});
