import { BANKING } from "../evaluator";
import { ARCHIVES, BANKER, BANKING_STACKS, type Cases, DEVELOPER, each, STACKS } from "./case";

const volume = `arn:aws:ec2:eu-west-1:${BANKING}:volume/vol-1`;
const instance = `arn:aws:ec2:eu-west-1:${BANKING}:instance/i-1`;

export const DATA_CASES: Cases = {
  "encrypted-volumes": {
    denied: [
      ...each(BANKER, ["ec2:CreateVolume", "ec2:RunInstances"], {
        on: volume,
        with: { "ec2:Encrypted": "false" },
      }),
      ...each(STACKS, ["ec2:RunInstances"], { on: volume, with: { "ec2:Encrypted": "false" } }),
    ],
    passes: [
      ...each(BANKER, ["ec2:CreateVolume", "ec2:RunInstances"], {
        on: volume,
        with: { "ec2:Encrypted": "true" },
      }),
      {
        who: BANKER,
        action: "ec2:CreateVolume",
        on: "arn:aws:ec2:eu-west-1::snapshot/snap-1",
        with: { "ec2:Encrypted": "false" },
      },
    ],
  },
  "encrypted-databases": {
    denied: each(STACKS, ["rds:CreateDBInstance", "rds:CreateDBCluster"], {
      with: { "rds:StorageEncrypted": "false" },
    }),
    passes: each(STACKS, ["rds:CreateDBInstance", "rds:CreateDBCluster"], {
      with: { "rds:StorageEncrypted": "true" },
    }),
  },
  "encrypted-file-systems": {
    denied: each(STACKS, ["elasticfilesystem:CreateFileSystem"], {
      with: { "elasticfilesystem:Encrypted": "false" },
    }),
    passes: each(STACKS, ["elasticfilesystem:CreateFileSystem"], {
      with: { "elasticfilesystem:Encrypted": "true" },
    }),
  },
  "encrypted-caches": {
    denied: each(STACKS, ["elasticache:CreateReplicationGroup"], {
      with: {
        "elasticache:AtRestEncryptionEnabled": "false",
        "elasticache:TransitEncryptionEnabled": "true",
      },
    }),
    passes: each(STACKS, ["elasticache:CreateReplicationGroup"], {
      with: { "elasticache:AtRestEncryptionEnabled": "true", "elasticache:TransitEncryptionEnabled": "true" },
    }),
  },
  "encrypted-cache-connections": {
    denied: each(STACKS, ["elasticache:CreateReplicationGroup"], {
      with: {
        "elasticache:AtRestEncryptionEnabled": "true",
        "elasticache:TransitEncryptionEnabled": "false",
      },
    }),
    passes: each(STACKS, ["elasticache:CreateReplicationGroup"], {
      with: { "elasticache:AtRestEncryptionEnabled": "true", "elasticache:TransitEncryptionEnabled": "true" },
    }),
  },
  "no-public-databases": {
    denied: each(BANKING_STACKS, ["rds:CreateDBInstance"], { with: { "rds:PubliclyAccessible": "true" } }),
    passes: each(BANKING_STACKS, ["rds:CreateDBInstance"], { with: { "rds:PubliclyAccessible": "false" } }),
  },
  "keep-account-switches": {
    denied: each(DEVELOPER, [
      "s3:PutAccountPublicAccessBlock",
      "ec2:DisableEbsEncryptionByDefault",
      "ec2:DisableImageBlockPublicAccess",
      "ec2:DisableSnapshotBlockPublicAccess",
      "ec2:ModifyInstanceMetadataDefaults",
    ]),
    passes: [
      ...each(STACKS, ["s3:PutAccountPublicAccessBlock", "ec2:DisableEbsEncryptionByDefault"]),
      { who: DEVELOPER, action: "s3:GetAccountPublicAccessBlock" },
    ],
  },
  "private-buckets": {
    denied: [
      { who: DEVELOPER, action: "s3:PutBucketPublicAccessBlock", on: "arn:aws:s3:::campaign-pictures" },
    ],
    passes: [
      { who: STACKS, action: "s3:PutBucketPublicAccessBlock", on: "arn:aws:s3:::campaign-pictures" },
      { who: ARCHIVES, action: "s3:PutBucketPublicAccessBlock", on: "arn:aws:s3:::duotone-archive-1" },
    ],
  },
  "metadata-tokens": {
    denied: [
      {
        who: DEVELOPER,
        action: "ec2:RunInstances",
        on: instance,
        with: { "ec2:MetadataHttpTokens": "optional" },
      },
      { who: STACKS, action: "ec2:RunInstances", on: instance },
    ],
    passes: [
      {
        who: STACKS,
        action: "ec2:RunInstances",
        on: instance,
        with: { "ec2:MetadataHttpTokens": "required" },
      },
      { who: STACKS, action: "ec2:RunInstances", on: `arn:aws:ec2:eu-west-1:${BANKING}:subnet/subnet-1` },
    ],
  },
  "no-weaker-metadata": {
    denied: [{ who: DEVELOPER, action: "ec2:ModifyInstanceMetadataOptions", on: instance }],
    passes: [{ who: STACKS, action: "ec2:ModifyInstanceMetadataOptions", on: instance }],
  },
  "no-credentials-without-token": {
    denied: each(BANKER, ["s3:GetObject", "sts:GetCallerIdentity"], { with: { "ec2:RoleDelivery": "1.0" } }),
    passes: [
      ...each(BANKER, ["s3:GetObject"], { with: { "ec2:RoleDelivery": "2.0" } }),
      ...each(BANKER, ["s3:GetObject"]),
    ],
  },
  "long-key-deletion": {
    denied: [
      ...each(BANKING_STACKS, ["kms:ScheduleKeyDeletion"], {
        with: { "kms:ScheduleKeyDeletionPendingWindowInDays": "29" },
      }),
      ...each(ARCHIVES, ["kms:ScheduleKeyDeletion"], {
        with: { "kms:ScheduleKeyDeletionPendingWindowInDays": "7" },
      }),
    ],
    passes: [
      ...each(BANKING_STACKS, ["kms:ScheduleKeyDeletion"], {
        with: { "kms:ScheduleKeyDeletionPendingWindowInDays": "30" },
      }),
      ...each(BANKING_STACKS, ["kms:ScheduleKeyDeletion"]),
    ],
  },
  "no-key-lockout": {
    denied: each(BANKING_STACKS, ["kms:CreateKey", "kms:PutKeyPolicy"], {
      with: { "kms:BypassPolicyLockoutSafetyCheck": "true" },
    }),
    passes: [
      ...each(BANKING_STACKS, ["kms:CreateKey"], { with: { "kms:BypassPolicyLockoutSafetyCheck": "false" } }),
      ...each(BANKING_STACKS, ["kms:CreateKey", "kms:PutKeyPolicy"]),
    ],
  },
  "keys-by-stacks": {
    denied: each(
      BANKER,
      ["kms:PutKeyPolicy", "kms:DisableKey", "kms:DisableKeyRotation", "kms:ScheduleKeyDeletion"],
      {
        with: { "kms:ScheduleKeyDeletionPendingWindowInDays": "30" },
      },
    ),
    passes: [
      ...each(BANKING_STACKS, ["kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:UpdateAlias"]),
      ...each(ARCHIVES, ["kms:PutKeyPolicy"]),
      ...each(BANKER, ["kms:Decrypt", "kms:CancelKeyDeletion", "kms:EnableKey"]),
    ],
  },
  "no-sudden-secret-loss": {
    denied: each(BANKER, ["secretsmanager:DeleteSecret"], {
      with: { "secretsmanager:ForceDeleteWithoutRecovery": "true" },
    }),
    passes: [
      ...each(BANKING_STACKS, ["secretsmanager:DeleteSecret"], {
        with: { "secretsmanager:ForceDeleteWithoutRecovery": "true" },
      }),
      ...each(BANKER, ["secretsmanager:DeleteSecret"], {
        with: { "secretsmanager:ForceDeleteWithoutRecovery": "false" },
      }),
    ],
  },
};
