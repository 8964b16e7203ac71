import type { StackFinding, StackRule } from "../rule";
import { judgedTies, type Tie } from "./ties";

const ENDPOINT = "aws:route53/resolverEndpoint:ResolverEndpoint";
const PROFILE = "aws:route53/profilesProfile:ProfilesProfile";
const PROFILE_ASSOCIATION = "aws:route53/profilesAssociation:ProfilesAssociation";
const PROFILE_RESOURCE = "aws:route53/profilesResourceAssociation:ProfilesResourceAssociation";
const RULE = "aws:route53/resolverRule:ResolverRule";
const RULE_ASSOCIATION = "aws:route53/resolverRuleAssociation:ResolverRuleAssociation";
const VPC = "aws:ec2/vpc:Vpc";
const ZONE = "aws:route53/zone:Zone";
const ZONE_ASSOCIATIONS = [
  "aws:route53/vpcAssociationAuthorization:VpcAssociationAuthorization",
  "aws:route53/zoneAssociation:ZoneAssociation",
];

const TIES: readonly Tie[] = [
  { types: [ZONE], path: ["vpcs", "vpcId"], to: [VPC] },
  { types: ZONE_ASSOCIATIONS, path: ["zoneId"], to: [ZONE], required: true },
  { types: [...ZONE_ASSOCIATIONS, RULE_ASSOCIATION], path: ["vpcId"], to: [VPC], required: true },
  { types: [RULE_ASSOCIATION], path: ["resolverRuleId"], to: [RULE], required: true },
  { types: [RULE], path: ["resolverEndpointId"], to: [ENDPOINT] },
  { types: [ENDPOINT], path: ["ipAddresses", "subnetId"], to: ["aws:ec2/subnet:Subnet"], required: true },
  { types: [ENDPOINT], path: ["securityGroupIds"], to: ["aws:ec2/securityGroup:SecurityGroup"] },
  { types: [PROFILE_ASSOCIATION, PROFILE_RESOURCE], path: ["profileId"], to: [PROFILE], required: true },
  { types: [PROFILE_ASSOCIATION], path: ["resourceId"], to: [VPC], required: true },
  { types: [PROFILE_RESOURCE], path: ["resourceArn"], to: [], required: true },
  {
    types: ["aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace"],
    path: ["vpc"],
    to: [VPC],
    required: true,
  },
];

/** Private names are resolved in their own vertical only. */
export const seg07: StackRule = {
  id: "SEG-07",
  scope: "stack",
  evaluate: (context): readonly StackFinding[] => judgedTies("SEG-07", context, TIES),
};
