import assert from "node:assert/strict";

import { seg07 } from "../../../../policy/rules/segmentation/seg07";
import { ANY, describeTie, said, thingOf } from "../../support/ties";
import { ACCOUNTS, node } from "../../support/world";

const VPC = "aws:ec2/vpc:Vpc";
const ZONE = "aws:route53/zone:Zone";
const OWN = ACCOUNTS.marketing;
const required = true;

describe("SEG-07: private names stay in their vertical", () => {
  describeTie(seg07, { type: ZONE, path: "vpcs[].vpcId", to: VPC });
  for (const type of [
    "aws:route53/vpcAssociationAuthorization:VpcAssociationAuthorization",
    "aws:route53/zoneAssociation:ZoneAssociation",
  ]) {
    describeTie(seg07, { type, path: "zoneId", to: ZONE, required, beside: { vpcId: OWN } });
    describeTie(seg07, { type, path: "vpcId", to: VPC, required, beside: { zoneId: OWN } });
  }
  const association = "aws:route53/resolverRuleAssociation:ResolverRuleAssociation";
  const rule = "aws:route53/resolverRule:ResolverRule";
  describeTie(seg07, {
    type: association,
    path: "resolverRuleId",
    to: rule,
    required,
    beside: { vpcId: OWN },
  });
  describeTie(seg07, {
    type: association,
    path: "vpcId",
    to: VPC,
    required,
    beside: { resolverRuleId: OWN },
  });

  const endpoint = "aws:route53/resolverEndpoint:ResolverEndpoint";
  describeTie(seg07, { type: rule, path: "resolverEndpointId", to: endpoint });
  describeTie(seg07, {
    type: endpoint,
    path: "ipAddresses[].subnetId",
    to: "aws:ec2/subnet:Subnet",
    required,
  });
  describeTie(seg07, {
    type: endpoint,
    path: "securityGroupIds[]",
    to: "aws:ec2/securityGroup:SecurityGroup",
    beside: { ipAddresses: [{ subnetId: OWN }] },
  });

  const profile = "aws:route53/profilesProfile:ProfilesProfile";
  const attached = "aws:route53/profilesAssociation:ProfilesAssociation";
  const filled = "aws:route53/profilesResourceAssociation:ProfilesResourceAssociation";
  describeTie(seg07, {
    type: attached,
    path: "profileId",
    to: profile,
    required,
    beside: { resourceId: OWN },
  });
  describeTie(seg07, { type: attached, path: "resourceId", to: VPC, required, beside: { profileId: OWN } });
  describeTie(seg07, {
    type: filled,
    path: "profileId",
    to: profile,
    required,
    beside: { resourceArn: OWN },
  });
  describeTie(seg07, { type: filled, path: "resourceArn", to: ANY, required, beside: { profileId: OWN } });
  describeTie(seg07, {
    type: "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace",
    path: "vpc",
    to: VPC,
    required,
  });

  it("finds the one network of another vertical among a zone's", () => {
    const [mine, other] = [thingOf("marketing", VPC), thingOf("payments", VPC)];
    const zone = node(ZONE, "user", {
      props: { vpcs: [{ vpcId: mine.props.id }, { vpcId: other.props.id }] },
    });
    const [message, ...others] = said(seg07, [mine, other, zone]);
    assert.match(message ?? "", /vpcs\[1\]\.vpcId is of the vertical duotone\/prod:payments/);
    assert.deepEqual(others, []);
  });

  it("has nothing against a public zone, whichever account it is in", () => {
    assert.deepEqual(said(seg07, [node(ZONE, "user", { props: { name: "example.com" } })]), []);
  });
  it("cannot read networks that are no list of blocks", () => {
    assert.match(
      said(seg07, [node(ZONE, "user", { props: { vpcs: "vpc-1" } })]).join(),
      /Cannot prove: .*vpcs\.vpcId/,
    );
  });
});
