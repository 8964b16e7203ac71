import assert from "node:assert/strict";

import { cmp07 } from "../../../../policy/rules/compute/cmp07";
import { checkAll, type Given, node, unknown } from "../../support/world";

const GROUP = "aws:autoscaling/group:Group";
const ATTACHMENT = "aws:autoscaling/attachment:Attachment";
const SOURCE = "aws:autoscaling/trafficSourceAttachment:TrafficSourceAttachment";
const target = node("aws:lb/targetGroup:TargetGroup", "core", {});

describe("CMP-07: health checks of the load balancer", () => {
  const group = (props: Record<string, unknown>, edges: Given["edges"] = {}) =>
    node(GROUP, "core", { props: { id: "core", ...props }, edges });
  const messages = (...nodes: ReturnType<typeof node>[]) =>
    checkAll(cmp07, [target, ...nodes]).map(({ message }) => message);

  const right: Record<string, readonly ReturnType<typeof node>[]> = {
    "a group behind no balancer": [group({ healthCheckType: "EC2", targetGroupArns: [], loadBalancers: [] })],
    "a group whose targets only the provider fills": [
      group({ healthCheckType: "EC2", targetGroupArns: unknown }, { healthCheckType: [] }),
    ],
    "a group that heeds its balancer": [group({ healthCheckType: "ELB", targetGroupArns: ["arn"] })],
    "a group that heeds more than its balancer": [
      group({ healthCheckType: "EBS, ELB", targetGroupArns: ["arn"] }),
    ],
    "a group that an attachment brings to a balancer": [
      group({ healthCheckType: "ELB" }),
      node(ATTACHMENT, "core", { props: { autoscalingGroupName: "core" } }),
    ],
    "the attachment of another group": [
      group({ healthCheckType: "EC2" }),
      node(GROUP, "other", { props: { id: "other", healthCheckType: "ELB" } }),
      node(ATTACHMENT, "core", { props: { autoscalingGroupName: "other" } }),
    ],
  };
  for (const [title, nodes] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(...nodes), []);
    });
  }

  const wrong: Record<string, [nodes: readonly ReturnType<typeof node>[], said: RegExp]> = {
    "target groups": [
      [group({ healthCheckType: "EC2", targetGroupArns: ["arn"] })],
      /healthCheckType is not `ELB`, though targetGroupArns/,
    ],
    "target groups that do not exist yet": [
      [group({ healthCheckType: "EC2", targetGroupArns: unknown }, { targetGroupArns: [target] })],
      /though targetGroupArns/,
    ],
    "traffic sources": [
      [group({ healthCheckType: "EC2", trafficSources: [{ identifier: "arn" }] })],
      /though trafficSources/,
    ],
    "a classic balancer": [
      [group({ healthCheckType: "EC2", loadBalancers: ["core"] })],
      /though loadBalancers/,
    ],
    "no health check": [[group({ targetGroupArns: ["arn"] })], /healthCheckType is not `ELB`/],
    "a health check that only the provider fills": [
      [group({ healthCheckType: unknown, targetGroupArns: unknown }, { targetGroupArns: [target] })],
      /healthCheckType is not `ELB`/,
    ],
    "an unknown health check": [
      [node(GROUP, "core", { props: { healthCheckType: unknown, targetGroupArns: ["arn"] } })],
      /Cannot prove: healthCheckType is not known/,
    ],
    "a health check whose name begins so": [
      [group({ healthCheckType: "ELBS", targetGroupArns: ["arn"] })],
      /healthCheckType is not `ELB`/,
    ],
    "an attachment": [
      [group({ healthCheckType: "EC2" }), node(ATTACHMENT, "a", { props: { autoscalingGroupName: "core" } })],
      /though an attachment/,
    ],
    "a traffic source of its own": [
      [group({ healthCheckType: "EC2" }), node(SOURCE, "a", { props: { autoscalingGroupName: "core" } })],
      /though an attachment/,
    ],
    "an attachment of a group that does not exist yet": [
      [
        group({ healthCheckType: "EC2" }),
        node(ATTACHMENT, "a", {
          props: { autoscalingGroupName: unknown },
          edges: { autoscalingGroupName: [group({})] },
        }),
      ],
      /though an attachment/,
    ],
    "an attachment of a group from elsewhere": [
      [node(ATTACHMENT, "a", { props: { autoscalingGroupName: "elsewhere" } })],
      /Cannot prove: autoscalingGroupName is no group of this stack/,
    ],
    "a traffic source of a group from elsewhere": [
      [node(SOURCE, "a", { props: { autoscalingGroupName: unknown } })],
      /Cannot prove: autoscalingGroupName is no group of this stack/,
    ],
  };
  for (const [title, [nodes, said]] of Object.entries(wrong)) {
    it(`refuses a group with ${title}`, () => {
      const [message, ...others] = messages(...nodes);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }
});
