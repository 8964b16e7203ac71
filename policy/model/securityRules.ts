import { type Addresses, blocksAt, prefixListsAt } from "./addresses";
import { blockOf } from "./block";
import { isGiven, resolveWithin } from "./given";
import { type Traffic, trafficOf } from "./ports";
import type { Node } from "./resource";
import type { Resolved, StackModel } from "./stackModel";
import { type PlainObject, readFlag, readList, readText, type Value } from "./value";

/** One rule of a security group, whichever of the resources says it. */
export interface SecurityRule {
  /** The resource that says it: the group itself, or a rule resource. */
  readonly node: Node;

  /** Where in the resource, for example `ingress[2]`; empty where the resource is the rule. */
  readonly path: string;
  readonly direction: "in" | "out";

  /** The groups that it is a rule of; more than one only where that is not exact. */
  readonly groups: Resolved;
  readonly traffic: Traffic;

  /** Blocks and prefix lists on the other side. */
  readonly addresses: readonly Addresses[];

  /** Groups on the other side. Foreign ones may be `<account>/<id>`. */
  readonly peers: Resolved;

  /** Whether the group itself is on the other side. */
  readonly self: boolean;
}

export const GROUP = "aws:ec2/securityGroup:SecurityGroup";
export const DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";
export const GROUP_TYPES = [DEFAULT_GROUP, GROUP] as const;
const RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";
const INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

/** Every resource that says rules of security groups. */
export const SECURITY_RULE_TYPES = [...GROUP_TYPES, RULE, INGRESS_RULE, EGRESS_RULE] as const;

const NOBODY: Resolved = { nodes: [], exact: true, foreign: [], unresolved: false };

/** All rules of all security groups, sorted by the URN of the resource that says them. */
export function securityRules(model: StackModel): readonly SecurityRule[] {
  return model.ofType(...SECURITY_RULE_TYPES).flatMap((node) => {
    switch (node.type) {
      case RULE:
        return olderRule(model, node);
      case INGRESS_RULE:
        return [newerRule(model, node, "in")];
      case EGRESS_RULE:
        return [newerRule(model, node, "out")];
      default:
        return [...inlineRules(model, node, "in"), ...inlineRules(model, node, "out")];
    }
  });
}

function inlineRules(model: StackModel, node: Node, direction: "in" | "out"): readonly SecurityRule[] {
  const property = direction === "in" ? "ingress" : "egress";
  const list = isGiven(node, property) ? readList(node.props, property) : ({ is: "absent" } as const);
  const groups = { ...NOBODY, nodes: [node] };
  if (list.is === "unknown") {
    return [unreadRule(node, property, direction, groups)];
  }
  return (list.is === "known" ? list.items : []).map((item, index): SecurityRule => {
    const path = `${property}[${index}]`;
    const rule = blockOf(item);
    if (rule === undefined) {
      return unreadRule(node, path, direction, groups);
    }
    return {
      node,
      path,
      direction,
      groups,
      traffic: trafficOf(rule, "protocol"),
      addresses: [
        ...blocksAt(rule.cidrBlocks, `${path}.cidrBlocks`),
        ...blocksAt(rule.ipv6CidrBlocks, `${path}.ipv6CidrBlocks`),
        ...prefixListsAt(model, node, property, rule.prefixListIds, `${path}.prefixListIds`),
      ],
      peers: peersAt(model, node, property, rule.securityGroups),
      self: isSelf(rule),
    };
  });
}

function olderRule(model: StackModel, node: Node): readonly SecurityRule[] {
  const type = readText(node.props, "type");
  const said = type.is === "known" ? type.text.trim().toLowerCase() : undefined;
  // Where it is not clear which way it goes, it goes both.
  const directions = (["in", "out"] as const).filter(
    (direction) => said !== (direction === "in" ? "egress" : "ingress"),
  );
  const given = givenOf(node);
  return directions.map((direction) => ({
    node,
    path: "",
    direction,
    groups: groupsOf(model, node),
    traffic: trafficOf(given, "protocol"),
    addresses: [
      ...blocksAt(given.cidrBlocks, "cidrBlocks"),
      ...blocksAt(given.ipv6CidrBlocks, "ipv6CidrBlocks"),
      ...prefixListsAt(model, node, "prefixListIds", given.prefixListIds, "prefixListIds"),
    ],
    peers: peersAt(model, node, "sourceSecurityGroupId", given.sourceSecurityGroupId),
    self: isSelf(given),
  }));
}

function newerRule(model: StackModel, node: Node, direction: "in" | "out"): SecurityRule {
  const given = givenOf(node);
  return {
    node,
    path: "",
    direction,
    groups: groupsOf(model, node),
    traffic: trafficOf(given, "ipProtocol"),
    addresses: [
      ...blocksAt(given.cidrIpv4, "cidrIpv4"),
      ...blocksAt(given.cidrIpv6, "cidrIpv6"),
      ...prefixListsAt(model, node, "prefixListId", given.prefixListId, "prefixListId"),
    ],
    peers: peersAt(model, node, "referencedSecurityGroupId", given.referencedSecurityGroupId),
    self: false,
  };
}

function unreadRule(node: Node, path: string, direction: "in" | "out", groups: Resolved): SecurityRule {
  const why = "is not known yet";
  return {
    node,
    path,
    direction,
    groups,
    traffic: { is: "unknown", why: `${path} ${why}` },
    addresses: [{ is: "unknown", path, why }],
    peers: { ...NOBODY, unresolved: true },
    self: false,
  };
}

function groupsOf(model: StackModel, node: Node): Resolved {
  return model.resolve(node, "securityGroupId", ...GROUP_TYPES);
}

function peersAt(model: StackModel, node: Node, property: string, value: Value | undefined): Resolved {
  const resolved = resolveWithin(model, node, property, value, ...GROUP_TYPES);
  return { ...resolved, foreign: resolved.foreign.filter((id) => id !== "") };
}

/** `self: "false"` is no; what is not known yet counts as yes. */
function isSelf(rule: PlainObject): boolean {
  const self = readFlag(rule, "self");
  return self === "yes" || self === "unknown";
}

/** The properties that the program gave. */
function givenOf(node: Node): PlainObject {
  return Object.fromEntries(Object.entries(node.props).filter(([property]) => isGiven(node, property)));
}
