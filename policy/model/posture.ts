import { BALANCERS, LISTENERS, TARGET_GROUPS } from "./balancers";
import { IDENTITIES } from "./closure";
import type { Clusters } from "./clusters";
import { isGiven } from "./given";
import type { Node } from "./resource";
import type { StackModel } from "./stackModel";
import { holdsUnknown, UNKNOWN, type Value } from "./value";

/** By type, the properties that say how a part of a cluster is secured. */
const SECURED_BY: Readonly<Record<string, readonly string[]>> = {
  ...forAll(BALANCERS, [
    "desyncMitigationMode",
    "dropInvalidHeaderFields",
    "internal",
    "ipAddressType",
    "loadBalancerType",
    "preserveHostHeader",
    "xffHeaderProcessingMode",
  ]),
  ...forAll(LISTENERS, [
    "certificateArn",
    "defaultActions",
    "mutualAuthentication",
    "port",
    "protocol",
    "sslPolicy",
  ]),
  ...forAll(TARGET_GROUPS, ["port", "protocol", "targetType"]),
  "aws:ec2/launchTemplate:LaunchTemplate": [
    "blockDeviceMappings",
    "iamInstanceProfile",
    "keyName",
    "metadataOptions",
    "networkInterfaces",
    "securityGroupNames",
    "vpcSecurityGroupIds",
  ],
  "aws:ec2/securityGroup:SecurityGroup": ["egress", "ingress"],
  "aws:ec2/securityGroupRule:SecurityGroupRule": [
    "cidrBlocks",
    "fromPort",
    "ipv6CidrBlocks",
    "prefixListIds",
    "protocol",
    "self",
    "sourceSecurityGroupId",
    "toPort",
    "type",
  ],
  ...forAll(
    [
      "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    ],
    ["cidrIpv4", "cidrIpv6", "fromPort", "ipProtocol", "prefixListId", "referencedSecurityGroupId", "toPort"],
  ),
  "aws:iam/role:Role": ["assumeRolePolicy", "inlinePolicies", "managedPolicyArns", "permissionsBoundary"],
  "aws:iam/rolePolicy:RolePolicy": ["policy"],
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ["policyArn"],
};

function forAll(types: readonly string[], properties: readonly string[]): Record<string, readonly string[]> {
  return Object.fromEntries(types.map((type) => [type, properties]));
}

/** How one part of a cluster is secured. */
export interface Secured {
  readonly node: Node;

  /** By property, in words that are the same for every cluster; undefined where it is not known yet. */
  readonly properties: ReadonlyMap<string, string | undefined>;
}

/** How a cluster is secured, by what its parts are called in every cluster. */
export function postureOf(
  model: StackModel,
  nodes: readonly Node[],
  clusters: Clusters,
  cluster: string,
): ReadonlyMap<string, Secured> {
  return new Map(
    nodes
      .filter((node) => SECURED_BY[node.type] !== undefined && clusters.of(node) === cluster)
      .map((node) => [
        `${node.type} ${withoutCluster(node.name, cluster)}`,
        {
          node,
          properties: new Map(
            (SECURED_BY[node.type] ?? []).map((property) => [
              property,
              isGiven(node, property) ? inWords(model, cluster, node.props[property]) : "",
            ]),
          ),
        },
      ]),
  );
}

function withoutCluster(text: string, cluster: string): string {
  return text.split(cluster).join("<cluster>");
}

/** @returns Undefined where a part is not known yet. */
function inWords(model: StackModel, cluster: string, value: Value | undefined): string | undefined {
  let unknown = false;
  const word = (part: unknown): unknown => {
    if (part === UNKNOWN || (typeof part === "string" && holdsUnknown(part))) {
      unknown = true;
      return null;
    }
    if (typeof part === "string") {
      return withoutCluster(
        part.replaceAll(IDENTITIES, (identity) => model.named(identity)[0]?.name ?? identity),
        cluster,
      );
    }
    if (Array.isArray(part)) {
      return part.map(word);
    }
    if (typeof part === "object" && part !== null) {
      return Object.fromEntries(
        Object.entries(part)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, inner]) => [key, word(inner)]),
      );
    }
    return part ?? null;
  };
  const words = JSON.stringify(word(value ?? ""));
  return unknown ? undefined : words;
}
