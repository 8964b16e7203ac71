import { BANKING, MARKETING } from "../evaluator";
import {
  ARCHIVES,
  AUDIT_STACKS,
  AUDITOR,
  BANKER,
  BANKING_STACKS,
  type Cases,
  DELIVERY_STACKS,
  DEPLOYER,
  DEVELOPER,
  each,
  LEDGER,
  STACKS,
} from "./case";

const TRAIL = [
  "cloudtrail:StopLogging",
  "cloudtrail:DeleteTrail",
  "cloudtrail:UpdateTrail",
  "cloudtrail:PutEventSelectors",
];
const SESSIONS = { on: `arn:aws:ssm:eu-west-1:${MARKETING}:document/SSM-SessionManagerRunShell` };
const SSH = { on: "arn:aws:ssm:eu-west-1::document/AWS-StartSSHSession" };
const PORT = { on: "arn:aws:ssm:eu-west-1::document/AWS-StartPortForwardingSession" };
const ARCHIVE = { on: "arn:aws:s3:::duotone-trail-1234" };
const LEDGER_BUCKET = { on: "arn:aws:s3:::duotone-ledger-organization-1234" };

export const EVIDENCE_CASES: Cases = {
  "keep-trail": {
    denied: [...each(DEVELOPER, TRAIL), ...each(STACKS, TRAIL), ...each(AUDIT_STACKS, TRAIL)],
    passes: [
      ...each(DEVELOPER, ["cloudtrail:LookupEvents", "cloudtrail:DescribeTrails"]),
      ...each(DEPLOYER, TRAIL),
    ],
  },
  "keep-locks": {
    denied: each(AUDIT_STACKS, ["s3:BypassGovernanceRetention"], ARCHIVE),
    passes: each(ARCHIVES, ["s3:PutObjectRetention"], ARCHIVE),
  },
  "keep-logs": {
    denied: [
      ...each(BANKER, ["ec2:DeleteFlowLogs", "logs:DeleteLogGroup", "logs:DisassociateKmsKey"]),
      { who: DEVELOPER, action: "logs:DeleteLogStream" },
    ],
    passes: [
      ...each(BANKING_STACKS, ["ec2:DeleteFlowLogs", "logs:DeleteLogGroup"]),
      ...each(ARCHIVES, ["logs:DeleteLogGroup"]),
      ...each(BANKER, ["ec2:DescribeFlowLogs", "logs:PutLogEvents", "logs:CreateLogStream"]),
    ],
  },
  "keep-config-recorder": {
    denied: each(BANKER, [
      "config:StopConfigurationRecorder",
      "config:DeleteDeliveryChannel",
      "config:PutConfigurationRecorder",
    ]),
    passes: [
      ...each(BANKING_STACKS, ["config:StopConfigurationRecorder", "config:DeleteConfigurationRecorder"]),
      { who: BANKER, action: "config:GetResourceConfigHistory" },
    ],
  },
  "keep-threat-detection": {
    denied: each(BANKER, [
      "guardduty:DeleteDetector",
      "guardduty:UpdateDetector",
      "guardduty:CreateFilter",
      "guardduty:CreateIPSet",
      "guardduty:DisassociateFromAdministratorAccount",
    ]),
    passes: [
      ...each(BANKING_STACKS, ["guardduty:DeleteDetector", "guardduty:UpdateDetector"]),
      ...each(AUDITOR, ["guardduty:ListFindings", "guardduty:GetFindings"]),
    ],
  },
  "keep-access-analyzer": {
    denied: each(DEVELOPER, ["access-analyzer:DeleteAnalyzer", "access-analyzer:CreateArchiveRule"]),
    passes: [
      { who: STACKS, action: "access-analyzer:DeleteAnalyzer" },
      ...each(AUDITOR, ["access-analyzer:ListFindings", "access-analyzer:UpdateFindings"]),
    ],
  },
  "keep-evidence-buckets": {
    denied: [
      ...each(AUDITOR, ["s3:PutBucketPolicy", "s3:PutLifecycleConfiguration", "s3:DeleteBucket"], ARCHIVE),
      ...each(LEDGER, ["s3:PutBucketPolicy", "s3:PutBucketObjectLockConfiguration"], LEDGER_BUCKET),
      ...each(BANKER, ["s3:PutBucketVersioning"], {
        on: "arn:aws:s3:::duotone-restricted-archive",
        in: BANKING,
      }),
    ],
    passes: [
      ...each(AUDIT_STACKS, ["s3:PutBucketPolicy", "s3:PutBucketObjectLockConfiguration"], ARCHIVE),
      ...each(ARCHIVES, ["s3:PutBucketPolicy", "s3:PutLifecycleConfiguration"], ARCHIVE),
      ...each(AUDITOR, ["s3:GetObject"], ARCHIVE),
      { who: DEVELOPER, action: "s3:PutBucketPolicy", on: "arn:aws:s3:::campaign-pictures" },
    ],
  },
  "keep-session-logging": {
    denied: each(DEVELOPER, ["ssm:UpdateDocument", "ssm:DeleteDocument", "ssm:CreateDocument"], SESSIONS),
    passes: [
      ...each(STACKS, ["ssm:CreateDocument", "ssm:UpdateDocument"], SESSIONS),
      {
        who: DEVELOPER,
        action: "ssm:CreateDocument",
        on: `arn:aws:ssm:eu-west-1:${MARKETING}:document/Mine`,
      },
    ],
  },
  "no-unlogged-sessions": {
    denied: [...each(DEVELOPER, ["ssm:StartSession"], SSH), ...each(BANKER, ["ssm:StartSession"], PORT)],
    passes: [
      ...each(DELIVERY_STACKS, ["ssm:StartSession"], PORT),
      ...each(DEVELOPER, ["ssm:StartSession"], SESSIONS),
      { who: BANKER, action: "ssm:StartSession", on: `arn:aws:ec2:eu-west-1:${BANKING}:instance/i-1` },
    ],
  },
};
