/** How a kind of data store says that it encrypts what it holds. */
export interface StoreEncryption {
  readonly type: string;

  /**
   * Where it says whether.
   *
   * @default - nowhere: AWS encrypts it in any case
   */
  readonly flag?: readonly [string, ...string[]];

  /** Where it names the key. */
  readonly key: readonly [string, ...string[]];
}

/** Data stores that are not encrypted, or with a key that AWS manages, unless they say otherwise. */
export const STORES: readonly StoreEncryption[] = [
  { type: "aws:rds/instance:Instance", flag: ["storageEncrypted"], key: ["kmsKeyId"] },
  { type: "aws:rds/cluster:Cluster", flag: ["storageEncrypted"], key: ["kmsKeyId"] },
  { type: "aws:docdb/cluster:Cluster", flag: ["storageEncrypted"], key: ["kmsKeyId"] },
  { type: "aws:neptune/cluster:Cluster", flag: ["storageEncrypted"], key: ["kmsKeyArn"] },
  { type: "aws:redshift/cluster:Cluster", flag: ["encrypted"], key: ["kmsKeyId"] },
  {
    type: "aws:dynamodb/table:Table",
    flag: ["serverSideEncryption", "enabled"],
    key: ["serverSideEncryption", "kmsKeyArn"],
  },
  { type: "aws:efs/fileSystem:FileSystem", flag: ["encrypted"], key: ["kmsKeyId"] },
  {
    type: "aws:elasticache/replicationGroup:ReplicationGroup",
    flag: ["atRestEncryptionEnabled"],
    key: ["kmsKeyId"],
  },
  { type: "aws:backup/vault:Vault", key: ["kmsKeyArn"] },
];
