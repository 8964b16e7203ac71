import assert from "node:assert/strict";

import { evidenceRetentionDays } from "../../components/observability/logGroupRetention";
import { OWNER_ALLOWED, settingsShape } from "../../configuration/schema";
import { COMMIT, refuses } from "./refusal";

const SEE = "See the example in the stack files of this repository.";
const COUNT = "a whole number from 1 to 100";
const DOMAIN = "a domain name in lower case, for example";

describe("the duotone:* settings", () => {
  refuses(
    "refuse a stack without a domain",
    { "duotone:domain": undefined },
    `duotone:domain is missing. Allowed: ${DOMAIN} example.com. Name the public zone that the services' names are in.`,
  );
  for (const domain of ["Example.com", "example", "example..com", "-a.example.com", "10.0.0.1"]) {
    refuses(
      `refuse the domain ${domain}`,
      { "duotone:domain": domain },
      `duotone:domain is "${domain}". Allowed: ${DOMAIN} example.com. Name the public zone that the services' names are in.`,
    );
  }
  refuses(
    "refuse a foundation that is no full stack name",
    { "duotone:foundation": "duotone-foundation/org" },
    'duotone:foundation is "duotone-foundation/org". Allowed: a stack as <organization>/<project>/<stack>. ' +
      "Correct it, or remove it for organization/duotone-foundation/org.",
  );
  refuses(
    "refuse a misspelt choice, with the nearest one",
    { "duotone:natGateways": "one-per-zones" },
    'duotone:natGateways is "one-per-zones". Allowed: one-per-zone, single, none. Did you mean one-per-zone?',
  );
  refuses(
    "refuse a setting that was left empty",
    { "duotone:natGateways": "" },
    "duotone:natGateways is empty. Allowed: one-per-zone, single, none. Choose one; each gateway costs by the hour.",
  );
  refuses(
    "refuse other words for true",
    { "duotone:protect": "yes" },
    'duotone:protect is "yes". Allowed: true, false. Say whether deletion is refused; production wants true.',
  );
  for (const timeout of ["10", "10 m", "m", "1d", "5m1h"]) {
    refuses(
      `refuse the duration ${timeout}`,
      { "duotone:capacityTimeout": timeout },
      `duotone:capacityTimeout is "${timeout}". Allowed: a duration such as 10m or 1h30m, or 0 to not wait. ` +
        "Correct it, or remove it for 10m.",
    );
  }
  refuses(
    "refuse zones that are no list",
    { "duotone:availabilityZones": "eu-west-1a" },
    'duotone:availabilityZones is "eu-west-1a". Allowed: a list of three availability zones of the region. ' +
      "Correct it, or remove it for the zones a, b and c.",
  );
  refuses(
    "refuse sections that are empty or no sections",
    {
      "duotone:verticals": "",
      "duotone:images": "",
      "duotone:clusters": ["prod1"],
      "duotone:releases": undefined,
    },
    `duotone:images is empty. Allowed: a section with bake, baseVersion and, where images are copied, copyRegions. ${SEE}`,
    `duotone:clusters is ["prod1"]. Allowed: one entry per cluster, by its name. ${SEE}`,
    `duotone:verticals is empty. Allowed: one entry per vertical, by its name. ${SEE}`,
    `duotone:releases is missing. Allowed: one entry per cluster, by its name. ${SEE}`,
  );
  refuses(
    "refuse a section with nothing in it",
    { "duotone:clusters": {}, "duotone:verticals": {} },
    `duotone:clusters is {}. Allowed: one entry per cluster, by its name. ${SEE}`,
    `duotone:verticals is {}. Allowed: one entry per vertical, by its name. ${SEE}`,
  );
  for (const days of [0, 30, 364, 366, "a year", 4000]) {
    refuses(
      `refuse to keep logs for ${days} days`,
      { "duotone:logRetentionDays": days },
      `duotone:logRetentionDays is ${JSON.stringify(days)}. Allowed: 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, ` +
        "3288, 3653. Days that logs are kept: choose one of CloudWatch's, or remove it for 400.",
    );
  }

  it("keep logs for all lengths that evidence may be kept for, and no others", () => {
    const lengths = Array.from({ length: 3653 }, (_, index) => index + 1);
    const taken = lengths.filter((days) => settingsShape.logRetentionDays.safeParse(days).success);
    assert.deepEqual(taken, [...new Set(lengths.map(evidenceRetentionDays))]);
  });
});

