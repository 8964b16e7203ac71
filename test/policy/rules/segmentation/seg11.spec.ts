import assert from "node:assert/strict";

import { seg11 } from "../../../../policy/rules/segmentation/seg11";
import { ANY, crossing, describeTie, said, thingOf } from "../../support/ties";
import { ACCOUNTS, IMAGE, node, providerFor, unknown } from "../../support/world";

const ACCOUNT = "aws:organizations/account:Account";
const BUCKETS = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"];
const CLUSTER = "aws:rds/cluster:Cluster";
const CLUSTER_SNAPSHOT = "aws:rds/clusterSnapshot:ClusterSnapshot";
const CLUSTER_SNAPSHOT_COPY = "aws:rds/clusterSnapshotCopy:ClusterSnapshotCopy";
const DELIVERY = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";
const DMS = "aws:dms/endpoint:Endpoint";
const EXPORT = "aws:rds/exportTask:ExportTask";
const INSTANCE = "aws:rds/instance:Instance";
const PERMISSION = "aws:ec2/amiLaunchPermission:AmiLaunchPermission";
const SNAPSHOT = "aws:rds/snapshot:Snapshot";
const SNAPSHOT_COPY = "aws:rds/snapshotCopy:SnapshotCopy";
const TABLE = "aws:dynamodb/table:Table";
const VOLUME_SNAPSHOTS = ["aws:ebs/snapshot:Snapshot", "aws:ebs/snapshotCopy:SnapshotCopy"];

const OWN = ACCOUNTS.marketing;
const bareIsOwn = true;
const required = true;

