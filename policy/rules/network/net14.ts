import type { Account } from "../../model/accounts";
import type { Node } from "../../model/resource";
import { readText } from "../../model/value";
import { badNode, type StackContext, type StackFinding, type StackRule, undeterminedNode } from "../rule";

const VPC = "aws:ec2/vpc:Vpc";
const OPTIONS = "aws:ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions";
const EXCLUSION = "aws:ec2/vpcBlockPublicAccessExclusion:VpcBlockPublicAccessExclusion";
const BLOCKING = ["block-bidirectional", "block-ingress"];

/** Where personal or banking data is, the account itself keeps the internet out, whatever routes and gateways say. */
export const net14: StackRule = {
  id: "NET-14",
  scope: "stack",
  evaluate: (context) => [
    ...restricted(context, VPC).flatMap((vpc) => unblocked(context, vpc)),
    ...restricted(context, OPTIONS).flatMap(openOptions),
    ...restricted(context, EXCLUSION).map((exclusion) =>
      badNode(exclusion, "It takes a network out of the block."),
    ),
  ],
};

/** Nodes in restricted accounts, and in such that nobody knows. */
function restricted(context: StackContext, type: string): readonly Node[] {
  return context.model.ofType(type).filter((node) => {
    const where = context.account(node);
    return where.is === "unknown" || (where.is === "known" && where.restricted);
  });
}

function unblocked(context: StackContext, vpc: Node): readonly StackFinding[] {
  const where = context.account(vpc);
  const blocked = context.model
    .ofType(OPTIONS)
    .some((options) => isSame(context.account(options), where) && regionOf(options) === regionOf(vpc));
  if (blocked) {
    return [];
  }
  const message = "Its account has no VpcBlockPublicAccessOptions in the region.";
  return [where.is === "unknown" ? undeterminedNode(vpc, message) : badNode(vpc, message)];
}

/** Before an account exists it has no id, but a name; verticals of two stacks may have one name, but not one id. */
function isSame(one: Account, other: Account): boolean {
  return one.is === "known" && other.is === "known" && one.id === other.id && one.name === other.name;
}

/** A resource may be in another region than its provider. */
function regionOf({ props, provider }: Node): string | undefined {
  const own = readText(props, "region");
  const region = own.is === "known" ? own : readText(provider?.props, "region");
  return region.is === "known" ? region.text : undefined;
}

function openOptions(options: Node): readonly StackFinding[] {
  const mode = readText(options.props, "internetGatewayBlockMode");
  if (mode.is === "unknown") {
    return [undeterminedNode(options, "internetGatewayBlockMode is not known yet.")];
  }
  return mode.is === "known" && BLOCKING.includes(mode.text)
    ? []
    : [badNode(options, "internetGatewayBlockMode blocks nothing.")];
}
