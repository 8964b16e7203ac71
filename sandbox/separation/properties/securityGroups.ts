import { accountName, type Estate, type EstateResource, place, viewsOf } from "../estate";
import { ANYWHERE, type Block, blocksOf, ofVerticals, overlap } from "../networks";
import { type Fields, fieldsOf, listAt, textsAt } from "../values";

/** Types of rules that are resources of their own. */
const RULE_TYPES = [
  "aws:ec2/securityGroupRule:SecurityGroupRule",
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
];

const GROUP_TYPES = [
  "aws:ec2/securityGroup:SecurityGroup",
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
];

/** Fields that name addresses, groups and lists of addresses, in all the shapes that a rule has. */
const CIDR_FIELDS = ["cidrBlocks", "cidrIpv4"];
const IPV6_FIELDS = ["ipv6CidrBlocks", "cidrIpv6"];
const GROUP_FIELDS = ["sourceSecurityGroupId", "referencedSecurityGroupId", "securityGroups"];
const LIST_FIELDS = ["prefixListIds", "prefixListId"];

/**
 * No rule of a vertical's security group names another vertical: not its groups, and not its addresses, neither exactly nor
 * by a wider block. `0.0.0.0/0` names nobody; lists of addresses and IPv6 cannot be told and are refused.
 */
export function securityGroups(estate: Estate): string[] {
  const blocks = blocksOf(estate);
  const groups = new Map(
    estate.resources
      .filter(({ type }) => GROUP_TYPES.includes(type))
      .flatMap((group) => (group.id === undefined ? [] : [[group.id, group] as const])),
  );
  const problems = ofVerticals(estate).flatMap((resource) =>
    rulesOf(resource).flatMap((rule) => problemsOf(resource, rule, blocks, groups)),
  );
  return [...new Set(problems)];
}

function rulesOf(resource: EstateResource): Fields[] {
  if (RULE_TYPES.includes(resource.type)) {
    return viewsOf(resource).flatMap((fields) => [fields, { sourceSecurityGroupId: fields.securityGroupId }]);
  }
  return GROUP_TYPES.includes(resource.type)
    ? viewsOf(resource).flatMap((fields) =>
        [...listAt(fields, "ingress"), ...listAt(fields, "egress")].map(fieldsOf),
      )
    : [];
}

function problemsOf(
  resource: EstateResource,
  rule: Fields,
  blocks: readonly Block[],
  groups: ReadonlyMap<string, EstateResource>,
): string[] {
  const { account } = resource;
  const texts = (fields: readonly string[]) => fields.flatMap((field) => textsAt(rule, field));
  const foreignBlocks = texts(CIDR_FIELDS)
    .filter((cidr) => cidr !== ANYWHERE)
    .flatMap((cidr) =>
      blocks
        .filter((block) => block.account !== account && overlap(cidr, block.cidr))
        .map((block) => `${cidr}, where ${accountName(block.account)} is`),
    );
  const foreignGroups = texts(GROUP_FIELDS)
    // Another account's group is written as account/group.
    .filter((id) => groups.get(id.slice(id.indexOf("/") + 1))?.account !== account)
    .map((id) => `the group ${id}, which is not of its account`);
  const untold = [...texts(IPV6_FIELDS), ...texts(LIST_FIELDS)].map(
    (name) => `${name}, of which cannot be told whom it names`,
  );
  return [...foreignBlocks, ...foreignGroups, ...untold].map((whom) => `${place(resource)} names ${whom}.`);
}
