import type { Guardrail, GuardrailFacts } from "./guardrail";
import { deployingRole, OWN_BUCKETS, stackRoles } from "./principals";

const EXAMPLES =
  "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html";

/**
 * What happened stays on record: for every account of the organization.
 *
 * The stacks are exempt where they must be able to replace or destroy what they declare. The organization's trail they
 * declare in the management account, to which no guardrail applies, so nobody here is exempt from that one.
 */
export function evidenceGuardrails({ accountRoleName }: GuardrailFacts): Guardrail[] {
  const stacks = [deployingRole(accountRoleName)];
  return [
    {
      name: "keep-trail",
      reason:
        "The organization's trail is the record of who did what. It is changed in the management account only.",
      source: "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html",
      deny: [
        "cloudtrail:DeleteTrail",
        "cloudtrail:PutEventSelectors",
        "cloudtrail:PutInsightSelectors",
        "cloudtrail:StopLogging",
        "cloudtrail:UpdateTrail",
      ],
    },
    {
      name: "keep-locks",
      reason:
        "A retention lock that can be passed over is none. The archives lock in compliance mode; this is for all others.",
      source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html",
      deny: ["s3:BypassGovernanceRetention"],
    },
    {
      name: "keep-logs",
      reason: "Flow logs, session logs and service logs of an account go with its stack, never before it.",
      deny: ["ec2:DeleteFlowLogs", "logs:DeleteLogGroup", "logs:DeleteLogStream", "logs:DisassociateKmsKey"],
      except: stackRoles(accountRoleName),
    },
    {
      name: "keep-config-recorder",
      reason: "AWS Config records how every resource was set, and when that changed.",
      source: EXAMPLES,
      deny: [
        "config:DeleteConfigurationRecorder",
        "config:DeleteDeliveryChannel",
        "config:DeleteRetentionConfiguration",
        "config:PutConfigurationRecorder",
        "config:PutDeliveryChannel",
        "config:StopConfigurationRecorder",
      ],
      except: stacks,
    },
    {
      name: "keep-threat-detection",
      reason:
        "Whoever switches GuardDuty off, tells it to trust an address, or files its findings away works unseen.",
      source:
        "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_guardduty.html",
      deny: [
        "guardduty:ArchiveFindings",
        "guardduty:CreateFilter",
        "guardduty:CreateIPSet",
        "guardduty:CreateTrustedEntitySet",
        "guardduty:DeleteDetector",
        "guardduty:DeleteMembers",
        "guardduty:DeletePublishingDestination",
        "guardduty:DeleteThreat*",
        "guardduty:Disassociate*",
        "guardduty:StopMonitoringMembers",
        "guardduty:Update*",
      ],
      except: stacks,
    },
    {
      name: "keep-access-analyzer",
      reason: "Access Analyzer tells of what can be reached from outside; an archive rule silences it.",
      deny: [
        "access-analyzer:ApplyArchiveRule",
        "access-analyzer:CreateArchiveRule",
        "access-analyzer:DeleteAnalyzer",
        "access-analyzer:UpdateAnalyzer",
        "access-analyzer:UpdateArchiveRule",
      ],
      except: stacks,
    },
    {
      name: "keep-evidence-buckets",
      reason:
        "The settings of a bucket decide whether what it holds is still there, unread and unchanged, tomorrow.",
      deny: [
        "s3:DeleteBucket",
        "s3:DeleteBucketPolicy",
        "s3:PutBucketAcl",
        "s3:PutBucketLogging",
        "s3:PutBucketObjectLockConfiguration",
        "s3:PutBucketOwnershipControls",
        "s3:PutBucketPolicy",
        "s3:PutBucketPublicAccessBlock",
        "s3:PutBucketVersioning",
        "s3:PutEncryptionConfiguration",
        "s3:PutLifecycleConfiguration",
        "s3:PutReplicationConfiguration",
      ],
      on: [OWN_BUCKETS],
      except: stackRoles(accountRoleName),
    },
    {
      name: "keep-session-logging",
      reason: "The account's preferences for Session Manager say that a session is encrypted and logged.",
      source: "https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-logging.html",
      deny: [
        "ssm:CreateDocument",
        "ssm:DeleteDocument",
        "ssm:UpdateDocument",
        "ssm:UpdateDocumentDefaultVersion",
      ],
      on: ["arn:aws:ssm:*:*:document/SSM-SessionManagerRunShell"],
      except: stacks,
    },
    {
      name: "no-unlogged-sessions",
      reason:
        "AWS logs nothing of what passes through a forwarded port or SSH. Image builds, run by the stacks, need it.",
      source: "https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-logging.html",
      deny: ["ssm:StartSession"],
      on: [
        "arn:aws:ssm:*:*:document/AWS-StartPortForwarding*",
        "arn:aws:ssm:*:*:document/AWS-StartSSHSession",
      ],
      except: stacks,
    },
  ];
}
