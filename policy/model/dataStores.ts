import type { Node } from "./resource";
import { readSetText } from "./setText";

/** Resources that keep data: what one environment, vertical or colour writes there, the next one reads. */
export const DATA_STORES: ReadonlySet<string> = new Set([
  "aws:backup/vault:Vault",
  "aws:dax/cluster:Cluster",
  "aws:docdb/cluster:Cluster",
  "aws:docdb/clusterInstance:ClusterInstance",
  "aws:docdb/elasticCluster:ElasticCluster",
  "aws:dynamodb/globalTable:GlobalTable",
  "aws:dynamodb/table:Table",
  "aws:ebs/snapshot:Snapshot",
  "aws:ebs/volume:Volume",
  "aws:efs/accessPoint:AccessPoint",
  "aws:efs/fileSystem:FileSystem",
  "aws:efs/mountTarget:MountTarget",
  "aws:elasticache/cluster:Cluster",
  "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup",
  "aws:elasticache/replicationGroup:ReplicationGroup",
  "aws:elasticache/serverlessCache:ServerlessCache",
  "aws:fsx/lustreFileSystem:LustreFileSystem",
  "aws:fsx/ontapFileSystem:OntapFileSystem",
  "aws:fsx/openZfsFileSystem:OpenZfsFileSystem",
  "aws:fsx/windowsFileSystem:WindowsFileSystem",
  "aws:keyspaces/table:Table",
  "aws:kinesis/stream:Stream",
  "aws:memorydb/cluster:Cluster",
  "aws:mq/broker:Broker",
  "aws:msk/cluster:Cluster",
  "aws:msk/serverlessCluster:ServerlessCluster",
  "aws:neptune/cluster:Cluster",
  "aws:neptune/clusterInstance:ClusterInstance",
  "aws:opensearch/domain:Domain",
  "aws:opensearch/serverlessCollection:ServerlessCollection",
  "aws:rds/cluster:Cluster",
  "aws:rds/clusterInstance:ClusterInstance",
  "aws:rds/clusterSnapshot:ClusterSnapshot",
  "aws:rds/globalCluster:GlobalCluster",
  "aws:rds/instance:Instance",
  "aws:rds/proxy:Proxy",
  "aws:rds/snapshot:Snapshot",
  "aws:redshift/cluster:Cluster",
  "aws:redshiftserverless/namespace:Namespace",
  "aws:redshiftserverless/workgroup:Workgroup",
  "aws:s3/accessPoint:AccessPoint",
  "aws:s3/bucket:Bucket",
  "aws:s3/bucketV2:BucketV2",
  "aws:s3/directoryBucket:DirectoryBucket",
  "aws:secretsmanager/secret:Secret",
  "aws:sqs/queue:Queue",
  "aws:ssm/parameter:Parameter",
  "aws:timestreamwrite/table:Table",
]);

/** Outputs by which others reach a data store. */
const REACHED_BY = [
  "address",
  "arn",
  "bucketDomainName",
  "bucketRegionalDomainName",
  "clusterAddress",
  "configurationEndpoint",
  "configurationEndpointAddress",
  "dnsName",
  "endpoint",
  "id",
  "primaryEndpointAddress",
  "readerEndpoint",
  "readerEndpointAddress",
  "url",
] as const;

/** Shorter names are too often words. */
const SHORTEST = 8;

/** Ids, ARNs and endpoints of the data stores among the nodes, as far as they are known. */
export function dataStoreNames(nodes: readonly Node[]): readonly string[] {
  return nodes
    .filter(({ type }) => DATA_STORES.has(type))
    .flatMap(({ props }) =>
      REACHED_BY.flatMap((key) => {
        const reading = readSetText(props, key);
        return reading.is === "known" && reading.text.length >= SHORTEST ? [reading.text] : [];
      }),
    );
}
