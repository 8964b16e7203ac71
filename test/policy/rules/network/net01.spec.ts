import assert from "node:assert/strict";

import type { Node } from "../../../../policy/model/resource";
import { net01 } from "../../../../policy/rules/network/net01";
import { checkAll, node, unknown } from "../../support/world";

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";
const OLDER = "aws:ec2/securityGroupRule:SecurityGroupRule";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

describe("NET-01: nobody logs in from the internet", () => {
  const messages = (...nodes: readonly Node[]) => checkAll(net01, nodes).map(({ message }) => message);
  const rule = (props: object) =>
    node(INGRESS, "rule", {
      props: { ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIpv4: "0.0.0.0/0", ...props },
    });
  const list = (...blocks: readonly string[]) =>
    node("aws:ec2/managedPrefixList:ManagedPrefixList", "everybody", {
      props: { id: "pl-1", entries: blocks.map((cidr) => ({ cidr })) },
    });

  const right: Record<string, readonly Node[]> = {
    "no rules": [],
    "HTTPS from the internet": [rule({ fromPort: 443, toPort: 443 })],
    "ports between SSH and RDP": [rule({ fromPort: 23, toPort: 3388 })],
    "SSH from the own network": [rule({ cidrIpv4: "10.20.0.0/16" })],
    "SSH from an office": [rule({ cidrIpv4: "52.95.110.0/24" })],
    "SSH from another group": [rule({ cidrIpv4: undefined, referencedSecurityGroupId: "sg-1" })],
    "SSH from a list of offices": [rule({ cidrIpv4: "", prefixListId: "pl-1" }), list("52.95.110.0/24")],
    "SSH to the internet": [
      node(EGRESS, "rule", { props: { ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIpv4: "0.0.0.0/0" } }),
    ],
    "ICMP from the internet": [rule({ ipProtocol: "icmp", fromPort: -1, toPort: -1 })],
    "HTTPS from somebody unknown": [rule({ fromPort: 443, toPort: 443, cidrIpv4: unknown })],
  };
  for (const [title, nodes] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(...nodes), []);
    });
  }

  const open = { protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] };
  const wrong: Record<string, [nodes: readonly Node[], said: RegExp]> = {
    "SSH inline": [
      [node(GROUP, "group", { props: { ingress: [open] } })],
      /\. ingress\[0\] is open to the internet: port 22 \(SSH\)\./,
    ],
    "SSH in the default group": [
      [node(DEFAULT_GROUP, "group", { props: { ingress: [open] } })],
      /\. ingress\[0\] is open to the internet: port 22/,
    ],
    "SSH in a rule of the older kind": [
      [node(OLDER, "rule", { props: { type: "ingress", ...open } })],
      /\. The rule is open to the internet: port 22/,
    ],
    "SSH in a rule of the newer kind": [[rule({})], /\. The rule is open to the internet: port 22/],
    RDP: [[rule({ fromPort: 3389, toPort: 3389 })], /\. The rule .*port 3389 \(RDP\)/],
    "SSH over IPv6": [[rule({ cidrIpv4: "", cidrIpv6: "::/0" })], /\. The rule .*port 22/],
    "SSH from half of IPv6": [[rule({ cidrIpv4: "", cidrIpv6: "2000::/4" })], /\. The rule .*port 22/],
    "SSH from half of the internet": [[rule({ cidrIpv4: "128.0.0.0/1" })], /\. The rule .*port 22/],
    "SSH from a list with everybody": [
      [rule({ cidrIpv4: "", prefixListId: "pl-1" }), list("10.0.0.0/8", "0.0.0.0/0")],
      /\. The rule .*port 22/,
    ],
    "a range around SSH": [[rule({ fromPort: "20", toPort: "30" })], /\. The rule .*port 22/],
    "the protocol by number": [[rule({ ipProtocol: "6" })], /\. The rule .*port 22/],
    "SSH from somebody unknown": [
      [rule({ cidrIpv4: unknown })],
      /Cannot prove: The rule names cidrIpv4, which is not known yet: port 22/,
    ],
    "SSH from a list of AWS or somebody": [
      [rule({ cidrIpv4: "", prefixListId: "pl-9" })],
      /Cannot prove: The rule names prefixListId, which is a prefix list that is not in this stack: port 22/,
    ],
    "SSH from something that is no block": [
      [rule({ cidrIpv4: "anywhere" })],
      /Cannot prove: The rule names cidrIpv4, which is no block of addresses: port 22/,
    ],
  };
  for (const [title, [nodes, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(...nodes);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  const twice: Record<string, Node> = {
    "every protocol": rule({ ipProtocol: "-1", fromPort: undefined, toPort: undefined }),
    "every protocol by name": rule({ ipProtocol: "all", fromPort: 443, toPort: 443 }),
    "every port": rule({ fromPort: 0, toPort: 65535 }),
    "ports of -1": rule({ fromPort: -1, toPort: -1 }),
    "absent ports": rule({ fromPort: undefined, toPort: undefined }),
    "unknown ports": rule({ toPort: unknown }),
    "an unknown protocol": rule({ ipProtocol: unknown }),
    "unknown rules of a group": node(GROUP, "group", { props: { ingress: unknown } }),
    "an unknown rule of a group": node(GROUP, "group", { props: { ingress: [unknown] } }),
  };
  for (const [title, wide] of Object.entries(twice)) {
    it(`refuses ${title} for both ports`, () => {
      assert.equal(messages(wide).length, 2);
    });
  }

  it("finds the one open rule among many, some of which are unknown", () => {
    const nodes = Array.from({ length: 100 }, (_, index) =>
      node(INGRESS, `rule-${String(index).padStart(3, "0")}`, {
        props: {
          ipProtocol: "tcp",
          fromPort: 22,
          toPort: 22,
          cidrIpv4: index === 0 ? unknown : index === 99 ? "0.0.0.0/0" : "10.0.0.0/8",
        },
      }),
    );
    const found = checkAll(net01, nodes);
    assert.deepEqual(
      found.map(({ urn }) => urn?.split("::").at(-1)),
      ["rule-000", "rule-099"],
    );
  });
});