describe("SEG-11: data does not leave as a copy", () => {
  for (const to of BUCKETS) {
    const replication = "aws:s3/bucketReplicationConfig:BucketReplicationConfig";
    describeTie(seg11, { type: replication, path: "rules[].destination.bucket", to, required });
    describeTie(seg11, { type: "aws:s3/inventory:Inventory", path: "destination.bucket.bucketArn", to });
    describeTie(seg11, { type: INSTANCE, path: "s3Import.bucketName", to });
    describeTie(seg11, { type: CLUSTER, path: "s3Import.bucketName", to });
    describeTie(seg11, { type: EXPORT, path: "s3BucketName", to });
    describeTie(seg11, { type: TABLE, path: "importTable.s3BucketSource.bucket", to });
    describeTie(seg11, { type: "aws:dynamodb/tableExport:TableExport", path: "s3Bucket", to });
    for (const type of [
      "aws:elasticache/replicationGroup:ReplicationGroup",
      "aws:elasticache/cluster:Cluster",
    ]) {
      describeTie(seg11, { type, path: "snapshotArns[]", to });
    }
    describeTie(seg11, { type: DELIVERY, path: "extendedS3Configuration.bucketArn", to });
    for (const kind of [
      "httpEndpoint",
      "opensearch",
      "elasticsearch",
      "redshift",
      "splunk",
      "snowflake",
      "iceberg",
    ]) {
      describeTie(seg11, { type: DELIVERY, path: `${kind}Configuration.s3Configuration.bucketArn`, to });
    }
    describeTie(seg11, { type: DMS, path: "redshiftSettings.bucketName", to });
    describeTie(seg11, { type: "aws:dms/s3Endpoint:S3Endpoint", path: "bucketName", to });
  }
  for (const type of BUCKETS) {
    for (const path of [
      "replicationConfiguration.rules[].destination.bucket",
      "replicationConfigurations[].rules[].destinations[].bucket",
    ]) {
      describeTie(seg11, { type, path, to: "aws:s3/bucket:Bucket", filledIn: true });
    }
  }
  for (const [account, wanted] of [
    [OWN, 0],
    [ACCOUNTS.payments, 1],
    [unknown, 1],
    [undefined, 0],
  ] as const) {
    it(`${wanted === 0 ? "takes" : "refuses"} replicas that belong to account ${String(account)}`, () => {
      const rules = [{ destination: { bucket: OWN, account } }];
      const replication = node("aws:s3/bucketReplicationConfig:BucketReplicationConfig", "user", {
        props: { rules },
      });
      assert.equal(said(seg11, [replication]).length, wanted);
    });
  }

  describeTie(seg11, { type: INSTANCE, path: "replicateSourceDb", to: INSTANCE, bareIsOwn });
  describeTie(seg11, { type: INSTANCE, path: "replicateSourceDb", to: CLUSTER, bareIsOwn });
  for (const to of [SNAPSHOT, SNAPSHOT_COPY]) {
    describeTie(seg11, { type: INSTANCE, path: "snapshotIdentifier", to, bareIsOwn });
    describeTie(seg11, { type: CLUSTER, path: "snapshotIdentifier", to, bareIsOwn });
    describeTie(seg11, { type: SNAPSHOT_COPY, path: "sourceDbSnapshotIdentifier", to, bareIsOwn });
    describeTie(seg11, { type: EXPORT, path: "sourceArn", to });
  }
  for (const to of [CLUSTER_SNAPSHOT, CLUSTER_SNAPSHOT_COPY]) {
    describeTie(seg11, { type: CLUSTER, path: "snapshotIdentifier", to, bareIsOwn });
    describeTie(seg11, {
      type: CLUSTER_SNAPSHOT_COPY,
      path: "sourceDbClusterSnapshotIdentifier",
      to,
      bareIsOwn,
    });
    describeTie(seg11, { type: EXPORT, path: "sourceArn", to });
  }
  for (const property of ["sourceDbInstanceIdentifier", "sourceDbiResourceId"]) {
    describeTie(seg11, { type: INSTANCE, path: `restoreToPointInTime.${property}`, to: INSTANCE, bareIsOwn });
  }
  describeTie(seg11, {
    type: INSTANCE,
    path: "restoreToPointInTime.sourceDbInstanceAutomatedBackupsArn",
    to: INSTANCE,
  });
  for (const property of ["sourceClusterIdentifier", "sourceClusterResourceId"]) {
    describeTie(seg11, { type: CLUSTER, path: `restoreToPointInTime.${property}`, to: CLUSTER, bareIsOwn });
  }
  describeTie(seg11, { type: CLUSTER, path: "replicationSourceIdentifier", to: CLUSTER, bareIsOwn });
  describeTie(seg11, { type: CLUSTER, path: "replicationSourceIdentifier", to: INSTANCE, bareIsOwn });
  const globe = "aws:rds/globalCluster:GlobalCluster";
  describeTie(seg11, { type: globe, path: "sourceDbClusterIdentifier", to: CLUSTER, bareIsOwn });
  const backups = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication";
  describeTie(seg11, { type: backups, path: "sourceDbInstanceArn", to: INSTANCE });
  describeTie(seg11, { type: EXPORT, path: "sourceArn", to: CLUSTER });
  describeTie(seg11, { type: TABLE, path: "restoreSourceTableArn", to: TABLE });
  describeTie(seg11, { type: TABLE, path: "restoreBackupArn", to: TABLE });
  describeTie(seg11, { type: "aws:dynamodb/tableExport:TableExport", path: "tableArn", to: TABLE });

  for (const to of VOLUME_SNAPSHOTS) {
    describeTie(seg11, { type: "aws:ebs/snapshotCopy:SnapshotCopy", path: "sourceSnapshotId", to });
    describeTie(seg11, { type: "aws:ebs/volume:Volume", path: "snapshotId", to });
  }
  describeTie(seg11, {
    type: "aws:efs/replicationConfiguration:ReplicationConfiguration",
    path: "destination.fileSystemId",
    to: "aws:efs/fileSystem:FileSystem",
  });
  describeTie(seg11, {
    type: "aws:backup/plan:Plan",
    path: "rules[].copyActions[].destinationVaultArn",
    to: "aws:backup/vault:Vault",
  });
  describeTie(seg11, {
    type: "aws:ecr/replicationConfiguration:ReplicationConfiguration",
    path: "replicationConfiguration.rules[].destinations[].registryId",
    to: ACCOUNT,
  });
  for (const kind of ["opensearch", "elasticsearch"]) {
    describeTie(seg11, {
      type: DELIVERY,
      path: `${kind}Configuration.domainArn`,
      to: `aws:${kind}/domain:Domain`,
    });
  }
  for (const path of [
    "httpEndpointConfiguration.url",
    "splunkConfiguration.hecEndpoint",
    "snowflakeConfiguration.accountUrl",
  ]) {
    describeTie(seg11, { type: DELIVERY, path, to: ANY });
  }
  describeTie(seg11, { type: DMS, path: "kinesisSettings.streamArn", to: "aws:kinesis/stream:Stream" });
  describeTie(seg11, { type: DMS, path: "serverName", to: INSTANCE });
  describeTie(seg11, { type: DMS, path: "serverName", to: CLUSTER });
  describeTie(seg11, { type: "aws:cloudwatch/eventTarget:EventTarget", path: "arn", to: ANY, required });

  const volumePermission = "aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission";
  describeTie(seg11, { type: volumePermission, path: "accountId", to: ACCOUNT, required });
  for (const type of [SNAPSHOT, SNAPSHOT_COPY, CLUSTER_SNAPSHOT, CLUSTER_SNAPSHOT_COPY]) {
    describeTie(seg11, { type, path: "sharedAccounts[]", to: ACCOUNT });
  }
  for (const property of ["accountId", "organizationArn", "organizationalUnitArn"]) {
    describeTie(seg11, { type: PERMISSION, path: property, to: ACCOUNT });
  }
  for (const to of [
    "aws:ec2/ami:Ami",
    "aws:ec2/amiFromInstance:AmiFromInstance",
    "aws:ec2/amiCopy:AmiCopy",
  ]) {
    describeTie(seg11, { type: "aws:ec2/amiCopy:AmiCopy", path: "sourceAmiId", to, required });
  }

  describe("images", () => {
    const shared = (props: Readonly<Record<string, unknown>>) =>
      said(seg11, [
        node(PERMISSION, "user", { props: { imageId: IMAGE, ...props }, provider: providerFor("delivery") }),
      ]);
    const copied = (provider: "marketing" | "payments" | "audit", sourceAmiId: string) =>
      said(seg11, [
        node("aws:ec2/amiCopy:AmiCopy", "user", { props: { sourceAmiId }, provider: providerFor(provider) }),
      ]);

    it("are shared by the delivery account with any vertical", () => {
      assert.deepEqual(shared({ accountId: OWN }), []);
      assert.deepEqual(shared({ accountId: "300000000001" }), []);
      const account = thingOf("payments", ACCOUNT);
      const permission = node(PERMISSION, "user", {
        props: { accountId: unknown },
        provider: providerFor("delivery"),
        edges: { accountId: [account] },
      });
      assert.deepEqual(said(seg11, [account, permission]), []);
    });

    it("are shared with nobody else", () => {
      assert.match(shared({ accountId: "999999999999" }).join(), /accountId is of account 999999999999/);
      assert.match(shared({ accountId: ACCOUNTS.audit }).join(), /accountId is of the audit account/);
      assert.match(
        shared({ organizationArn: "arn:aws:organizations::100000000001:organization/o-1" }).join(),
        /organizationArn is of the management account/,
      );
      assert.match(shared({ group: "all" }).join(), /group is `all`: every account in the world/);
    });

    it("of the delivery account are copied by verticals, and by nobody else", () => {
      assert.deepEqual(copied("marketing", IMAGE), []);
      assert.match(
        copied("audit", IMAGE).join(),
        /sourceAmiId is of the delivery account, and user of the audit account/,
      );
    });

    it("are shared by no other account", () => {
      const permission = node(PERMISSION, "user", {
        props: { accountId: OWN },
        provider: providerFor("management"),
      });
      assert.match(said(seg11, [permission]).join(), /user of the management account/);
    });

    it("are all that the delivery account may share", () => {
      const snapshot = node(volumePermission, "user", {
        props: { accountId: OWN },
        provider: providerFor("delivery"),
      });
      assert.match(said(seg11, [snapshot]).join(), /accountId is of the vertical duotone\/prod:marketing/);
    });
  });

  it("tells each kind of snapshot that is shared with everybody", () => {
    for (const type of [SNAPSHOT, SNAPSHOT_COPY, CLUSTER_SNAPSHOT, CLUSTER_SNAPSHOT_COPY]) {
      assert.match(
        said(seg11, [node(type, "user", { props: { sharedAccounts: [OWN, "all"] } })]).join(),
        /sharedAccounts\[1\] is `all`: every account in the world/,
      );
    }
    assert.match(
      said(seg11, [node(volumePermission, "user", { props: { accountId: "all" } })]).join(),
      /accountId is `all`/,
    );
  });

  it("refuses a restore in staging from a snapshot of production", () => {
    const provider = {
      ...providerFor("accounts"),
      props: { allowedAccountIds: '["300000000001"]' },
    };
    const snapshotIdentifier = `arn:aws:rds:eu-west-1:${ACCOUNTS.accounts}:snapshot:nightly`;
    const nodes = [node(INSTANCE, "user", { props: { snapshotIdentifier }, provider })];
    const stackName = "duotone/staging";
    assert.match(
      said(seg11, nodes, { stackName }).join(),
      /of the vertical duotone\/prod:accounts, and user of the vertical duotone\/staging:accounts/,
    );
    assert.deepEqual(
      said(seg11, nodes, {
        stackName,
        ...crossing("SEG-11", "duotone/staging:accounts", "duotone/prod:accounts"),
      }),
      [],
    );
  });
});
