import type { Guardrail, GuardrailFacts } from "./guardrail";
import { deployingRole, stackRoles } from "./principals";

const EC2_KEYS = "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html";
const RDS_KEYS = "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html";
const CACHE_KEYS = "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/IAM.ConditionKeys.html";
const KMS_KEYS = "https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html";

/** The longest that AWS waits before it deletes a key, in days. */
const KEY_DELETION_WINDOW_DAYS = "30";

/** Data is encrypted, private, and not lost with its key: for every account of the organization. */
export function dataGuardrails({ accountRoleName }: GuardrailFacts): Guardrail[] {
  const stacks = [deployingRole(accountRoleName)];
  return [
    {
      name: "encrypted-volumes",
      reason: "An unencrypted disk can be read by whoever gets a copy of it, without any key.",
      source: EC2_KEYS,
      deny: ["ec2:CreateVolume", "ec2:RunInstances"],
      // The volume alone: a snapshot may be unencrypted where the volume made of it is not.
      on: ["arn:aws:ec2:*:*:volume/*"],
      when: { Bool: { "ec2:Encrypted": "false" } },
    },
    {
      name: "encrypted-databases",
      reason: "A database cannot be encrypted later, only copied into an encrypted one.",
      source: RDS_KEYS,
      deny: ["rds:CreateDBCluster", "rds:CreateDBInstance"],
      when: { Bool: { "rds:StorageEncrypted": "false" } },
    },
    {
      name: "encrypted-file-systems",
      reason: "A file system cannot be encrypted later.",
      source:
        "https://docs.aws.amazon.com/efs/latest/ug/using-iam-to-enforce-creating-encrypted-resources.html",
      deny: ["elasticfilesystem:CreateFileSystem"],
      when: { Bool: { "elasticfilesystem:Encrypted": "false" } },
    },
    {
      name: "encrypted-caches",
      reason: "A cache holds sessions and personal data as much as the database behind it.",
      source: CACHE_KEYS,
      deny: ["elasticache:CreateReplicationGroup"],
      when: { Bool: { "elasticache:AtRestEncryptionEnabled": "false" } },
    },
    {
      name: "encrypted-cache-connections",
      reason: "What passes between service and cache is what the cache holds.",
      source: CACHE_KEYS,
      deny: ["elasticache:CreateReplicationGroup"],
      when: { Bool: { "elasticache:TransitEncryptionEnabled": "false" } },
    },
    {
      name: "no-public-databases",
      reason: "A database has no business with an address on the internet.",
      source: RDS_KEYS,
      deny: ["rds:CreateDBInstance"],
      when: { Bool: { "rds:PubliclyAccessible": "true" } },
    },
    {
      name: "keep-account-switches",
      reason:
        "These switches hold for the whole account: what is public, what is encrypted, how instances hand out credentials.",
      deny: [
        "ec2:DisableEbsEncryptionByDefault",
        "ec2:DisableImageBlockPublicAccess",
        "ec2:DisableSnapshotBlockPublicAccess",
        "ec2:ModifyEbsDefaultKmsKeyId",
        "ec2:ModifyInstanceMetadataDefaults",
        "ec2:ResetEbsDefaultKmsKeyId",
        "s3:PutAccountPublicAccessBlock",
        "ssm:UpdateServiceSetting",
      ],
      except: stacks,
    },
    {
      name: "private-buckets",
      reason:
        "Whether a bucket can be public, whatever its policy says, is set with the bucket, by the stack that makes it.",
      deny: ["s3:PutBucketPublicAccessBlock"],
      except: stackRoles(accountRoleName),
    },
    {
      name: "metadata-tokens",
      reason:
        "Without a session token, any request that an instance can be talked into fetches its credentials.",
      source:
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ExamplePolicies_EC2.html#iam-example-instance-metadata",
      deny: ["ec2:RunInstances"],
      on: ["arn:aws:ec2:*:*:instance/*"],
      when: { StringNotEquals: { "ec2:MetadataHttpTokens": "required" } },
    },
    {
      name: "no-weaker-metadata",
      reason: "An instance is replaced, not changed, and its metadata options least of all.",
      deny: ["ec2:ModifyInstanceMetadataOptions"],
      except: stacks,
    },
    {
      name: "no-credentials-without-token",
      reason: "Credentials that an instance handed out without a session token are taken for stolen.",
      source:
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ExamplePolicies_EC2.html#iam-example-instance-metadata",
      deny: ["*"],
      when: { NumericLessThan: { "ec2:RoleDelivery": "2.0" } },
    },
    {
      name: "long-key-deletion",
      reason:
        "Deleting a key deletes everything that it encrypts. A month is how long a mistake can be taken back.",
      source: KMS_KEYS,
      deny: ["kms:ScheduleKeyDeletion"],
      when: { NumericLessThan: { "kms:ScheduleKeyDeletionPendingWindowInDays": KEY_DELETION_WINDOW_DAYS } },
    },
    {
      name: "no-key-lockout",
      reason: "The safety check stops a key policy that its own author can never change again.",
      source: KMS_KEYS,
      deny: ["kms:CreateKey", "kms:PutKeyPolicy"],
      when: { Bool: { "kms:BypassPolicyLockoutSafetyCheck": "true" } },
    },
    {
      name: "keys-by-stacks",
      reason:
        "A key's policy, life and rotation are the stacks': whoever else changes them opens or ends the data under it.",
      deny: [
        "kms:DeleteAlias",
        "kms:DeleteImportedKeyMaterial",
        "kms:DisableKey*",
        "kms:PutKeyPolicy",
        "kms:ScheduleKeyDeletion",
        "kms:UpdateAlias",
      ],
      except: stackRoles(accountRoleName),
    },
    {
      name: "no-sudden-secret-loss",
      reason: "A secret that is deleted at once is gone for whoever still uses it.",
      source:
        "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html",
      deny: ["secretsmanager:DeleteSecret"],
      when: { Bool: { "secretsmanager:ForceDeleteWithoutRecovery": "true" } },
      except: stacks,
    },
  ];
}
