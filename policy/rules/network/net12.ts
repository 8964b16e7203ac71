import type { StackModel } from "../../model/stackModel";
import type { Node } from "../../model/resource";
import { readText } from "../../model/value";
import { badNode, type StackFinding, type StackRule, undeterminedNode } from "../rule";

const VPC = "aws:ec2/vpc:Vpc";
const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";

/** What instances ask AWS for all the time. */
const SERVICES = ["kms", "logs", "s3", "secretsmanager", "ssm"];

/** Name of a service's endpoint; China's region has a prefix of its own. */
const SERVICE_NAME = /^(?:cn\.)?com\.amazonaws\.[a-z]{2}[a-z0-9-]*-\d\.([a-z0-9]+)(?:-fips)?$/;

/**
 * Instances reach AWS without the internet.
 *
 * Asked of the verticals' networks: the one that images are baked in fetches packages from the internet anyway, and holds
 * nothing between two builds.
 */
export const net12: StackRule = {
  id: "NET-12",
  scope: "stack",
  evaluate: (context) =>
    context.model.ofType(VPC).flatMap((vpc): readonly StackFinding[] => {
      const where = context.account(vpc);
      if (where.is === "none" || (where.is === "known" && where.kind !== "vertical")) {
        return [];
      }
      const { named, unread } = servicesOf(context.model, vpc);
      const missing = SERVICES.filter((service) => !named.has(service));
      if (missing.length === 0) {
        return [];
      }
      const message = `It has no endpoint for ${missing.join(", ")}.`;
      return [unread || where.is === "unknown" ? undeterminedNode(vpc, message) : badNode(vpc, message)];
    }),
};

function servicesOf(model: StackModel, vpc: Node): { named: ReadonlySet<string>; unread: boolean } {
  const own = model.ofType(ENDPOINT).filter((endpoint) => {
    const vpcs = model.resolve(endpoint, "vpcId", VPC);
    return vpcs.nodes.includes(vpc);
  });
  const names = own.map(({ props }) => readText(props, "serviceName"));
  return {
    named: new Set(
      names.flatMap((name) => (name.is === "known" ? (SERVICE_NAME.exec(name.text)?.[1] ?? []) : [])),
    ),
    unread: names.some(({ is }) => is === "unknown"),
  };
}
