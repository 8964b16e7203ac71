import type { Register } from "./entry";

/** Evidence. */
export const audit: Register = {
  "AUD-01": {
    title: "Trails record every account",
    severity: "critical",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Declare a Trail in the organization's stack with isOrganizationTrail: true and isMultiRegionTrail: true.",
    references: { cis5: ["3.1"], cis7: ["4.1"], fsbp: ["CloudTrail.1"], pci: ["10.2.1"], gdpr: ["30", "32"] },
  },
  "AUD-02": {
    title: "What must be there is there",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Declare it again under that name, or have whoever answers for the inventory take it off the list in mustExist.",
    references: { pci: ["10.2.1", "10.3.2"], gdpr: ["32"] },
  },
  "AUD-03": {
    title: "Networks, load balancers and log groups leave a trace",
    severity: "high",
    level: "mandatory",
    undetermined: "ignored",
    remediation:
      "Declare a FlowLog for the network; set the balancer's accessLogs: { bucket, enabled: true }; set the log group's retentionInDays and declare a LogSubscriptionFilter to the audit account.",
    references: {
      cis5: ["3.7"],
      cis7: ["4.7", "4.10"],
      fsbp: ["EC2.6", "ELB.5"],
      pci: ["10.2.1", "10.3.3"],
      gdpr: ["30", "32"],
    },
  },
  "AUD-04": {
    title: "Service control policies back up the rules in every organizational unit",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      'Attach a service control policy to the unit, to one that it is in or to the root, that denies these actions on Resource "*" for everybody but named roles, and deleting keys in less than 30 days for those, too.',
    references: { cis7: ["2.1.4"], pci: ["10.3.2", "1.4.1"], gdpr: ["25", "32"] },
  },
};
