import { refuses } from "./refusal";

const SETTINGS =
  "activeColor, availabilityZones, capacityTimeout, clusters, dataStores, domain, foundation, freezeWindows, images, " +
  "logRetentionDays, natGateways, noticesWebhook, overrides, owner, protect, releases, services, verticals";
const SERVICE =
  "archive, cache, cpuPercent, database, domain, files, healthPath, hostname, instanceType, jobs, kind, latencySeconds, " +
  "max, min, port, purchase, requestsPerTarget, secrets, settings, vertical";

describe("readDraft", () => {
  refuses(
    "refuses unknown keys wherever they are, each with the nearest known one",
    {
      "duotone:activeColour": "prod1",
      "duotone:images.bakes": true,
      "duotone:verticals.accounts.adress": "x",
      "duotone:services.core.instancetype": "m7g.large",
      "duotone:clusters.prod1.color": true,
    },
    `duotone:activeColour is not a setting. Allowed: ${SETTINGS}. Did you mean activeColor?`,
    "duotone:images.bakes is not a setting. Allowed: bake, baseVersion, copyRegions. Did you mean bake?",
    "duotone:verticals.accounts.adress is not a setting. Allowed: cidr, classification, email, monthlyBudget, " +
      "owner, siteVpn. Remove it.",
    `duotone:services.core.instancetype is not a setting. Allowed: ${SERVICE}. Did you mean instanceType?`,
    "duotone:clusters.prod1.color is not a setting. Allowed: colour, internal, scale. Did you mean colour?",
  );
  refuses(
    "refuses keys of other namespaces",
    { "doutone:protect": "true", "github:token": "x" },
    "doutone:protect is read by nobody. Allowed: duotone:*, aws:*, pulumi:*. Did you mean duotone?",
    "github:token is read by nobody. Allowed: duotone:*, aws:*, pulumi:*. Remove it.",
  );
  refuses(
    "refuses an entry without anything in it",
    { "duotone:services.core": null, "duotone:clusters.qaprod1": true },
    "duotone:services.core is empty. Allowed: a section with vertical, kind, instanceType, min, max, hostname, port, " +
      "secrets, healthPath, domain, purchase, cpuPercent, requestsPerTarget, latencySeconds, settings, database, cache, " +
      "archive, files, jobs. Describe the service, or remove it.",
    "duotone:clusters.qaprod1 is true. Allowed: a section with colour, internal, scale. Describe the cluster, or remove it.",
  );
  refuses(
    "refuses names that are no DNS labels",
    {
      "duotone:verticals.Logistics": {
        classification: "internal",
        cidr: "10.29.0.0/16",
        email: "aws+logistics@example.com",
        monthlyBudget: 100,
      },
    },
    "duotone:verticals.Logistics is no name for a vertical. Allowed: lower-case letters, digits and inner hyphens, " +
      "first a letter, at most 63 characters. Rename it everywhere it is used.",
  );
  refuses(
    "refuses a release that is no section, and does not call its services missing",
    { "duotone:releases.prod2": null },
    "duotone:releases.prod2 is empty. Allowed: a commit for each service. " +
      "Name the commit of every service, or remove it.",
  );
  refuses(
    "does not call wrong what refers to a section that could not be read",
    { "duotone:verticals": null },
    "duotone:verticals is empty. Allowed: one entry per vertical, by its name. " +
      "See the example in the stack files of this repository.",
  );
});
