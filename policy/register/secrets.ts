import type { Register } from "./entry";

/** Secrets and ways around the rules. */
export const secrets: Register = {
  "SEC-01": {
    title: "No private key is in the program, its inputs or its state",
    severity: "critical",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Let AWS Certificate Manager make the certificate, or a service make its key itself and keep it in Secrets Manager. Replace a key that was here: it is no longer a secret.",
    references: {},
  },
  "SEC-03": {
    title: "User data is made of no secret",
    severity: "critical",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Tell instances the ARN of a secret and never its value, and make user data of plain texts and of the names, ARNs and addresses of this stack's resources alone.",
    references: {},
  },
  "SEC-04": {
    title: "The stack's outputs hold no secret",
    severity: "critical",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Export the ARN of the secret, and let whoever needs the value read it with a role of their own.",
    references: {},
  },
  "SEC-05": {
    title: "No option takes a resource out of the rules' sight",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Take the property out of ignoreChanges and say in the program what it is to be; leave skipDestroy, forceDestroy and forceDelete out.",
    references: {},
  },
};
