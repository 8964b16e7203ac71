import type { Tie } from "./ties";

const ACCOUNT = "aws:organizations/account:Account";
const BUCKETS = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"];
const DB_CLUSTER = "aws:rds/cluster:Cluster";
const DB_CLUSTER_SNAPSHOT = "aws:rds/clusterSnapshot:ClusterSnapshot";
const DB_CLUSTER_SNAPSHOT_COPY = "aws:rds/clusterSnapshotCopy:ClusterSnapshotCopy";
const DB_INSTANCE = "aws:rds/instance:Instance";
const DB_SNAPSHOT = "aws:rds/snapshot:Snapshot";
const DB_SNAPSHOT_COPY = "aws:rds/snapshotCopy:SnapshotCopy";
const DELIVERY = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";
const EVENT_TARGET = "aws:cloudwatch/eventTarget:EventTarget";
const EXPORT = "aws:rds/exportTask:ExportTask";
const FILES = "aws:efs/fileSystem:FileSystem";
const REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig";
const STREAM = "aws:kinesis/stream:Stream";
const TABLE = "aws:dynamodb/table:Table";
const TABLE_EXPORT = "aws:dynamodb/tableExport:TableExport";
const VAULT = "aws:backup/vault:Vault";

const DB_SNAPSHOTS = [DB_SNAPSHOT, DB_SNAPSHOT_COPY];
const DB_CLUSTER_SNAPSHOTS = [DB_CLUSTER_SNAPSHOT, DB_CLUSTER_SNAPSHOT_COPY];
const EBS_SNAPSHOTS = ["aws:ebs/snapshot:Snapshot", "aws:ebs/snapshotCopy:SnapshotCopy"];

/** Copies out of buckets. */
const FROM_BUCKETS: readonly Tie[] = [
  { types: [REPLICATION], path: ["rules", "destination", "bucket"], to: BUCKETS, required: true },
  { types: [REPLICATION], path: ["rules", "destination", "account"], to: [ACCOUNT] },
  {
    types: BUCKETS,
    path: ["replicationConfiguration", "rules", "destination", "bucket"],
    to: BUCKETS,
    filledIn: true,
  },
  {
    types: BUCKETS,
    path: ["replicationConfigurations", "rules", "destinations", "bucket"],
    to: BUCKETS,
    filledIn: true,
  },
  { types: ["aws:s3/inventory:Inventory"], path: ["destination", "bucket", "bucketArn"], to: BUCKETS },
];

/** Copies of databases. Without an ARN, a name can only be one of the account's own. */
const FROM_DATABASES: readonly Tie[] = [
  { types: [DB_INSTANCE], path: ["replicateSourceDb"], to: [DB_INSTANCE, DB_CLUSTER], bareIsOwn: true },
  { types: [DB_INSTANCE], path: ["snapshotIdentifier"], to: DB_SNAPSHOTS, bareIsOwn: true },
  {
    types: [DB_INSTANCE],
    path: ["restoreToPointInTime", "sourceDbInstanceAutomatedBackupsArn"],
    to: [DB_INSTANCE],
  },
  {
    types: [DB_INSTANCE],
    path: ["restoreToPointInTime", "sourceDbInstanceIdentifier"],
    to: [DB_INSTANCE],
    bareIsOwn: true,
  },
  {
    types: [DB_INSTANCE],
    path: ["restoreToPointInTime", "sourceDbiResourceId"],
    to: [DB_INSTANCE],
    bareIsOwn: true,
  },
  { types: [DB_INSTANCE, DB_CLUSTER], path: ["s3Import", "bucketName"], to: BUCKETS },
  {
    types: [DB_CLUSTER],
    path: ["replicationSourceIdentifier"],
    to: [DB_CLUSTER, DB_INSTANCE],
    bareIsOwn: true,
  },
  {
    types: [DB_CLUSTER],
    path: ["snapshotIdentifier"],
    to: [...DB_CLUSTER_SNAPSHOTS, ...DB_SNAPSHOTS],
    bareIsOwn: true,
  },
  {
    types: [DB_CLUSTER],
    path: ["restoreToPointInTime", "sourceClusterIdentifier"],
    to: [DB_CLUSTER],
    bareIsOwn: true,
  },
  {
    types: [DB_CLUSTER],
    path: ["restoreToPointInTime", "sourceClusterResourceId"],
    to: [DB_CLUSTER],
    bareIsOwn: true,
  },
  {
    types: ["aws:rds/globalCluster:GlobalCluster"],
    path: ["sourceDbClusterIdentifier"],
    to: [DB_CLUSTER],
    bareIsOwn: true,
  },
  { types: [DB_SNAPSHOT_COPY], path: ["sourceDbSnapshotIdentifier"], to: DB_SNAPSHOTS, bareIsOwn: true },
  {
    types: [DB_CLUSTER_SNAPSHOT_COPY],
    path: ["sourceDbClusterSnapshotIdentifier"],
    to: DB_CLUSTER_SNAPSHOTS,
    bareIsOwn: true,
  },
  {
    types: ["aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"],
    path: ["sourceDbInstanceArn"],
    to: [DB_INSTANCE],
  },
  { types: [EXPORT], path: ["s3BucketName"], to: BUCKETS },
  { types: [EXPORT], path: ["sourceArn"], to: [...DB_SNAPSHOTS, ...DB_CLUSTER_SNAPSHOTS, DB_CLUSTER] },
  { types: [TABLE], path: ["restoreSourceTableArn"], to: [TABLE] },
  { types: [TABLE], path: ["restoreBackupArn"], to: [TABLE] },
  { types: [TABLE], path: ["importTable", "s3BucketSource", "bucket"], to: BUCKETS },
  { types: [TABLE_EXPORT], path: ["s3Bucket"], to: BUCKETS },
  { types: [TABLE_EXPORT], path: ["tableArn"], to: [TABLE] },
  {
    types: ["aws:elasticache/replicationGroup:ReplicationGroup", "aws:elasticache/cluster:Cluster"],
    path: ["snapshotArns"],
    to: BUCKETS,
  },
];

