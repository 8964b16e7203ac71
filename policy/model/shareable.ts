import { COMPANION_TYPES } from "./buckets";
import { DATA_STORES } from "./dataStores";
import type { Node } from "./resource";
import type { StackModel } from "./stackModel";

/**
 * Types that clusters may share, for what they hold is the vertical's and no cluster's.
 *
 * Not among them, on purpose: whatever takes, carries or answers a request, and whoever may do what.
 */
const SHAREABLE: ReadonlySet<string> = new Set([
  // The network, its addresses and its doors: clusters are separate by security groups in it.
  "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl",
  "aws:ec2/defaultRouteTable:DefaultRouteTable",
  "aws:ec2/eip:Eip",
  "aws:ec2/internetGateway:InternetGateway",
  "aws:ec2/managedPrefixList:ManagedPrefixList",
  "aws:ec2/natGateway:NatGateway",
  "aws:ec2/networkAcl:NetworkAcl",
  "aws:ec2/route:Route",
  "aws:ec2/routeTable:RouteTable",
  "aws:ec2/routeTableAssociation:RouteTableAssociation",
  "aws:ec2/subnet:Subnet",
  "aws:ec2/vpc:Vpc",
  "aws:ec2/vpcEndpoint:VpcEndpoint",
  // Names and their proof: a certificate covers the public names, which are on one cluster today and on another tomorrow.
  "aws:acm/certificate:Certificate",
  "aws:acm/certificateValidation:CertificateValidation",
  "aws:route53/zone:Zone",
  // Keys: what one cluster has encrypted the next one must read.
  "aws:kms/alias:Alias",
  "aws:kms/key:Key",
  "aws:kms/replicaKey:ReplicaKey",
  // Who logs in to a cache, as the secret says it of a database. Which cluster may is its own role's business.
  "aws:elasticache/user:User",
  // Where logs and alarms go: nothing comes back from there.
  "aws:cloudwatch/logDestination:LogDestination",
  "aws:cloudwatch/logDestinationPolicy:LogDestinationPolicy",
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:cloudwatch/logStream:LogStream",
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
  "aws:sns/topic:Topic",
  // A topic's policy has the topic's own ARN for its id.
  "aws:sns/topicPolicy:TopicPolicy",
  // Settings of a bucket, which have the bucket's own name for their id.
  ...Object.values(COMPANION_TYPES).flat(),
  // The filter before the vertical: clusters behind different ones would not be the same to whoever calls.
  "aws:wafv2/ipSet:IpSet",
  "aws:wafv2/webAcl:WebAcl",
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
  // The permission to start an image, which is the same commit in both and never changes.
  "aws:ec2/amiLaunchPermission:AmiLaunchPermission",
  // The account, and the right to work in it.
  "aws:organizations/account:Account",
  "pulumi-nodejs:dynamic/accounts:AccountAccess",
  // A role of which an account has one, with rights that AWS alone decides.
  "aws:iam/serviceLinkedRole:ServiceLinkedRole",
]);

const SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup";

/** Whatever can wear a security group, by the properties that it does so in. */
const WORN_IN = [
  "networkInterfaces",
  "securityGroupIds",
  "securityGroups",
  "vpcConfig",
  "vpcSecurityGroupIds",
] as const;

/** Whether clusters may share a resource. The security group of a data store, or of an endpoint, is part of it. */
export function isShareable(model: StackModel, node: Node): boolean {
  if (node.type !== SECURITY_GROUP) {
    return SHAREABLE.has(node.type) || DATA_STORES.has(node.type);
  }
  const wearers = model.users(node, ...WORN_IN);
  return (
    wearers.length > 0 &&
    wearers.every(({ type }) => DATA_STORES.has(type) || type === "aws:ec2/vpcEndpoint:VpcEndpoint")
  );
}
