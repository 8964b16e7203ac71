/** A data store in a network, and where it says which part of it. */
export interface Store {
  readonly type: string;

  /** Path of its subnets, or of its subnet group. */
  readonly subnets: readonly string[];
  readonly throughGroup: boolean;

  /** Path of its security groups. */
  readonly groups: readonly string[];
}

const grouped = (type: string, subnets: string, groups: string): Store => ({
  type,
  subnets: [subnets],
  throughGroup: true,
  groups: [groups],
});

const inSubnets = (type: string, subnets: string, groups: string): Store => ({
  type,
  subnets: subnets.split("."),
  throughGroup: false,
  groups: groups.split("."),
});

export const STORES: readonly Store[] = [
  grouped("aws:rds/instance:Instance", "dbSubnetGroupName", "vpcSecurityGroupIds"),
  grouped("aws:rds/cluster:Cluster", "dbSubnetGroupName", "vpcSecurityGroupIds"),
  grouped("aws:docdb/cluster:Cluster", "dbSubnetGroupName", "vpcSecurityGroupIds"),
  grouped("aws:neptune/cluster:Cluster", "neptuneSubnetGroupName", "vpcSecurityGroupIds"),
  grouped("aws:elasticache/replicationGroup:ReplicationGroup", "subnetGroupName", "securityGroupIds"),
  grouped("aws:elasticache/cluster:Cluster", "subnetGroupName", "securityGroupIds"),
  grouped("aws:memorydb/cluster:Cluster", "subnetGroupName", "securityGroupIds"),
  grouped("aws:dax/cluster:Cluster", "subnetGroupName", "securityGroupIds"),
  grouped("aws:redshift/cluster:Cluster", "clusterSubnetGroupName", "vpcSecurityGroupIds"),
  inSubnets("aws:elasticache/serverlessCache:ServerlessCache", "subnetIds", "securityGroupIds"),
  inSubnets("aws:efs/mountTarget:MountTarget", "subnetId", "securityGroups"),
  inSubnets("aws:opensearch/domain:Domain", "vpcOptions.subnetIds", "vpcOptions.securityGroupIds"),
  inSubnets("aws:elasticsearch/domain:Domain", "vpcOptions.subnetIds", "vpcOptions.securityGroupIds"),
  inSubnets("aws:redshiftserverless/workgroup:Workgroup", "subnetIds", "securityGroupIds"),
];

export const SUBNET_GROUPS: readonly string[] = [
  "aws:dax/subnetGroup:SubnetGroup",
  "aws:docdb/subnetGroup:SubnetGroup",
  "aws:elasticache/subnetGroup:SubnetGroup",
  "aws:memorydb/subnetGroup:SubnetGroup",
  "aws:neptune/subnetGroup:SubnetGroup",
  "aws:rds/subnetGroup:SubnetGroup",
  "aws:redshift/subnetGroup:SubnetGroup",
];
