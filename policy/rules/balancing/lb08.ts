import { balancerKind, BALANCERS, facesInternet } from "../../model/balancers";
import type { Node } from "../../model/resource";
import type { StackModel } from "../../model/stackModel";
import { badNode, type StackFinding, type StackRule, undeterminedNode } from "../rule";

const WEB_ACL = "aws:wafv2/webAcl:WebAcl";
const ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation";
const LOGGING = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration";

/** A firewall for web requests before every balancer that the internet reaches, and a log of what it does. */
export const lb08: StackRule = {
  id: "LB-08",
  scope: "stack",
  evaluate: ({ model }) =>
    model
      .ofType(...BALANCERS)
      .filter((balancer) => ["application", "unknown"].includes(balancerKind(balancer)))
      .flatMap((balancer) => {
        const facing = facesInternet(balancer);
        return facing === "no" ? [] : findings(model, balancer, facing);
      }),
};

function findings(model: StackModel, balancer: Node, facing: "yes" | "unknown"): readonly StackFinding[] {
  const associations = model
    .ofType(ASSOCIATION)
    .filter((association) =>
      model.resolve(association, "resourceArn", ...BALANCERS).nodes.includes(balancer),
    );
  if (associations.length === 0) {
    return [
      facing === "unknown"
        ? undeterminedNode(balancer, `internal of ${balancer.name} is not known, and it has no web ACL.`)
        : badNode(balancer, `${balancer.name} faces the internet, and no web ACL is associated with it.`),
    ];
  }
  return associations.flatMap((association) => {
    const { nodes } = model.resolve(association, "webAclArn", WEB_ACL);
    if (nodes.length === 0) {
      return [
        undeterminedNode(
          balancer,
          `the web ACL of ${balancer.name} is not of this stack; whether it logs is not known.`,
        ),
      ];
    }
    return nodes.some((acl) => isLogged(model, acl))
      ? []
      : [badNode(balancer, `${balancer.name} has a web ACL without a logging configuration.`)];
  });
}

function isLogged(model: StackModel, acl: Node): boolean {
  return model
    .ofType(LOGGING)
    .some((logging) => model.resolve(logging, "resourceArn", WEB_ACL).nodes.includes(acl));
}