describe("duotone:images", () => {
  refuses(
    "refuses what is no boolean",
    { "duotone:images.bake": "maybe" },
    'duotone:images.bake is "maybe". Allowed: true, false. ' +
      "Only a stack that tests images bakes them: true in staging, false in prod.",
  );
  // The first is what the engine makes of a date without quotes.
  for (const version of ["2026-11-01 00:00:00 +0000 UTC", "2026-13-01", "2026-11-01.0", "latest"]) {
    refuses(
      `refuses the version ${version}`,
      { "duotone:images.baseVersion": version },
      `duotone:images.baseVersion is "${version}". Allowed: the day of the base images in quotes, for example ` +
        '"2026-11-01", a second build of a day as "2026-11-01.2". Correct it; without the quotes YAML makes a time of it.',
    );
  }
});

describe("a vertical", () => {
  refuses(
    "refuses an unknown classification",
    { "duotone:verticals.accounts.classification": "secret" },
    'duotone:verticals.accounts.classification is "secret". Allowed: pii, banking, internal, public. ' +
      "Say what the most delicate data of the vertical is.",
  );
  refuses(
    "refuses a block that no network can have",
    { "duotone:verticals.payments.cidr": "10.21.3.0/16" },
    'duotone:verticals.payments.cidr is "10.21.3.0/16". Allowed: a private IPv4 block between /16 and /20, for example ' +
      "10.20.0.0/16. The block of that address is 10.21.0.0/16.",
  );
  for (const email of ["payments", "a@b.c", `${"a".repeat(53)}@example.com`]) {
    refuses(
      `refuses the address ${email}`,
      { "duotone:verticals.payments.email": email },
      `duotone:verticals.payments.email is "${email}". Allowed: an e-mail address of 6 to 64 characters. ` +
        "Give the account's root user an address that no AWS account has had before.",
    );
  }
});

describe("a vertical's budget", () => {
  for (const budget of [0, -5, 99.5, "much", 1_000_001, undefined]) {
    refuses(
      `refuses ${String(budget)}`,
      { "duotone:verticals.payments.monthlyBudget": budget },
      `duotone:verticals.payments.monthlyBudget is ${budget === undefined ? "missing" : JSON.stringify(budget)}. ` +
        "Allowed: a whole number of US dollars from 1 to 1000000. " +
        "Say what the account may cost in a month before somebody is told.",
    );
  }
  refuses("takes one dollar", { "duotone:verticals.payments.monthlyBudget": 1 });
});

describe("an owner", () => {
  const long = "x".repeat(129);
  for (const [owner, came] of [
    ["", "empty"],
    [" platform", '" platform"'],
    ["the platform team, or so", '"the platform team, or so"'],
    [long, `"${long.slice(0, 79)}…`],
  ] as const) {
    refuses(
      `refuses what is ${came}`,
      { "duotone:owner": owner, "duotone:verticals.payments.owner": owner },
      `duotone:owner is ${came}. Allowed: ${OWNER_ALLOWED}. ` +
        "Say who answers for what the stack makes; it becomes a tag of everything.",
      `duotone:verticals.payments.owner is ${came}. Allowed: ${OWNER_ALLOWED}. ` +
        "Say who answers for the vertical, or remove it for duotone:owner.",
    );
  }
  refuses("takes a team with a space", { "duotone:owner": "Team Payments" });
});

