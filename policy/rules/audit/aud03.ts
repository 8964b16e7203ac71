import { resolveByName } from "../../model/byName";
import { centralLogs } from "../../model/logSubscriptions";
import type { Node } from "../../model/resource";
import type { StackModel } from "../../model/stackModel";
import { read, readFlag, readNumber, readText } from "../../model/value";
import { badNode, type StackContext, type StackFinding, type StackRule, undeterminedNode } from "../rule";

const VPCS = ["aws:ec2/vpc:Vpc", "aws:ec2/defaultVpc:DefaultVpc"] as const;
const FLOW_LOG = "aws:ec2/flowLog:FlowLog";
const CLASSIC = "aws:elb/loadBalancer:LoadBalancer";
const BALANCERS = ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer", CLASSIC] as const;
const GROUP = "aws:cloudwatch/logGroup:LogGroup";

/** Networks, load balancers and log groups leave a trace: flow logs, access logs, and copies in the audit account. */
export const aud03: StackRule = {
  id: "AUD-03",
  scope: "stack",
  evaluate: (context: StackContext): readonly StackFinding[] => [
    ...networks(context.model),
    ...context.model.ofType(...BALANCERS).flatMap(balancer),
    ...context.model.ofType(GROUP).flatMap(kept),
    ...context.model.ofType(GROUP).flatMap((group) => copied(context, group)),
  ],
};

function networks(model: StackModel): readonly StackFinding[] {
  const logs = model
    .ofType(FLOW_LOG)
    .map((log) =>
      resolveByName(model, log, { property: "vpcId", value: log.props.vpcId, nameProperty: "id" }, ...VPCS),
    );
  const sure = new Set(logs.filter(({ exact }) => exact).flatMap(({ nodes }) => nodes));
  const maybe = new Set(logs.flatMap(({ nodes }) => nodes));
  return model
    .ofType(...VPCS)
    .filter((vpc) => !sure.has(vpc))
    .map((vpc) =>
      maybe.has(vpc)
        ? undeterminedNode(vpc, "nobody knows yet which network a FlowLog is for.")
        : badNode(vpc, "It has no FlowLog with its vpcId."),
    );
}

/** Gateway load balancers have no access logs. Classic ones have them on wherever a bucket is given. */
function balancer(node: Node): readonly StackFinding[] {
  const { type, props } = node;
  const kind = readText(props, "loadBalancerType");
  if (kind.is === "known" && kind.text === "gateway") {
    return [];
  }
  const flag = readFlag(props, "accessLogs", "enabled");
  const isOn = type === CLASSIC && flag === "absent" ? "yes" : flag;
  const bucket = read(props, "accessLogs", "bucket");
  const isGiven = bucket.is === "unknown" || (bucket.is === "known" && bucket.value !== "");
  if (isOn === "yes" && isGiven) {
    return [];
  }
  return [
    isOn === "unknown"
      ? undeterminedNode(node, "accessLogs is not known yet.")
      : badNode(node, "accessLogs.enabled is not true, or accessLogs.bucket is not given."),
  ];
}

function kept(group: Node): readonly StackFinding[] {
  const days = readNumber(group.props, "retentionInDays");
  if (days.is === "unknown") {
    return [undeterminedNode(group, "retentionInDays is not known yet.")];
  }
  return days.is === "known" && days.number > 0 ? [] : [badNode(group, "retentionInDays is not given.")];
}

function copied(context: StackContext, group: Node): readonly StackFinding[] {
  switch (centralLogs(context, group)) {
    case "yes":
      return [];
    case "unknown":
      return [
        undeterminedNode(
          group,
          "nobody knows yet whether its LogSubscriptionFilter leads to the audit account.",
        ),
      ];
    case "no":
      return [
        badNode(group, "It has no LogSubscriptionFilter whose destinationArn is in the audit account."),
      ];
  }
}
