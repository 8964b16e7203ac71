import type { Node } from "./resource";
import { SECURITY_RULE_TYPES } from "./securityRules";
import type { StackModel } from "./stackModel";
import type { Value } from "./value";

/** Properties by which instances, balancers, endpoints, stores and functions are given their security groups. */
const ATTACHING = /securityGroup|networkInterface|networkConfiguration|vpcConfig/i;

/** Resources that name a group and give it to nobody. */
const NOT_ATTACHED: ReadonlySet<string> = new Set([
  ...SECURITY_RULE_TYPES,
  "aws:vpc/securityGroupVpcAssociation:SecurityGroupVpcAssociation",
]);

/**
 * Whatever is given a security group, by the group's URN and by its id: balancers, launch templates, endpoints, stores.
 * Where a value is unknown, by what the property comes from.
 */
export function groupUses(model: StackModel): (group: Node) => readonly Node[] {
  const users = new Map<string, Set<Node>>();
  const add = (key: string, node: Node) => users.set(key, (users.get(key) ?? new Set<Node>()).add(node));
  for (const node of model.nodes) {
    if (!node.type.startsWith("aws:") || NOT_ATTACHED.has(node.type)) {
      continue;
    }
    for (const property of Object.keys(node.props).filter((name) => ATTACHING.test(name))) {
      for (const urn of node.edges[property] ?? []) {
        add(urn, node);
      }
      for (const id of textsIn(node.props[property])) {
        add(id, node);
      }
    }
  }
  return (group) => {
    const { id } = group.props;
    const found = new Set([
      ...(users.get(group.urn) ?? []),
      ...(typeof id === "string" ? (users.get(id) ?? []) : []),
    ]);
    return [...found].sort((a, b) => (a.urn < b.urn ? -1 : 1));
  };
}

function textsIn(value: Value | undefined): readonly string[] {
  if (typeof value === "string") {
    return [value];
  }
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
