import { added, refuses, webService } from "../refusal";

const NONE =
  "Allowed: nothing, for a worker. A worker has no load balancer: remove it, or make it kind: web.";

describe("serviceProblems", () => {
  refuses(
    "refuses a misspelt vertical, with the nearest one",
    { "duotone:services.core.vertical": "acounts" },
    'duotone:services.core.vertical names "acounts", which is not in duotone:verticals. ' +
      "Allowed: accounts, marketing, payments. Did you mean accounts?",
  );
  refuses(
    "refuses an unknown vertical, with what to do",
    { "duotone:services.mailer.vertical": "logistics" },
    'duotone:services.mailer.vertical names "logistics", which is not in duotone:verticals. ' +
      "Allowed: accounts, marketing, payments. Correct the name, or add it to duotone:verticals.",
  );
  refuses(
    "refuses fewer instances at most than at least",
    { "duotone:services.core.min": 7 },
    "duotone:services.core.max is 6. Allowed: at least min, which is 7. Raise max or lower min.",
  );
  refuses(
    "refuses a web service without a name and a port",
    { "duotone:services.core.hostname": undefined, "duotone:services.core.port": undefined },
    'duotone:services.core.hostname is missing. Allowed: one DNS label, or "" for the domain itself. ' +
      "Give the public name's first label, or make it kind: worker.",
    "duotone:services.core.port is missing. Allowed: a whole number from 1024 to 32767. " +
      "Give the port that the service listens on, or make it kind: worker.",
  );
  refuses(
    "refuses a worker with what only a web service has",
    {
      "duotone:services.mailer.hostname": "",
      "duotone:services.mailer.port": 2525,
      "duotone:services.mailer.healthPath": "/health",
      "duotone:services.mailer.domain": "example.net",
    },
    `duotone:services.mailer.hostname is empty. ${NONE}`,
    `duotone:services.mailer.port is 2525. ${NONE}`,
    `duotone:services.mailer.healthPath is "/health". ${NONE}`,
    `duotone:services.mailer.domain is "example.net". ${NONE}`,
  );
  refuses(
    "refuses two secrets that make one name, and names both",
    {
      ...added({ "core-session": { ...webService("session"), secrets: ["signing", "other"] } }),
      "duotone:services.core.secrets": ["session-signing", "another"],
    },
    'duotone:services.core-session.secrets makes the name core-session-signing of "signing", and so does ' +
      "session-signing of core. Allowed: <service>-<secret> once. Rename one of the two.",
  );
  refuses("takes one secret's name in several services", {
    "duotone:services.core.secrets": ["session-signing", "webhook"],
    "duotone:services.site.secrets": ["session-signing", "webhook"],
  });
});
