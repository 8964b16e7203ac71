import type { Register } from "./entry";

/** Clusters, colours, and which of them has the public names. */
export const colours: Register = {
  "BG-01": {
    title: "Clusters share nothing that takes, carries or answers a request",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Declare one for each cluster, inside the cluster's component; only the network, zones, certificates, keys, log destinations and data stores are for all.",
    references: {},
  },
  "BG-02": {
    title: "Public names lead to images that are known, from the balancer to the commit",
    severity: "critical",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Take each link from the resource that it leads to: balancer.dnsName, targetGroup.arn, launchTemplate.id with launchTemplate.latestVersion, and an image of the catalogue that is the release of the cluster.",
    references: {},
  },
  "BG-03": {
    title: "All public names are on the active colour",
    severity: "critical",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Leave the public names to the release switch, and move them with `pulumi config set activeColor <colour>`; give a stack two colours or none, and every alias of a load balancer evaluateTargetHealth: true.",
    references: {},
  },
  "BG-04": {
    title: "What serves the public names cannot be deleted by accident",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Declare it with protect: true while its cluster is the active colour, and its load balancers with enableDeletionProtection: true. Where a service's live instances must be replaced, an entry of gate protect in duotone:overrides lets the stack do it for a day at most.",
    references: { fsbp: ["ELB.6"] },
  },
  "BG-05": {
    title: "The idle colour is reached by its own names and by no public one",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Give every web service of a cluster the name <service>.<cluster>.<domain>, lead it to that cluster's balancer, and forward only to target groups of the same cluster.",
    references: {},
  },
  "BG-06": {
    title: "Colours are secured the same way",
    severity: "medium",
    level: "advisory",
    undetermined: "ignored",
    remediation: "Make the two the same but for image, commit and the cluster's name.",
    references: {},
  },
  "BG-07": {
    title: "The idle colour can take what the active one takes",
    severity: "medium",
    level: "advisory",
    undetermined: "ignored",
    remediation: "Give the idle colour's group at least the sizes of the active one's before the names move.",
    references: {},
  },
};
