import type { Register } from "./entry";

/** Tags. */
export const tags: Register = {
  "TAG-01": {
    title: "Everything says who answers for it and where it belongs",
    severity: "medium",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Give the provider's defaultTags owner, project, stack and vertical. What a launch template or an Auto Scaling group starts needs all of them itself, and commit.",
    references: {},
  },
  "TAG-02": {
    title: "Tags tell the truth",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Take vertical from the account that the resource is in, cluster from the component that it is part of, and commit from the cluster's release.",
    references: {},
  },
};
