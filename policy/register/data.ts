import type { Register } from "./entry";

/** Data stores. */
export const data: Register = {
  "DAT-01": {
    title: "Buckets are never public",
    severity: "critical",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      'Give every bucket a BucketPublicAccessBlock with all four settings true and BucketOwnershipControls with rule: { objectOwnership: "BucketOwnerEnforced" }, and every account an AccountPublicAccessBlock with all four true.',
    references: {
      cis5: ["2.1.4"],
      cis7: ["3.1.4"],
      fsbp: ["S3.1", "S3.8", "S3.12"],
      pci: ["1.4.2", "7.3.1"],
      gdpr: ["25", "32"],
    },
  },
  "DAT-02": {
    title: "Buckets refuse requests without TLS",
    severity: "high",
    level: "mandatory",
    undetermined: "ignored",
    remediation:
      'Add to its BucketPolicy: { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [<ARN of the bucket>, <the same>/*], Condition: { Bool: { "aws:SecureTransport": "false" } } }.',
    references: { cis5: ["2.1.1"], cis7: ["3.1.1"], fsbp: ["S3.5"], pci: ["2.2.7", "4.2.1"], gdpr: ["32"] },
  },
  "DAT-03": {
    title: "Buckets are encrypted with a key of their own account",
    severity: "high",
    level: "sensitive",
    undetermined: "violation",
    remediation:
      'Give it a BucketServerSideEncryptionConfiguration with applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: <ARN of a KMS key in the bucket\'s account> }.',
    references: { fsbp: ["S3.17"], pci: ["3.5.1", "3.6.1"], gdpr: ["32"] },
  },
  "DAT-04": {
    title: "Buckets keep versions and a record of who asks for them",
    severity: "medium",
    level: "sensitive",
    undetermined: "ignored",
    remediation:
      'Give it a BucketVersioning with status: "Enabled", and a BucketLogging, or a name that the advancedEventSelectors of the organization\'s trail take in.',
    references: { fsbp: ["S3.9", "S3.14"], pci: ["10.2.1", "10.3.3", "10.3.4"], gdpr: ["30", "32"] },
  },
  "DAT-05": {
    title: "Data stores are encrypted with a key of their own account, and tables can be brought back",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Switch its encryption on, name a KMS key of the same account, and for a table set pointInTimeRecovery: { enabled: true }.",
    references: {
      cis5: ["2.2.1", "2.3.1"],
      cis7: ["3.2.1", "3.3.1"],
      fsbp: ["RDS.3", "RDS.27", "EFS.1", "DynamoDB.2", "Backup.1"],
      pci: ["3.5.1"],
      gdpr: ["32"],
    },
  },
  "DAT-06": {
    title: "Databases have no address on the internet",
    severity: "critical",
    level: "mandatory",
    undetermined: "violation",
    remediation: "Set publiclyAccessible: false, or leave it out.",
    references: {
      cis5: ["2.2.3"],
      cis7: ["3.2.3"],
      fsbp: ["RDS.2"],
      pci: ["1.4.1", "1.4.2"],
      gdpr: ["25", "32"],
    },
  },
  "DAT-07": {
    title: "Databases outlive the loss of a zone, a slip and their own deletion",
    severity: "medium",
    level: "sensitive",
    undetermined: "ignored",
    remediation:
      "Set multiAz: true (instances only), deletionProtection: true, backupRetentionPeriod: 7 or more, and skipFinalSnapshot: false; of a table, deletionProtectionEnabled: true.",
    references: {
      cis5: ["2.2.4"],
      cis7: ["3.2.4"],
      fsbp: ["RDS.5", "RDS.7", "RDS.8", "RDS.11", "DynamoDB.6"],
      pci: ["10.3.3"],
      gdpr: ["32"],
    },
  },
  "DAT-08": {
    title: "Passwords of databases are made and kept by AWS",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Set manageMasterUserPassword: true (manageMasterPassword for Redshift) and remove the password; or give it as passwordWo or masterPasswordWo.",
    references: { pci: ["8.3.2", "8.6.3"], gdpr: ["32"] },
  },
  "DAT-09": {
    title: "Databases and caches refuse connections without TLS",
    severity: "high",
    level: "sensitive",
    undetermined: "violation",
    remediation:
      'Name a parameter group that sets rds.force_ssl = 1 (PostgreSQL, SQL Server), require_secure_transport = ON (MySQL, MariaDB), tls = enabled (DocumentDB) or require_ssl = true (Redshift); for a replication group set transitEncryptionEnabled: true and transitEncryptionMode: "required".',
    references: { fsbp: ["RDS.38", "RDS.39"], pci: ["4.2.1"], gdpr: ["32"] },
  },
};