/** Copies of volumes, files and backups, and what carries data on as it comes. */
const FROM_ELSEWHERE: readonly Tie[] = [
  { types: ["aws:ebs/snapshotCopy:SnapshotCopy"], path: ["sourceSnapshotId"], to: EBS_SNAPSHOTS },
  { types: ["aws:ebs/volume:Volume"], path: ["snapshotId"], to: EBS_SNAPSHOTS },
  {
    types: ["aws:efs/replicationConfiguration:ReplicationConfiguration"],
    path: ["destination", "fileSystemId"],
    to: [FILES],
  },
  { types: ["aws:backup/plan:Plan"], path: ["rules", "copyActions", "destinationVaultArn"], to: [VAULT] },
  {
    types: ["aws:ecr/replicationConfiguration:ReplicationConfiguration"],
    path: ["replicationConfiguration", "rules", "destinations", "registryId"],
    to: [ACCOUNT],
  },
  { types: [DELIVERY], path: ["extendedS3Configuration", "bucketArn"], to: BUCKETS },
  ...["httpEndpoint", "opensearch", "elasticsearch", "redshift", "splunk", "snowflake", "iceberg"].map(
    (kind): Tie => ({
      types: [DELIVERY],
      path: [`${kind}Configuration`, "s3Configuration", "bucketArn"],
      to: BUCKETS,
    }),
  ),
  ...["opensearch", "elasticsearch"].map((kind): Tie => ({
    types: [DELIVERY],
    path: [`${kind}Configuration`, "domainArn"],
    to: [`aws:${kind}/domain:Domain`],
  })),
  // Addresses outside AWS's own services: whose they are nobody can tell.
  { types: [DELIVERY], path: ["httpEndpointConfiguration", "url"], to: [] },
  { types: [DELIVERY], path: ["splunkConfiguration", "hecEndpoint"], to: [] },
  { types: [DELIVERY], path: ["snowflakeConfiguration", "accountUrl"], to: [] },
  { types: ["aws:dms/endpoint:Endpoint"], path: ["kinesisSettings", "streamArn"], to: [STREAM] },
  { types: ["aws:dms/endpoint:Endpoint"], path: ["redshiftSettings", "bucketName"], to: BUCKETS },
  { types: ["aws:dms/endpoint:Endpoint"], path: ["serverName"], to: [DB_INSTANCE, DB_CLUSTER] },
  { types: ["aws:dms/s3Endpoint:S3Endpoint"], path: ["bucketName"], to: BUCKETS },
  { types: [EVENT_TARGET], path: ["arn"], to: [], required: true },
];

/** Whatever makes a copy of data somewhere, or is made from one. */
export const COPIES: readonly Tie[] = [...FROM_BUCKETS, ...FROM_DATABASES, ...FROM_ELSEWHERE];

/** Lists of accounts that may copy. */
export const SHARED_WITH: readonly Tie[] = [
  {
    types: ["aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission"],
    path: ["accountId"],
    to: [ACCOUNT],
    required: true,
  },
  { types: [...DB_SNAPSHOTS, ...DB_CLUSTER_SNAPSHOTS], path: ["sharedAccounts"], to: [ACCOUNT] },
];

/** What images are shared with and made from. */
export const IMAGES: readonly Tie[] = [
  ...["accountId", "organizationArn", "organizationalUnitArn"].map((property): Tie => ({
    types: ["aws:ec2/amiLaunchPermission:AmiLaunchPermission"],
    path: [property],
    to: [ACCOUNT],
  })),
  {
    types: ["aws:ec2/amiCopy:AmiCopy"],
    path: ["sourceAmiId"],
    to: ["aws:ec2/ami:Ami", "aws:ec2/amiFromInstance:AmiFromInstance", "aws:ec2/amiCopy:AmiCopy"],
    required: true,
  },
];
