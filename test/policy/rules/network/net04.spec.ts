import assert from "node:assert/strict";

import type { Node } from "../../../../policy/model/resource";
import { net04 } from "../../../../policy/rules/network/net04";
import { checkAll, node, unknown } from "../../support/world";

const VPC = "aws:ec2/vpc:Vpc";
const GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

describe("NET-04: default security groups are empty", () => {
  const messages = (...nodes: readonly Node[]) => checkAll(net04, nodes).map(({ message }) => message);
  const vpc = node(VPC, "core", { props: { id: "vpc-1", defaultSecurityGroupId: "sg-1" } });
  const group = (props: object = {}) =>
    node(GROUP, "default", { props: { id: "sg-1", vpcId: "vpc-1", ingress: [], egress: [], ...props } });
  const open = { protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["10.0.0.0/8"] };
  const rule = (securityGroupId: unknown, edges?: Record<string, readonly Node[]>) =>
    node(INGRESS, "rule", {
      props: { ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "10.0.0.0/8", securityGroupId },
      ...(edges === undefined ? {} : { edges }),
    });

  const right: Record<string, readonly Node[]> = {
    "no VPC": [],
    "an empty group": [vpc, group()],
    "a group that leaves the rules out": [vpc, group({ ingress: undefined, egress: undefined })],
    "a group before anything exists": [
      node(VPC, "core", { props: { id: unknown } }),
      node(GROUP, "default", {
        props: { vpcId: unknown, ingress: [], egress: [] },
        edges: { vpcId: [vpc], ingress: [], egress: [] },
      }),
    ],
    "a group whose rules are not the program's": [
      vpc,
      node(GROUP, "default", { props: { vpcId: "vpc-1", ingress: unknown }, edges: { vpcId: [] } }),
    ],
    "rules of other groups": [
      vpc,
      group(),
      rule("sg-2"),
      node("aws:ec2/securityGroup:SecurityGroup", "other", { props: { id: "sg-2", ingress: [open] } }),
    ],
    "an unknown rule of another group": [
      vpc,
      group(),
      node("aws:ec2/securityGroup:SecurityGroup", "other", { props: { ingress: unknown } }),
    ],
    "a rule whose group nobody knows": [vpc, group(), rule(unknown)],
  };
  for (const [title, nodes] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(...nodes), []);
    });
  }

  const wrong: Record<string, [nodes: readonly Node[], said: RegExp]> = {
    "a VPC without a managed group": [
      [vpc],
      /It has no DefaultSecurityGroup, so that AWS's rules stay in it\./,
    ],
    "a VPC whose neighbour has a managed group": [
      [vpc, group({ vpcId: "vpc-2" })],
      /has no DefaultSecurityGroup/,
    ],
    "a rule that lets in": [
      [vpc, group({ ingress: [open] })],
      /ingress\[0\] is one of the default security group default\./,
    ],
    "a rule that lets out": [
      [vpc, group({ egress: [open] })],
      /egress\[0\] is one of the default security group default\./,
    ],
    "AWS's own rule": [
      [vpc, group({ ingress: [{ protocol: "-1", fromPort: 0, toPort: 0, self: true }] })],
      /ingress\[0\] is one of/,
    ],
    "a rule whose ports are not known yet": [
      [vpc, group({ ingress: [{ ...open, fromPort: unknown }] })],
      /\. ingress\[0\] is one of/,
    ],
    "unknown rules": [[vpc, group({ ingress: unknown })], /Cannot prove: ingress is not known yet\./],
    "an unknown rule": [[vpc, group({ egress: [unknown] })], /Cannot prove: egress\[0\] is not known yet\./],
    "a rule of another resource": [
      [vpc, group(), rule("sg-1")],
      /\. The rule is one of the default security group default\./,
    ],
    "a rule of another resource, by the VPC's property": [
      [vpc, group({ id: unknown }), rule("sg-1")],
      /\. The rule is one of the default security group of VPC core\./,
    ],
    "a rule of another resource, before anything exists": [
      [vpc, group(), rule(unknown, { securityGroupId: [vpc], cidrIpv4: [] })],
      /\. The rule is one of the default security group of VPC core\./,
    ],
  };
  for (const [title, [nodes, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(...nodes);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  it("says which VPC", () => {
    assert.equal(checkAll(net04, [vpc])[0]?.urn, vpc.urn);
  });
});
