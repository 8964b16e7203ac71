import type { Node } from "../../model/resource";
import type { StackModel } from "../../model/stackModel";
import { identitiesIn } from "../../model/closure";
import { type StackFinding, undeterminedNode } from "../rule";

/** Properties by which a part of a cluster names another. */
const PARTS: ReadonlySet<string> = new Set([
  "iamInstanceProfile",
  "launchTemplate",
  "listenerArn",
  "loadBalancerArn",
  "mixedInstancesPolicy",
  "networkInterfaces",
  "referencedSecurityGroupId",
  "role",
  "securityGroupId",
  "securityGroups",
  "sourceSecurityGroupId",
  "targetGroupArns",
  "vpcSecurityGroupIds",
]);

/** Parts of a cluster's resource that are not known and that nothing here says the origin of: they may be another's. */
export function unresolvedFindings(model: StackModel, node: Node): readonly StackFinding[] {
  return Object.entries(node.edges)
    .filter(
      ([property]) =>
        PARTS.has(property) &&
        identitiesIn(node.props[property]).unknown &&
        model.sources(node, property).length === 0,
    )
    .map(([property]) =>
      undeterminedNode(
        node,
        `${property} of ${node.name} is not known, and nothing in this stack says where it comes from.`,
      ),
    );
}
