import { configSecretsIn } from "../../images/configSecrets";
import { formatsIn } from "../../policy/model/secretPatterns";
import type { BootConfig } from "./bootConfig";

/** What needs no quoting, neither in a shell nor in a file of environment variables. */
const PLAIN = /^[A-Za-z0-9_./:@+=,-]{1,512}$/;

/** RDS has an exclamation mark in the names of the secrets that it keeps. */
const SECRET_ARN = /^[A-Za-z0-9_./:@+=,!-]{1,512}$/;

/** Names of secrets and jobs. */
const LABEL = /^[a-z][a-z0-9-]{0,63}$/;

/** Names of environment variables that are not the instance's own. */
const VARIABLE = /^(?!DUOTONE_|AWS_|PORT$|PATH$|HOME$)[A-Z][A-Z0-9_]{0,63}$/;

/** A calendar event of systemd, which nothing but its own characters can be in. */
const SCHEDULE = /^[A-Za-z0-9*:/., -]{1,64}$/;

const LARGEST_PORT = 65_535;

/** The same as in `duotone:services`. */
const MOST_JOB_MINUTES = 1440;

/**
 * What an instance could not use, or what must not be where everybody may read it, one sentence each.
 *
 * `images/scripts/base/files/usr/libexec/duotone/read-boot` asks the same again on the instance.
 */
export function bootProblems(config: BootConfig): readonly string[] {
  const { port, logGroups, archive, database, cache, files } = config;
  return [
    ...plain({
      service: config.service,
      cluster: config.cluster,
      commit: config.commit,
      region: config.region,
      activeColorParameter: config.activeColorParameter,
      "logGroups.service": logGroups?.service,
      "logGroups.system": logGroups?.system,
      "archive.bucket": archive?.bucket,
      "archive.prefix": archive?.prefix,
      "database.host": database?.host,
      "database.name": database?.name,
      "cache.host": cache?.host,
      "files.fileSystemId": files?.fileSystemId,
      "files.accessPointId": files?.accessPointId,
      coordinationTable: config.coordinationTable,
    }),
    ...whole({ port, "database.port": database?.port, "cache.port": cache?.port }, LARGEST_PORT),
    ...entries("settings", config.settings, VARIABLE, PLAIN),
    ...entries("secrets", config.secrets, LABEL, SECRET_ARN),
    ...secretSettings(config.settings),
    ...jobProblems(config),
    ...(config.tls === true && port === undefined
      ? ["tls is for a service that listens: it needs a port."]
      : []),
    ...(database !== undefined && !("database" in (config.secrets ?? {}))
      ? ["database has a login: secrets.database is to name it."]
      : []),
  ];
}

function plain(values: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined || PLAIN.test(value)
      ? []
      : [`${name} is ${JSON.stringify(value)}; it is to be letters, digits and _ . / : @ + = , - alone.`],
  );
}

function whole(values: Readonly<Record<string, number | undefined>>, most: number): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined || (Number.isInteger(value) && value >= 1 && value <= most)
      ? []
      : [`${name} is ${value}; it is to be a whole number from 1 to ${most}.`],
  );
}

/** The value of what may be a secret is not repeated. */
function entries(
  section: string,
  values: Readonly<Record<string, string>> = {},
  name: RegExp,
  value: RegExp,
): readonly string[] {
  return Object.entries(values).flatMap(([key, text]) => [
    ...(name.test(key) ? [] : [`${section} has ${JSON.stringify(key)}; names are to match ${name.source}.`]),
    ...(value.test(text) ? [] : [`${section}.${key} cannot be used; its value is to match ${value.source}.`]),
  ]);
}

/** By the patterns that artifacts are searched with before they are baked. */
function secretSettings(settings: BootConfig["settings"] = {}): readonly string[] {
  return Object.entries(settings)
    .filter(([name, value]) => {
      const line = `${name}=${value}`;
      return configSecretsIn("settings.env", line).length > 0 || formatsIn(line, "source").length > 0;
    })
    .map(
      ([name]) =>
        `settings.${name} looks like a secret, and user data can be read by anyone who may describe instances: ` +
        "name it under secrets.",
    );
}

function jobProblems({ jobs = {} }: BootConfig): readonly string[] {
  return Object.entries(jobs).flatMap(([name, { schedule, timeoutMinutes }]) => [
    ...(LABEL.test(name) ? [] : [`jobs has ${JSON.stringify(name)}; names are to match ${LABEL.source}.`]),
    ...(SCHEDULE.test(schedule)
      ? []
      : [`jobs.${name}.schedule is ${JSON.stringify(schedule)}; it is to be a calendar event of systemd.`]),
    ...whole({ [`jobs.${name}.timeoutMinutes`]: timeoutMinutes }, MOST_JOB_MINUTES),
  ]);
}
