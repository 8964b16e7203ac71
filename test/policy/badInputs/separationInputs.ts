import type { BadInput } from "./badInput";
import { add, all, type Change, type GivenProperties, of, set } from "./changes";
import { refused } from "./judgedChange";
import { ALIAS, BUCKET, KEY, ROUTE, ROUTE_TABLE, TEMPLATE, VPC } from "./types";

const PREFIX_LIST = "aws:ec2/managedPrefixList:ManagedPrefixList";
const PEERING = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection";

/** Ways from one vertical to another, and from production to staging. */
export const separationInputs: readonly BadInput[] = [
  refused(
    "a route to 10.0.0.0/8 instead of another vertical's block",
    ["SEG-03"],
    route({ destinationCidrBlock: "10.0.0.0/8" }),
  ),
  refused(
    "a route by a prefix list that has the block",
    ["SEG-03"],
    all(
      add(PREFIX_LIST, "blocks", "accounts", {
        id: "pl-0123456789abcdef0",
        addressFamily: "IPv4",
        maxEntries: 1,
        entries: [{ cidr: "10.41.0.0/16" }],
      }),
      route({ destinationPrefixListId: of(PREFIX_LIST, "blocks") }),
    ),
  ),
  refused(
    "a disk with another vertical's key, by its alias",
    ["SEG-09"],
    disk({ kmsKeyId: of(ALIAS, "payments-volumes", "arn") }),
  ),
  refused(
    "a disk with a replica of another vertical's key",
    ["SEG-09"],
    all(
      add("aws:kms/replicaKey:ReplicaKey", "theirs", "payments", {
        id: "mrk-0123456789abcdef0123456789abcdef",
        arn: "arn:aws:kms:eu-west-1:232110518465:key/mrk-0123456789abcdef0123456789abcdef",
        primaryKeyArn: of(KEY, "payments-volumes", "arn"),
      }),
      disk({ kmsKeyId: of("aws:kms/replicaKey:ReplicaKey", "theirs", "arn") }),
    ),
  ),
  refused(
    "a grant of a key to another vertical's role",
    ["SEG-09"],
    add("aws:kms/grant:Grant", "theirs", "accounts", {
      keyId: of(KEY, "accounts-volumes"),
      granteePrincipal: of("aws:iam/role:Role", "staging-settlement", "arn"),
      operations: ["Decrypt"],
    }),
  ),
  refused(
    "kmsMasterKeyId of another vertical",
    ["SEG-09"],
    add("aws:sqs/queue:Queue", "jobs", "accounts", { kmsMasterKeyId: of(KEY, "payments-volumes", "arn") }),
  ),
  refused(
    "another vertical's key deep inside a bucket's encryption",
    ["SEG-09"],
    all(
      add(BUCKET, "another", "accounts", { id: "another", bucket: "another" }),
      add(
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        "another",
        "accounts",
        {
          bucket: of(BUCKET, "another"),
          rules: [
            {
              applyServerSideEncryptionByDefault: {
                sseAlgorithm: "aws:kms",
                kmsMasterKeyId: of(KEY, "payments-volumes", "arn"),
              },
            },
          ],
        },
      ),
    ),
  ),
  refused("a key whose policy lets another vertical in", ["SEG-09"], openKey()),
  refused(
    "a bucket that is replicated to a strange account",
    ["SEG-11"],
    add("aws:s3/bucketReplicationConfig:BucketReplicationConfig", "away", "audit", {
      bucket: of(BUCKET, "duotone-restricted-archive-staging-accounts"),
      rules: [{ destination: { bucket: "arn:aws:s3:::theirs", account: "999999999999" } }],
    }),
  ),
  refused(
    "a snapshot that another vertical may use",
    ["SEG-11"],
    add("aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission", "theirs", "accounts", {
      snapshotId: "snap-0123456789abcdef0",
      accountId: of("aws:organizations/account:Account", "payments"),
    }),
  ),
  refused(
    "a database of staging made from production's snapshot",
    ["SEG-11", "ENV-01"],
    add("aws:rds/instance:Instance", "restored", "accounts", {
      storageEncrypted: true,
      snapshotIdentifier: "arn:aws:rds:eu-west-1:202242713053:snapshot:prod-accounts",
    }),
  ),
  refused(
    "an image that a strange account may start",
    ["SEG-11", "CMP-10"],
    add("aws:ec2/amiLaunchPermission:AmiLaunchPermission", "theirs", "delivery", {
      imageId: "ami-0123456789abcdef0",
      accountId: "999999999999",
    }),
  ),
  refused(
    "backups that are copied to a strange account",
    ["SEG-11"],
    add("aws:backup/plan:Plan", "away", "accounts", {
      rules: [
        {
          ruleName: "daily",
          copyActions: [{ destinationVaultArn: "arn:aws:backup:eu-west-1:999999999999:backup-vault:theirs" }],
        },
      ],
    }),
  ),
];

function route(destination: GivenProperties): Change {
  return all(
    add(PEERING, "away", "accounts", {
      id: "pcx-0123456789abcdef0",
      vpcId: of(VPC, "accounts"),
      peerVpcId: of(VPC, "accounts"),
    }),
    add(ROUTE, "away", "accounts", {
      routeTableId: of(ROUTE_TABLE, "accounts-app-1"),
      vpcPeeringConnectionId: of(PEERING, "away"),
      ...destination,
    }),
  );
}

function disk(ebs: GivenProperties): Change {
  return set(TEMPLATE, "staging-core", {
    blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { encrypted: "true", ...ebs } }],
  });
}

function openKey(): Change {
  return set(KEY, "accounts-volumes", ({ policy }) => {
    const document = JSON.parse(policy as string) as { Statement: object[] };
    const more = {
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::232110518465:root" },
      Action: "kms:Decrypt",
      Resource: "*",
    };
    return { policy: JSON.stringify({ ...document, Statement: [...document.Statement, more] }) };
  });
}
