import type { Register } from "./entry";

/** Keys and secrets. */
export const keys: Register = {
  "KEY-01": {
    title: "Keys are rotated every year",
    severity: "medium",
    level: "mandatory",
    undetermined: "violation",
    remediation: "Set enableKeyRotation: true, and leave rotationPeriodInDays out.",
    references: { cis5: ["3.6"], cis7: ["4.6"], fsbp: ["KMS.4"], pci: ["3.7.4"] },
  },
  "KEY-02": {
    title: "No key can be lost by mistake",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Set deletionWindowInDays: 30 and the option protect: true, and leave bypassPolicyLockoutSafetyCheck out.",
    references: { fsbp: ["KMS.3"], pci: ["3.7.5"] },
  },
  "KEY-03": {
    title: "Secrets are encrypted with a key of their own vertical, and rotated",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Set kmsKeyId to the ARN of the vertical's key for secrets, and add a SecretRotation with its secretId.",
    references: { fsbp: ["SecretsManager.1"], pci: ["3.7.4", "3.6.1.2"] },
  },
  "KEY-04": {
    title: "Parameters that hold secrets are encrypted with a key of ours",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      'Set type: "SecureString" and keyId to a key of the vertical, or keep the secret in Secrets Manager. What is no secret needs another name.',
    references: {},
  },
  "KEY-05": {
    title: "Providers have no credentials of their own",
    severity: "critical",
    level: "mandatory",
    undetermined: "violation",
    remediation: "Leave them out: whoever runs the program signs in, and the provider has assumeRoles.",
    references: {},
  },
};
