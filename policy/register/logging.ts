import type { Register } from "./entry";

/** Trails, logs and detection. */
export const logging: Register = {
  "AUD-A": {
    title: "Trails write down all that is managed, in every region",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Set isMultiRegionTrail: true, leave enableLogging and includeGlobalServiceEvents at true, and have a selector take in all management events.",
    references: { cis5: ["3.1"], cis7: ["4.1"], fsbp: ["CloudTrail.1", "CloudTrail.3"], pci: ["10.2.1"] },
  },
  "AUD-B": {
    title: "Trails are signed, encrypted with a key of ours and copied to CloudWatch Logs",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Set enableLogFileValidation: true, kmsKeyId to the ARN of a KMS key, and cloudWatchLogsGroupArn with cloudWatchLogsRoleArn.",
    references: {
      cis5: ["3.2", "3.5"],
      cis7: ["4.2", "4.5"],
      fsbp: ["CloudTrail.2", "CloudTrail.4", "CloudTrail.5"],
      pci: ["10.3.3", "10.3.4", "3.5.1"],
    },
  },
  "AUD-C": {
    title: "Buckets with logs are private, locked, lasting and watched",
    severity: "high",
    level: "mandatory",
    undetermined: "ignored",
    remediation:
      "Give it a BucketPublicAccessBlock with all four settings true, objectLockEnabled: true with a BucketObjectLockConfiguration that has a defaultRetention, forceDestroy: false, and a BucketLogging or a name that the organization's trail takes in.",
    references: {
      cis5: ["3.4"],
      cis7: ["4.4"],
      fsbp: ["CloudTrail.6", "CloudTrail.7", "S3.15"],
      pci: ["10.3.2"],
    },
  },
  "AUD-D": {
    title: "Trails write down who reads and writes personal or banking data",
    severity: "high",
    level: "sensitive",
    undetermined: "ignored",
    remediation:
      'Give the trail an advancedEventSelector with eventCategory "Data", resources.type "AWS::S3::Object" and resources.ARN that starts with the ARNs of such buckets, without readOnly.',
    references: {
      cis5: ["3.8", "3.9"],
      cis7: ["4.8", "4.9"],
      pci: ["10.2.1.1", "10.2.1.3"],
      gdpr: ["30", "32"],
    },
  },
  "AUD-E": {
    title: "Log groups keep a year and are encrypted with a key of ours",
    severity: "medium",
    level: "mandatory",
    undetermined: "ignored",
    remediation: "Set retentionInDays: 365 or more, and kmsKeyId to the ARN of a KMS key.",
    references: { pci: ["10.5.1", "3.5.1"] },
  },
  "AUD-F": {
    title: "Accounts with personal or banking data are watched",
    severity: "high",
    level: "sensitive",
    undetermined: "ignored",
    remediation:
      "Declare it with the provider of the vertical's account; a Config Recorder has recordingGroup: { allSupported: true, includeGlobalResourceTypes: true } and a RecorderStatus with isEnabled: true.",
    references: {
      cis5: ["1.19", "2.1.3", "3.3", "4.16"],
      cis7: ["2.18", "3.1.3", "4.3", "5.16"],
      fsbp: ["Config.1", "GuardDuty.1", "Macie.1"],
      pci: ["10.2.1", "10.4.1"],
      gdpr: ["32"],
    },
  },
  "AUD-G": {
    title: "Somebody is told of what should not happen",
    severity: "low",
    level: "advisory",
    undetermined: "ignored",
    remediation:
      "Declare a LogMetricFilter on the trail's log group whose pattern names the events that CIS lists, and a MetricAlarm on its metric with alarmActions.",
    references: {
      cis5: Array.from({ length: 15 }, (_, index) => `4.${index + 1}`),
      cis7: Array.from({ length: 15 }, (_, index) => `5.${index + 1}`),
    },
  },
};
