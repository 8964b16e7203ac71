import assert from "node:assert/strict";

import { groupUses } from "../../../policy/model/groupUses";
import type { Node } from "../../../policy/model/resource";
import { GROUP } from "../../../policy/model/securityRules";
import { stackModel } from "../../../policy/model/stackModel";
import { node, unknown } from "../support/world";

describe("uses of a security group", () => {
  const group = node(GROUP, "core", { props: { id: "sg-1" } });
  const users = (...nodes: readonly Node[]) =>
    groupUses(stackModel([group, ...nodes]))(group).map(({ name }) => name);

  it("are known by id and by edge, sorted", () => {
    const names = users(
      node("aws:lb/loadBalancer:LoadBalancer", "by-id", { props: { securityGroups: ["sg-1"] } }),
      node("aws:lb/loadBalancer:LoadBalancer", "with-edge", {
        props: { securityGroups: unknown },
        edges: { securityGroups: [group] },
      }),
      node("aws:lb/loadBalancer:LoadBalancer", "both", {
        props: { securityGroups: ["sg-1"] },
        edges: { securityGroups: [group] },
      }),
      node("aws:lb/loadBalancer:LoadBalancer", "another", { props: { securityGroups: ["sg-2"] } }),
    );
    assert.deepEqual(names, ["both", "by-id", "with-edge"]);
  });

  const places: Record<string, [type: string, props: object]> = {
    "an instance": ["aws:ec2/instance:Instance", { vpcSecurityGroupIds: ["sg-1"] }],
    "a template's interface": [
      "aws:ec2/launchTemplate:LaunchTemplate",
      { networkInterfaces: [{ securityGroups: ["sg-1"] }] },
    ],
    "an endpoint": ["aws:ec2/vpcEndpoint:VpcEndpoint", { securityGroupIds: ["sg-1"] }],
    "a function": ["aws:lambda/function:Function", { vpcConfig: { securityGroupIds: ["sg-1"] } }],
    "a container": ["aws:ecs/service:Service", { networkConfiguration: { securityGroups: ["sg-1"] } }],
    "an interface's attachment": [
      "aws:ec2/networkInterfaceSecurityGroupAttachment:NetworkInterfaceSecurityGroupAttachment",
      { securityGroupId: "sg-1" },
    ],
  };
  for (const [title, [type, props]] of Object.entries(places)) {
    it(`are in ${title}`, () => {
      assert.deepEqual(users(node(type, "user", { props: { ...props } })), ["user"]);
    });
  }

  it("are not the rules of the group, nor what merely mentions it", () => {
    const props = { securityGroupId: "sg-1", referencedSecurityGroupId: "sg-1" };
    const names = users(
      node("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "rule", { props }),
      node("aws:vpc/securityGroupVpcAssociation:SecurityGroupVpcAssociation", "association", { props }),
      node("aws:ssm/parameter:Parameter", "parameter", { props: { value: "sg-1" } }),
      node("duotone:clusters:WebService", "component", { props: { securityGroupId: "sg-1" } }),
    );
    assert.deepEqual(names, []);
  });

  it("are not those of a group that has no id yet, by an empty one", () => {
    const fresh = node(GROUP, "fresh", { props: { id: unknown } });
    const user = node("aws:lb/loadBalancer:LoadBalancer", "balancer", {
      props: { securityGroups: [unknown] },
    });
    assert.deepEqual(groupUses(stackModel([fresh, user]))(fresh), []);
  });
});
