import assert from "node:assert/strict";

import type { Node } from "../../../../policy/model/resource";
import { BALANCER_TYPES, net02 } from "../../../../policy/rules/network/net02";
import { checkAll, node, unknown } from "../../support/world";

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const BALANCER = "aws:lb/loadBalancer:LoadBalancer";

describe("NET-02: the internet comes in to public balancers only", () => {
  const messages = (...nodes: readonly Node[]) => checkAll(net02, nodes).map(({ message }) => message);
  const group = node(GROUP, "balancer", { props: { id: "sg-1" }, edges: { vpcId: [] } });
  const balancer = (props: object = {}, type = BALANCER) =>
    node(type, "web", { props: { securityGroups: ["sg-1"], ...props } });
  const rule = (props: object = {}) =>
    node(INGRESS, "rule", {
      props: {
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        cidrIpv4: "0.0.0.0/0",
        securityGroupId: "sg-1",
        ...props,
      },
    });
  const instance = node("aws:ec2/instance:Instance", "core", { props: { vpcSecurityGroupIds: ["sg-1"] } });

  const right: Record<string, readonly Node[]> = {
    "HTTPS to a public balancer": [rule(), balancer({ internal: false })],
    "HTTP to a public balancer": [rule({ fromPort: 80, toPort: 80 }), balancer({ internal: "false" })],
    "the ports as text": [rule({ fromPort: "443", toPort: "443", ipProtocol: "6" }), balancer()],
    "a balancer that does not say that it is public": [rule(), balancer()],
    "a balancer before anything exists": [
      node(INGRESS, "rule", {
        props: { ...rule().props, securityGroupId: unknown },
        edges: { securityGroupId: [group], cidrIpv4: [], fromPort: [], toPort: [], ipProtocol: [] },
      }),
      node(BALANCER, "web", { props: { securityGroups: unknown }, edges: { securityGroups: [group] } }),
    ],
    "another port from the own network": [
      rule({ fromPort: 8080, toPort: 8080, cidrIpv4: "10.20.0.0/16" }),
      instance,
    ],
    "HTTPS from the own network to what is no balancer": [rule({ cidrIpv4: "10.20.0.0/16" }), instance],
    "HTTPS to a public balancer from a list that nobody knows": [
      rule({ cidrIpv4: "", prefixListId: "pl-9" }),
      balancer(),
    ],
    "whatever goes out": [
      node(EGRESS, "rule", {
        props: { ipProtocol: "-1", cidrIpv4: "0.0.0.0/0", securityGroupId: "sg-1" },
      }),
    ],
  };
  for (const [title, nodes] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(group, ...nodes), []);
    });
  }

  const wrong: Record<string, [nodes: readonly Node[], said: RegExp]> = {
    "another port of a public balancer": [
      [rule({ fromPort: 8080, toPort: 8080 }), balancer()],
      /\. The rule is open to the internet: tcp 8080\./,
    ],
    "a file share's port": [
      [rule({ fromPort: 445, toPort: 445 }), balancer()],
      /\. The rule is open to the internet: tcp 445\./,
    ],
    "a range that begins with a web port": [
      [rule({ fromPort: 443, toPort: 444 }), balancer()],
      /\. The rule is open to the internet: tcp 443-444\./,
    ],
    "a range that ends with a web port": [
      [rule({ fromPort: 79, toPort: 80 }), balancer()],
      /\. The rule is open to the internet: tcp 79-80\./,
    ],
    "the web port of another protocol": [
      [rule({ ipProtocol: "udp" }), balancer()],
      /\. The rule is open to the internet: udp 443\./,
    ],
    "every protocol": [
      [rule({ ipProtocol: "-1" }), balancer()],
      /\. The rule is open to the internet: every protocol and port\./,
    ],
    "absent ports": [
      [rule({ fromPort: undefined, toPort: undefined }), balancer()],
      /\. The rule is open to the internet: tcp 0-65535\./,
    ],
    "another port of an instance": [
      [rule({ fromPort: 22, toPort: 22 }), instance],
      /\. The rule is open to the internet: tcp 22\./,
    ],
    "unknown ports": [
      [rule({ fromPort: unknown }), balancer()],
      /Cannot prove: The rule cannot be read, because fromPort is not known yet: traffic that is not known yet\./,
    ],
    "another port from somebody unknown": [
      [rule({ fromPort: 8080, toPort: 8080, cidrIpv4: unknown }), balancer()],
      /Cannot prove: The rule names cidrIpv4, which is not known yet: tcp 8080\./,
    ],
    "HTTPS to an internal balancer": [
      [rule(), balancer({ internal: true })],
      /\. The rule is open to the internet, and its security group balancer is that of web, which is no public balancer\./,
    ],
    "HTTPS to a balancer that is internal in text": [
      [rule(), balancer({ internal: "true" })],
      /\. The rule .* that of web, which is no public balancer\./,
    ],
    "HTTPS to an instance": [
      [rule(), instance],
      /\. The rule .* that of core, which is no public balancer\./,
    ],
    "HTTPS to an instance that shares its group with a public balancer": [
      [rule(), balancer(), instance],
      /\. The rule .* that of core, which is no public balancer\./,
    ],
    "HTTP to nobody": [
      [rule({ fromPort: 80, toPort: 80 })],
      /\. The rule is open to the internet, and its security group balancer is that of no public balancer\./,
    ],
    "HTTPS to a balancer of which nobody knows": [
      [rule(), balancer({ internal: unknown })],
      /Cannot prove: .*it is not known yet whether web, whose security group balancer is, is public\./,
    ],
    "HTTPS to a foreign group": [
      [rule({ securityGroupId: "sg-9" }), balancer()],
      /Cannot prove: .*its security group is not in this stack\./,
    ],
    "HTTPS to a group that nobody knows": [
      [rule({ securityGroupId: unknown }), balancer()],
      /Cannot prove: .*its security group is not in this stack\./,
    ],
    "HTTPS from somebody unknown to an instance": [
      [rule({ cidrIpv4: unknown }), instance],
      /Cannot prove: The rule names cidrIpv4, which is not known yet, and .* core, which is no public balancer\./,
    ],
  };
  for (const [title, [nodes, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(group, ...nodes);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  it("says that it cannot prove which of two groups a rule is of", () => {
    const other = node(GROUP, "other", { props: { id: "sg-2" }, edges: { vpcId: [] } });
    const either = node(INGRESS, "rule", {
      props: { ...rule().props, securityGroupId: unknown },
      edges: { securityGroupId: [group, other] },
    });
    const given = {
      ...either,
      edges: { ...either.edges, cidrIpv4: [], fromPort: [], toPort: [], ipProtocol: [] },
    };
    const [message, ...others] = messages(group, other, given, balancer());
    assert.match(message ?? "", /Cannot prove: .*its security group other is that of no public balancer\./);
    assert.deepEqual(others, []);
  });

  it("knows all kinds of balancers", () => {
    assert.deepEqual(BALANCER_TYPES, [
      "aws:alb/loadBalancer:LoadBalancer",
      "aws:elb/loadBalancer:LoadBalancer",
      "aws:lb/loadBalancer:LoadBalancer",
    ]);
  });

  for (const type of BALANCER_TYPES) {
    it(`knows ${type}`, () => {
      assert.deepEqual(messages(group, rule(), balancer({ internal: false }, type)), []);
      assert.equal(messages(group, rule(), balancer({ internal: true }, type)).length, 1);
    });
  }
});
