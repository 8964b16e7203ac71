import type { Node } from "../../model/resource";
import { DEFAULT_GROUP, type SecurityRule, securityRules } from "../../model/securityRules";
import type { StackModel } from "../../model/stackModel";
import { readText } from "../../model/value";
import { badNode, type StackFinding, type StackRule, undeterminedNode } from "../rule";

const VPC = "aws:ec2/vpc:Vpc";

/**
 * Whatever is started without a security group gets the VPC's default one: it is managed, so that it has no rule.
 *
 * A managed default group loses the rules that AWS made, also where `ingress` and `egress` are left out.
 */
export const net04: StackRule = {
  id: "NET-04",
  scope: "stack",
  evaluate: ({ model }) => {
    const managed = model
      .ofType(DEFAULT_GROUP)
      .map((group) => ({ group, vpcs: model.resolve(group, "vpcId", VPC) }));
    const missing = model
      .ofType(VPC)
      .filter((vpc) => !managed.some(({ vpcs }) => vpcs.nodes.includes(vpc)))
      .map((vpc) => badNode(vpc, "It has no DefaultSecurityGroup, so that AWS's rules stay in it."));
    return [...missing, ...securityRules(model).flatMap((rule) => defaultRule(model, rule))];
  },
};

function defaultRule(model: StackModel, rule: SecurityRule): readonly StackFinding[] {
  const { node, path } = rule;
  const group = rule.groups.nodes.find(({ type }) => type === DEFAULT_GROUP);
  if (group === node && rule.addresses.some((some) => some.path === path)) {
    return [undeterminedNode(node, `${path} is not known yet.`)];
  }
  if (group !== undefined) {
    const place = path === "" ? "The rule" : path;
    return [badNode(node, `${place} is one of the default security group ${group.name}.`)];
  }
  const vpc = vpcOfDefault(model, rule);
  return vpc === undefined
    ? []
    : [badNode(node, `The rule is one of the default security group of VPC ${vpc.name}.`)];
}

/** The VPC whose default group a rule names by the VPC's own property. */
function vpcOfDefault(model: StackModel, { node, groups }: SecurityRule): Node | undefined {
  return groups.unresolved
    ? model.sources(node, "securityGroupId", VPC)[0]
    : model.ofType(VPC).find(({ props }) => {
        const id = readText(props, "defaultSecurityGroupId");
        return id.is === "known" && groups.foreign.includes(id.text);
      });
}
