import type { Register } from "./entry";

/** Staging and production, and nothing between them. */
export const environments: Register = {
  "ENV-01": {
    title: "Staging uses nothing of production",
    severity: "critical",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Use staging's own network, data stores and parameters, declared in this stack, and fill its data stores with data that was made for tests.",
    references: {},
  },
  "ENV-02": {
    title: "Production uses nothing of staging",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Use production's own network, data stores and parameters, declared in this stack; images come from the catalogue, not from staging's account.",
    references: {},
  },
};
