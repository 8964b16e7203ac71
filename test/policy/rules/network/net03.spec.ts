import assert from "node:assert/strict";

import type { Node } from "../../../../policy/model/resource";
import { net03 } from "../../../../policy/rules/network/net03";
import { checkAll, node, providerFor, unknown } from "../../support/world";

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

describe("NET-03: what goes out goes to named ports", () => {
  const messages = (...nodes: readonly Node[]) => checkAll(net03, nodes).map(({ message }) => message);
  const group = node(GROUP, "core", { props: { id: "sg-1" }, edges: { vpcId: [] } });
  const rule = (props: object, name = "rule") =>
    node(EGRESS, name, { props: { cidrIpv4: "0.0.0.0/0", securityGroupId: "sg-1", ...props } });
  const tcp = (fromPort: unknown, toPort: unknown) => ({ ipProtocol: "tcp", fromPort, toPort });

  const right: Record<string, readonly Node[]> = {
    "HTTPS to the internet": [rule(tcp(443, 443))],
    "half of all ports": [rule(tcp(0, 32767))],
    "every port to the own network": [rule({ ipProtocol: "-1", cidrIpv4: "10.20.0.0/16" })],
    "every port to another group": [
      rule({ ipProtocol: "-1", cidrIpv4: undefined, referencedSecurityGroupId: "sg-2" }),
    ],
    "ICMP to the internet": [rule({ ipProtocol: "icmp", fromPort: -1, toPort: -1 })],
    "every port from the internet, which others refuse": [
      node(INGRESS, "rule", {
        props: { ipProtocol: "-1", cidrIpv4: "0.0.0.0/0", securityGroupId: "sg-1" },
      }),
    ],
    "HTTPS to somebody unknown": [rule({ ...tcp(443, 443), cidrIpv4: unknown })],
    "a group without rules": [node(GROUP, "own", { props: {} })],
    "ranges of two groups": [
      rule(tcp(0, 32767), "one"),
      rule({ ...tcp(32768, 65535), securityGroupId: "sg-2" }, "other"),
      node(GROUP, "other", { props: { id: "sg-2" }, edges: { vpcId: [] } }),
    ],
    "ranges of two protocols": [
      rule(tcp(0, 32767), "one"),
      rule({ ipProtocol: "udp", fromPort: 32768, toPort: 65535 }, "other"),
    ],
    "ranges of which one is to somebody unknown": [
      rule(tcp(0, 32767), "one"),
      rule({ ...tcp(32768, 65535), cidrIpv4: unknown }, "other"),
    ],
  };
  for (const [title, nodes] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(group, ...nodes), []);
    });
  }

  const wrong: Record<string, [nodes: readonly Node[], said: RegExp]> = {
    "every protocol": [
      [rule({ ipProtocol: "-1" })],
      /\. The rule is open to the internet: every protocol and port\./,
    ],
    "every port of a protocol": [
      [rule(tcp("0", "65535"))],
      /\. The rule is open to the internet: tcp 0-65535\./,
    ],
    "more than half of all ports": [
      [rule(tcp(0, 32768))],
      /\. The rule is open to the internet: tcp 0-32768\./,
    ],
    "absent ports": [[rule(tcp(undefined, undefined))], /\. The rule is open to the internet: tcp 0-65535\./],
    "half of the internet": [
      [rule({ ipProtocol: "-1", cidrIpv4: "0.0.0.0/1" })],
      /\. The rule .*every protocol and port\./,
    ],
    IPv6: [
      [rule({ ipProtocol: "-1", cidrIpv4: "", cidrIpv6: "::/0" })],
      /\. The rule .*every protocol and port\./,
    ],
    "every port inline": [
      [node(GROUP, "own", { props: { egress: [{ protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }] } })],
      /\. egress\[0\] is open to the internet: every protocol and port\./,
    ],
    "every port, and HTTPS by itself": [
      [rule({ ipProtocol: "-1" }, "all"), rule(tcp(443, 443), "https")],
      /\. The rule .*every protocol and port\./,
    ],
    "unknown ports": [
      [rule(tcp(443, unknown))],
      /Cannot prove: The rule cannot be read, because toPort is not known yet/,
    ],
    "every port to somebody unknown": [
      [rule({ ipProtocol: "-1", cidrIpv4: unknown })],
      /Cannot prove: The rule names cidrIpv4, which is not known yet: every protocol and port\./,
    ],
    "unknown rules": [
      [node(GROUP, "own", { props: { egress: unknown } })],
      /Cannot prove: egress is not known yet/,
    ],
  };
  for (const [title, [nodes, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(group, ...nodes);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  it("refuses ranges that make up all ports together, each of them", () => {
    const found = messages(group, rule(tcp(0, 32767), "one"), rule(tcp(32768, 65535), "other"));
    assert.equal(found.length, 2);
    const withPing = messages(
      group,
      rule(tcp(0, 32767), "one"),
      rule(tcp(32768, 65535), "other"),
      rule({ ipProtocol: "icmp", fromPort: -1, toPort: -1 }, "ping"),
    );
    assert.deepEqual(withPing, found);
  });

  it("is mandatory in production, and in staging where data is restricted", () => {
    const open = { ipProtocol: "-1", cidrIpv4: "0.0.0.0/0" };
    const levelOf = (account: "accounts" | "marketing", stackName: string) =>
      checkAll(net03, [node(EGRESS, "rule", { props: open, provider: providerFor(account) })], {
        stackName,
      }).map(({ level }) => level);
    assert.deepEqual(levelOf("marketing", "duotone/prod"), ["mandatory"]);
    assert.deepEqual(levelOf("accounts", "duotone/staging"), ["mandatory"]);
    assert.deepEqual(levelOf("marketing", "duotone/staging"), ["advisory"]);
  });
});
