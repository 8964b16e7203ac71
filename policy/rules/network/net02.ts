import { type Exposure, exposures, placeOf } from "../../model/exposure";
import { groupUses } from "../../model/groupUses";
import { nameOf, type Traffic } from "../../model/ports";
import type { Node } from "../../model/resource";
import { securityRules } from "../../model/securityRules";
import type { StackModel } from "../../model/stackModel";
import { readFlag } from "../../model/value";
import { badNode, type StackFinding, type StackRule, undeterminedNode } from "../rule";

/** HTTPS, and HTTP for the redirect to it. */
const WEB_PORTS: readonly number[] = [80, 443];

export const BALANCER_TYPES: readonly string[] = [
  "aws:alb/loadBalancer:LoadBalancer",
  "aws:elb/loadBalancer:LoadBalancer",
  "aws:lb/loadBalancer:LoadBalancer",
];

/** The internet comes in to public balancers only, and to their web ports only. */
export const net02: StackRule = {
  id: "NET-02",
  scope: "stack",
  evaluate: ({ model }) => {
    const inward = securityRules(model).filter(({ direction }) => direction === "in");
    return [...otherPorts(exposures(inward, isOther)), ...otherPlaces(model, exposures(inward, isWeb))];
  },
};

function isWeb(traffic: Traffic): "yes" | "no" {
  return traffic.is === "ports" &&
    traffic.protocol === "tcp" &&
    traffic.from === traffic.to &&
    WEB_PORTS.includes(traffic.from)
    ? "yes"
    : "no";
}

function isOther(traffic: Traffic): "yes" | "no" | "unknown" {
  return traffic.is === "unknown" ? "unknown" : isWeb(traffic) === "yes" ? "no" : "yes";
}

function otherPorts(open: readonly Exposure[]): readonly StackFinding[] {
  return open.map(({ rule, open: answer, why }) => {
    const message = `${placeOf(rule)} ${why}: ${nameOf(rule.traffic)}.`;
    return answer === "yes" ? badNode(rule.node, message) : undeterminedNode(rule.node, message);
  });
}

function otherPlaces(model: StackModel, open: readonly Exposure[]): readonly StackFinding[] {
  const usesOf = groupUses(model);
  return open.flatMap(({ rule, open: answer, why }): readonly StackFinding[] => {
    const said = `${placeOf(rule)} ${why}, and`;
    const { nodes, exact } = rule.groups;
    if (nodes.length === 0) {
      return [undeterminedNode(rule.node, `${said} its security group is not in this stack.`)];
    }
    return nodes.flatMap((group) =>
      wrongUses(group, usesOf(group)).map(({ certain, message }) =>
        certain && exact && answer === "yes"
          ? badNode(rule.node, `${said} ${message}`)
          : undeterminedNode(rule.node, `${said} ${message}`),
      ),
    );
  });
}

/** What a group is used for that is no public balancer. */
function wrongUses(
  { name }: Node,
  users: readonly Node[],
): readonly { readonly certain: boolean; readonly message: string }[] {
  const isBalancer = ({ type }: Node) => BALANCER_TYPES.includes(type);
  const others = users.filter((user) => !isBalancer(user) || readFlag(user.props, "internal") === "yes");
  const [first] = others;
  if (first !== undefined) {
    return [
      {
        certain: true,
        message: `its security group ${name} is that of ${first.name}, which is no public balancer.`,
      },
    ];
  }
  if (users.length === 0) {
    return [{ certain: true, message: `its security group ${name} is that of no public balancer.` }];
  }
  return users
    .filter(({ props }) => readFlag(props, "internal") === "unknown")
    .map((user) => ({
      certain: false,
      message: `it is not known yet whether ${user.name}, whose security group ${name} is, is public.`,
    }));
}
