import { COMMIT, refuses } from "../refusal";

describe("releaseProblems", () => {
  refuses(
    "refuses a commit for an unknown service",
    { "duotone:releases.prod2.cor": COMMIT },
    'duotone:releases.prod2.cor names "cor", which is not in duotone:services. Allowed: blog, campaigns, checkout, core, ' +
      "invoices, mailer, profile, settlement, site. Did you mean core?",
  );
  refuses(
    "refuses a release of an unknown cluster",
    { "duotone:releases.prod3": {} },
    'duotone:releases.prod3 names "prod3", which is not in duotone:clusters. Allowed: prod1, prod2, qaprod1. ' +
      "Did you mean prod1?",
  );
  refuses(
    "refuses a cluster without a commit for a service, with the command that sets it",
    { "duotone:releases.prod2.core": undefined },
    "duotone:releases.prod2.core is missing. Allowed: the 40 hexadecimal digits of a commit, in quotes. " +
      "Set it: pulumi config set --path 'releases.prod2.core' <commit>",
  );
  refuses(
    "refuses a cluster without any release, once and not for every service",
    { "duotone:releases.prod2": undefined },
    "duotone:releases.prod2 is missing. Allowed: a commit for each service. " +
      "Name the commit of every service, for example those of another cluster.",
  );
  refuses("takes the same commit in several places", {
    "duotone:releases.prod1.site": COMMIT,
    "duotone:releases.prod2.site": COMMIT,
  });
  refuses("takes clusters without a commit in a stack without services", {
    "duotone:services": {},
    "duotone:releases": { prod1: {}, prod2: {}, qaprod1: {} },
  });
  refuses(
    "still wants a release for each cluster there",
    { "duotone:services": {}, "duotone:releases": { prod1: {}, prod2: { core: COMMIT } } },
    'duotone:releases.prod2.core names "core", which is not in duotone:services. ' +
      "Allowed: nothing, since none is there. Correct the name, or add it to duotone:services.",
    "duotone:releases.qaprod1 is missing. Allowed: a commit for each service. " +
      "Name the commit of every service, for example those of another cluster.",
  );
});
