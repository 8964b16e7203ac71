import type { Register } from "./entry";

/**
 * Identity and access.
 *
 * A document that names something which does not exist yet is not known in a preview. These rules read it in the update,
 * before its resource is touched; what a document must not reach beyond its vertical is the business of the separation
 * rules, which follow the unknown parts to where they come from.
 */
export const identity: Register = {
  "IAM-01": {
    title: "Nobody is an administrator",
    severity: "critical",
    level: "mandatory",
    undetermined: "ignored",
    remediation:
      "List the actions and the resources that are needed. For an administrator in an emergency, add an exemption with an owner and an expiry.",
    references: { cis5: ["1.15"], cis7: ["2.14"], fsbp: ["IAM.1"], pci: ["7.2.2"] },
  },
  "IAM-02": {
    title: "There are no users of IAM",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Use a role: people take it through the organization's sign-in, programs through their instance or OIDC.",
    references: { cis5: ["1.14"], cis7: ["2.13"], fsbp: ["IAM.2"], pci: ["7.2.2", "8.2.1"] },
  },
  "IAM-03": {
    title: "Roles trust accounts of the organization only",
    severity: "critical",
    level: "mandatory",
    undetermined: "ignored",
    remediation:
      "Name accounts of the inventory, and for another account than the role's own add a condition on aws:PrincipalOrgID or sts:ExternalId.",
    references: { cis7: ["2.21"] },
  },
  "IAM-04": {
    title: "GitHub's jobs get a role for one repository and one branch, tag or environment",
    severity: "critical",
    level: "mandatory",
    undetermined: "ignored",
    remediation:
      'Condition on StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com", "token.actions.githubusercontent.com:sub": "repo:<owner>/<repository>:environment:<name>" }.',
    references: {},
  },
  "IAM-05": {
    title: "Nobody can give himself more rights or decrypt everything",
    severity: "critical",
    level: "mandatory",
    undetermined: "ignored",
    remediation: "Name the roles, keys, functions or instances in Resource.",
    references: { fsbp: ["IAM.21", "KMS.1", "KMS.2"], pci: ["3.6.1.3", "7.2.2"] },
  },
  "IAM-06": {
    title: "Policies of resources say whom they are for",
    severity: "critical",
    level: "mandatory",
    undetermined: "ignored",
    remediation:
      "Name the principals and actions, or add a condition such as StringEquals on aws:PrincipalOrgID or aws:SourceAccount. To deny to all but some, use Principal `*` with a condition on aws:PrincipalArn.",
    references: {
      cis7: ["2.21"],
      fsbp: ["KMS.5", "SNS.4", "SQS.3", "S3.6"],
      pci: ["7.2.2", "7.3.1"],
    },
  },
};
