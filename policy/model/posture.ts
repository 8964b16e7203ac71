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
  const word = (text: string) =>
    withoutCluster(
      text.replaceAll(IDENTITIES, (identity) => model.named(identity)[0]?.name ?? identity),
      cluster,
    );
  return holdsUnknownPart(value) ? undefined : JSON.stringify(ordered(value ?? "", word));
}

function holdsUnknownPart(value: unknown): boolean {
  if (typeof value === "string") {
    return holdsUnknown(value);
  }
  return (
    value === UNKNOWN ||
    (typeof value === "object" && value !== null && Object.values(value).some(holdsUnknownPart))
  );
}

function ordered(value: unknown, word: (text: string) => string): unknown {
  if (typeof value === "string") {
    return word(value);
  }
  if (Array.isArray(value)) {
    return value.map((item: unknown) => ordered(item, word));
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, inner]) => [key, ordered(inner, word)]),
      )
    : value;
}
