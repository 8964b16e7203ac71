import { asGiven } from "../../model/given";
import { GROUP } from "../../model/machines";
import type { Node } from "../../model/resource";
import { readList, readText } from "../../model/value";
import { badNode, type StackContext, type StackFinding, type StackRule, undeterminedNode } from "../rule";

/** What names the groups whose instances it brings to a balancer. */
const ATTACHMENTS = [
  "aws:autoscaling/attachment:Attachment",
  "aws:autoscaling/trafficSourceAttachment:TrafficSourceAttachment",
];

/** A group behind a balancer replaces the instances that the balancer finds unhealthy, not only those that do not run. */
export const cmp07: StackRule = {
  id: "CMP-07",
  scope: "stack",
  evaluate: (context: StackContext): readonly StackFinding[] => {
    const attached = new Set(
      context.model
        .ofType(...ATTACHMENTS)
        .flatMap((node) => context.model.resolve(node, "autoscalingGroupName", GROUP).nodes),
    );
    return [
      ...context.model.ofType(GROUP).flatMap((node) => judged(node, attached)),
      ...context.model.ofType(...ATTACHMENTS).flatMap((node) => unresolved(node, context)),
    ];
  },
};

function judged(node: Node, attached: ReadonlySet<Node>): readonly StackFinding[] {
  const given = asGiven(node);
  const by = ["targetGroupArns", "trafficSources", "loadBalancers"].find((name) => isGiven(given, name));
  const link = by ?? (attached.has(node) ? "an attachment" : undefined);
  if (link === undefined) {
    return [];
  }
  const reading = readText(given.props, "healthCheckType");
  if (reading.is === "unknown") {
    return [undeterminedNode(node, "healthCheckType is not known yet.")];
  }
  return reading.is === "known" && reading.text.split(",").some((type) => type.trim() === "ELB")
    ? []
    : [badNode(node, `healthCheckType is not \`ELB\`, though ${link} puts the group behind a balancer.`)];
}

function isGiven({ props }: Node, name: string): boolean {
  const reading = readList(props, name);
  return reading.is === "unknown" || (reading.is === "known" && reading.items.length > 0);
}

function unresolved(node: Node, { model }: StackContext): readonly StackFinding[] {
  return model.resolve(node, "autoscalingGroupName", GROUP).nodes.length > 0
    ? []
    : [
        undeterminedNode(
          node,
          "autoscalingGroupName is no group of this stack, so that its health check is unseen.",
        ),
      ];
}