describe("a service", () => {
  refuses(
    "refuses an unknown kind",
    { "duotone:services.core.kind": "job" },
    'duotone:services.core.kind is "job". Allowed: web, worker. ' +
      "Say whether it has a load balancer (web) or not (worker).",
  );
  refuses(
    "refuses an instance type that is none",
    { "duotone:services.core.instanceType": "m7g.lrage" },
    'duotone:services.core.instanceType is "m7g.lrage". Allowed: an instance type of EC2, for example m7g.large or ' +
      "t3.small. Did you mean m7g.large?",
  );
  refuses(
    "refuses counts out of range",
    { "duotone:services.core.min": 0, "duotone:services.core.max": 101, "duotone:services.site.min": 1.5 },
    `duotone:services.core.min is 0. Allowed: ${COUNT}. Give the fewest instances.`,
    `duotone:services.core.max is 101. Allowed: ${COUNT}. Give the most instances.`,
    `duotone:services.site.min is 1.5. Allowed: ${COUNT}. Give the fewest instances.`,
  );
  for (const hostname of ["my.profile", "Profile", "-a", "a_b", "a".repeat(64)]) {
    refuses(
      `refuses the hostname ${hostname}`,
      { "duotone:services.profile.hostname": hostname },
      `duotone:services.profile.hostname is "${hostname}". Allowed: one DNS label in lower case, or "" for the domain ` +
        "itself. Correct it.",
    );
  }
  refuses(
    "refuses a hostname that was left out, with what the domain itself is written as",
    { "duotone:services.core.hostname": null },
    'duotone:services.core.hostname is empty. Allowed: one DNS label in lower case, or "" for the domain itself. ' +
      'For the domain itself write hostname: ""',
  );
  for (const port of ["http", 0, 80, 443, 1023, 32768, 65536, "8080.5"]) {
    refuses(
      `refuses the port ${port}`,
      { "duotone:services.core.port": port },
      `duotone:services.core.port is ${JSON.stringify(port)}. Allowed: a whole number from 1024 to 32767. ` +
        "Give the port that the service listens on: lower ones need root, which it does not run as, and higher ones are " +
        "open to answers from the internet.",
    );
  }
  for (const port of [1024, 32767]) {
    refuses(`takes the port ${port}`, { "duotone:services.core.port": port });
  }
  const many = Array.from({ length: 11 }, (_, index) => `secret-${index}`);
  for (const [title, secrets] of [
    ["no list", "session-signing"],
    ["no labels", ["Session_Signing"]],
    ["an empty name", [""]],
    ["twice the same", ["webhook", "webhook"]],
    ["more than ten", many],
  ] as const) {
    const shown = JSON.stringify(secrets);
    refuses(
      `refuses secrets that are ${title}`,
      { "duotone:services.core.secrets": secrets },
      `duotone:services.core.secrets is ${shown.length > 80 ? `${shown.slice(0, 80)}…` : shown}. Allowed: a list of at ` +
        "most 10 different names: lower-case letters, digits and inner hyphens. " +
        "Name the values that AWS is to make, keep and rotate for the service, or remove it.",
    );
  }
  refuses("takes ten secrets", { "duotone:services.core.secrets": many.slice(1) });
  refuses(
    "refuses a health path that is none",
    { "duotone:services.core.healthPath": "health" },
    'duotone:services.core.healthPath is "health". Allowed: a path that begins with /, at most 1024 characters. ' +
      "Correct it, or remove it for /health.",
  );
  refuses(
    "refuses a domain that is none",
    { "duotone:services.blog.domain": "example" },
    `duotone:services.blog.domain is "example". Allowed: ${DOMAIN} example.net. ` +
      "Correct it, or remove it for duotone:domain.",
  );
});

describe("a cluster", () => {
  refuses(
    "refuses to leave open whether it is a colour",
    { "duotone:clusters.qaprod1.colour": undefined },
    "duotone:clusters.qaprod1.colour is missing. Allowed: true, false. " +
      "Say whether the cluster may receive the public names.",
  );
  refuses(
    "refuses what is no boolean",
    { "duotone:clusters.qaprod1.internal": 1 },
    "duotone:clusters.qaprod1.internal is 1. Allowed: true, false. Correct it, or remove it for false.",
  );
  for (const scale of [0, -1, 11, "0.125", "half"]) {
    refuses(
      `refuses the scale ${scale}`,
      { "duotone:clusters.qaprod1.scale": scale },
      `duotone:clusters.qaprod1.scale is ${JSON.stringify(scale)}. Allowed: a number above 0, at most 10, with at most ` +
        "two decimals. Correct it, or remove it for 1.",
    );
  }
});

describe("a commit", () => {
  for (const commit of ["dcb98e4", "main", COMMIT.toUpperCase(), `${COMMIT}0`, null]) {
    refuses(
      `refuses ${String(commit)}`,
      { "duotone:releases.prod2.core": commit },
      `duotone:releases.prod2.core is ${commit === null ? "empty" : `"${commit}"`}. ` +
        "Allowed: the 40 hexadecimal digits of a commit, in quotes. " +
        "Set it: pulumi config set --path 'releases.prod2.core' <commit>",
    );
  }
  refuses(
    "says what became of one without quotes",
    { "duotone:releases.prod2.core": Number("1234567890123456789012345678901234567890") },
    "duotone:releases.prod2.core is 1.2345678901234568e+39. Allowed: the 40 hexadecimal digits of a commit, in quotes. " +
      "It is written without quotes, and YAML took it for a number: put the commit in quotes.",
  );
});
