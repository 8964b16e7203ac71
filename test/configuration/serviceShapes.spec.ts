import assert from "node:assert/strict";

import { configOf, problemsOf, refuses } from "./refusal";

const CORE = "duotone:services.core";

describe("what a service may ask for", () => {
  refuses(
    "refuses classes and types that are none",
    {
      [`${CORE}.database.instanceClass`]: "t4g.medium",
      [`${CORE}.database.storageGiB`]: 5,
      [`${CORE}.cache.nodeType`]: "db.t4g.small",
    },
    `${CORE}.database.instanceClass is "t4g.medium". Allowed: a class of RDS instances, for example db.t4g.medium. ` +
      "Name one that RDS offers for PostgreSQL in the region.",
    `${CORE}.database.storageGiB is 5. Allowed: a whole number of GiB from 20 to 65536. Correct it, or remove it for 20.`,
    `${CORE}.cache.nodeType is "db.t4g.small". Allowed: a type of ElastiCache nodes, for example cache.t4g.small. ` +
      "Name one that ElastiCache offers for Valkey in the region.",
  );
  refuses(
    "refuses families that are too old for what they are to run, and sizes that are none",
    {
      [`${CORE}.database.instanceClass`]: "db.m4.large",
      [`${CORE}.cache.nodeType`]: "cache.t4g.mediun",
    },
    `${CORE}.database.instanceClass is "db.m4.large". Allowed: a class of RDS instances, for example db.t4g.medium. ` +
      "db.m4 is too old: take a family of today, for example db.t4g or db.m7g.",
    `${CORE}.cache.nodeType is "cache.t4g.mediun". Allowed: a type of ElastiCache nodes, for example cache.t4g.small. ` +
      "Name one that ElastiCache offers for Valkey in the region.",
  );
  refuses(
    "refuses what is no section, with what belongs there",
    { [`${CORE}.database`]: true, [`${CORE}.jobs`]: ["nightly"] },
    `${CORE}.database is true. Allowed: a section with instanceClass and storageGiB. Describe it, or remove it: it has no ` +
      "database of its own.",
    `${CORE}.jobs is ["nightly"]. Allowed: a section with one entry per job, by its name. Describe it, or remove it: it ` +
      "has no scheduled jobs.",
  );
  refuses(
    "refuses a misspelt key in a section",
    { [`${CORE}.database.storageGib`]: 20 },
    `${CORE}.database.storageGib is not a setting. Allowed: instanceClass, storageGiB. Did you mean storageGiB?`,
  );
  refuses(
    "refuses a job without a name that systemd takes, and one that is no section",
    { [`${CORE}.jobs`]: { "Night run": { schedule: "daily" }, cleanup: "daily" } },
    `${CORE}.jobs.Night run is no name for a job. Allowed: lower-case letters, digits and inner hyphens, first a letter, ` +
      "at most 63 characters. Rename it everywhere it is used.",
    `${CORE}.jobs.cleanup is "daily". Allowed: a section with schedule, timeoutMinutes. Describe the job, or remove it.`,
  );
  refuses(
    "refuses backups that are kept too long, or copied to no region",
    { "duotone:dataStores.backupDays": 36, "duotone:dataStores.recoveryRegion": "eu-centrall-1" },
    "duotone:dataStores.backupDays is 36. Allowed: a whole number of days from 1 to 35. Say how long backups are kept, or " +
      "remove it for 7.",
    'duotone:dataStores.recoveryRegion is "eu-centrall-1". Allowed: another region of AWS than the stack\'s, for example ' +
      "eu-central-1. Did you mean eu-central-1?",
  );

  for (const schedule of ["hourly", "*-*-* 02:30:00", "Mon..Fri *-*-* 08:00", "*-*-01 00:00:00", "*:0/15"]) {
    it(`takes the schedule ${schedule}`, () => {
      const { services } = configOf("prod", { [`${CORE}.jobs`]: { tidy: { schedule } } });
      assert.deepEqual(services.find(({ name }) => name === "core")?.jobs, [
        { name: "tidy", schedule, timeoutMinutes: 60 },
      ]);
    });
  }
  for (const schedule of [
    "0 2 * * *",
    "cron(0 2 * * ? *)",
    "every day",
    "02:30 tomorrow",
    "",
    "*-*-* 02:30; reboot",
  ]) {
    it(`refuses the schedule ${JSON.stringify(schedule)}`, () => {
      const [problem, ...others] = problemsOf({ [`${CORE}.jobs`]: { tidy: { schedule } } });
      assert.match(
        problem ?? "",
        /^duotone:services\.core\.jobs\.tidy\.schedule is .*a calendar event of systemd in UTC/,
      );
      assert.deepEqual(others, []);
    });
  }
  for (const settings of [
    { DUOTONE_SERVICE: "x" },
    { AWS_REGION: "x" },
    { PORT: "1" },
    { lower: "x" },
    { A: "two\nlines" },
    { A: "it's" },
    { A: 1 },
  ]) {
    it(`refuses the settings ${JSON.stringify(settings)}`, () => {
      const [problem, ...others] = problemsOf({ [`${CORE}.settings`]: settings });
      assert.match(
        problem ?? "",
        /^duotone:services\.core\.settings is .*Nothing secret: for that there is secrets\.$/,
      );
      assert.deepEqual(others, []);
    });
  }
  refuses(
    "refuses a worker what only a load balancer can do",
    { "duotone:services.mailer.requestsPerTarget": 100, "duotone:services.mailer.latencySeconds": 1 },
    "duotone:services.mailer.requestsPerTarget is 100. Allowed: nothing, for a worker. A worker has no load balancer: " +
      "remove it, or make it kind: web.",
    "duotone:services.mailer.latencySeconds is 1. Allowed: nothing, for a worker. A worker has no load balancer: remove " +
      "it, or make it kind: web.",
  );
});
