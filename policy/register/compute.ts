import type { Register } from "./entry";

/** Instances, launch templates and groups. */
export const compute: Register = {
  "CMP-01": {
    title: "Instances answer IMDSv2 only, and only to themselves",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation: 'Set metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 }.',
    references: {
      cis5: ["5.7"],
      cis7: ["6.7"],
      fsbp: ["EC2.8", "EC2.170", "AutoScaling.3", "AutoScaling.4"],
      pci: ["8.2.8"],
    },
  },
};
