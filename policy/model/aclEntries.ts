import { type Addresses, blocksAt } from "./addresses";
import { blockOf } from "./block";
import { isGiven } from "./given";
import { type Traffic, trafficOf } from "./ports";
import type { Node } from "./resource";
import type { StackModel } from "./stackModel";
import { type PlainObject, readFlag, readList, readNumber, readText, type Value } from "./value";

/** One entry of a network ACL, whichever of the resources says it. */
export interface AclEntry {
  /** The resource that says it: the ACL itself, or a rule resource. */
  readonly node: Node;

  /** Where in the resource, for example `ingress[2]`; empty where the resource is the entry. */
  readonly path: string;
  readonly direction: "in" | "out";

  /** AWS looks at entries by their numbers, and the first that matches decides; undefined where it cannot be read. */
  readonly number: number | undefined;

  /** What is not a plain `deny` counts as `allow`. */
  readonly action: "allow" | "deny";
  readonly traffic: Traffic;
  readonly addresses: readonly Addresses[];
}

export const ACL = "aws:ec2/networkAcl:NetworkAcl";
export const DEFAULT_ACL = "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl";
const ACL_TYPES = [DEFAULT_ACL, ACL] as const;
const ACL_RULE = "aws:ec2/networkAclRule:NetworkAclRule";

/** Every resource that says entries of network ACLs. */
export const ACL_ENTRY_TYPES = [...ACL_TYPES, ACL_RULE] as const;

/** The entries of each network ACL, sorted by the URN of the resource that says them. */
export function networkAcls(model: StackModel): readonly (readonly AclEntry[])[] {
  const byAcl = new Map<string, AclEntry[]>();
  const put = (key: string, entry: AclEntry) => byAcl.set(key, [...(byAcl.get(key) ?? []), entry]);
  for (const node of model.ofType(...ACL_ENTRY_TYPES)) {
    if (node.type === ACL_RULE) {
      const acls = model.resolve(node, "networkAclId", ...ACL_TYPES);
      const keys = [...acls.nodes.map(({ urn }) => urn), ...acls.foreign];
      for (const key of keys.length === 0 ? [node.urn] : keys) {
        put(key, separateEntry(node));
      }
    } else {
      for (const entry of [...inlineEntries(node, "in"), ...inlineEntries(node, "out")]) {
        put(node.urn, entry);
      }
    }
  }
  return [...byAcl.values()];
}

function separateEntry(node: Node): AclEntry {
  const given = Object.fromEntries(
    Object.entries(node.props).filter(([property]) => isGiven(node, property)),
  );
  return {
    node,
    path: "",
    direction: readFlag(given, "egress") === "yes" ? "out" : "in",
    number: numberOf(given.ruleNumber),
    action: actionOf(given.ruleAction),
    traffic: trafficOf(given, "protocol"),
    addresses: [...blocksAt(given.cidrBlock, "cidrBlock"), ...blocksAt(given.ipv6CidrBlock, "ipv6CidrBlock")],
  };
}

function inlineEntries(node: Node, direction: "in" | "out"): readonly AclEntry[] {
  const property = direction === "in" ? "ingress" : "egress";
  const list = isGiven(node, property) ? readList(node.props, property) : ({ is: "absent" } as const);
  if (list.is === "unknown") {
    return [unreadEntry(node, property, direction)];
  }
  return (list.is === "known" ? list.items : []).map((item, index): AclEntry => {
    const path = `${property}[${index}]`;
    const entry = blockOf(item);
    return entry === undefined
      ? unreadEntry(node, path, direction)
      : {
          node,
          path,
          direction,
          number: numberOf(entry.ruleNo),
          action: actionOf(entry.action),
          traffic: trafficOf(entry, "protocol"),
          addresses: blocksOf(entry, path),
        };
  });
}

function blocksOf(entry: PlainObject, path: string): readonly Addresses[] {
  return [
    ...blocksAt(entry.cidrBlock, `${path}.cidrBlock`),
    ...blocksAt(entry.ipv6CidrBlock, `${path}.ipv6CidrBlock`),
  ];
}

function unreadEntry(node: Node, path: string, direction: "in" | "out"): AclEntry {
  const why = "is not known yet";
  return {
    node,
    path,
    direction,
    number: undefined,
    action: "allow",
    traffic: { is: "unknown", why: `${path} ${why}` },
    addresses: [{ is: "unknown", path, why }],
  };
}

function numberOf(value: Value | undefined): number | undefined {
  const number = readNumber({ value }, "value");
  return number.is === "known" ? number.number : undefined;
}

function actionOf(value: Value | undefined): AclEntry["action"] {
  const action = readText({ value }, "value");
  return action.is === "known" && action.text.trim().toLowerCase() === "deny" ? "deny" : "allow";
}
