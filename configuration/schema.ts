import { z } from "zod";

import { SERVICE_PORTS } from "../components/network/networkRules";
import { EVIDENCE_RETENTION_DAYS } from "../components/observability/logGroupRetention";
import { REGIONS } from "./awsSettings";
import { CIDR_ALLOWED, cidrRemedy } from "./cidr";
import { didYouMean } from "./didYouMean";
import { count, factor, field, flag, isRecord } from "./fields";
import { instanceTypeRemedy, isUsableInstanceType } from "./instanceTypes";

const CLASSIFICATIONS = ["pii", "banking", "internal", "public"] as const;
const KINDS = ["web", "worker"] as const;
const PURCHASES = ["on-demand", "spot"] as const;
const NAT_GATEWAYS = ["one-per-zone", "single", "none"] as const;

/** AWS takes e-mail addresses of 6 to 64 characters; https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html */
const EMAIL_LENGTH = { least: 6, most: 64 };

/** With a cluster scaled tenfold, 1000: the targets that one load balancer takes by default. */
const MOST_INSTANCES = 100;

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html */
const LONGEST_HEALTH_PATH = 1024;

/** RFC 1035 and 1123: a name has at most 253 characters, each label at most 63. */
const DOMAIN = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/;
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Names of verticals, services and clusters: they become DNS labels and parts of AWS names. */
export const NAME = /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;
export const NAME_ALLOWED =
  "lower-case letters, digits and inner hyphens, first a letter, at most 63 characters";

/** What every service of AWS takes as a tag's value, without spaces at the ends; https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html */
export const OWNER = /^[A-Za-z0-9_.:/=+@-]([A-Za-z0-9 _.:/=+@-]{0,126}[A-Za-z0-9_.:/=+@-])?$/;
export const OWNER_ALLOWED =
  "a team or an address: at most 128 letters, digits, spaces and _ . : / = + - @, for example platform@example.com";

export const COMMIT = /^[0-9a-f]{40}$/;
export const COMMIT_ALLOWED = "the 40 hexadecimal digits of a commit, in quotes";

const oneOf = <const T extends readonly [string, ...string[]]>(values: T, otherwise: string) =>
  field(z.enum(values), values.join(", "), (came) => didYouMean(came, values, otherwise));

/** Names that the instance itself fills are not for settings. */
const ENVIRONMENT_NAME = /^(?!DUOTONE_|AWS_|PORT$|PATH$|HOME$)[A-Z][A-Z0-9_]{0,63}$/;

/** One line of printable characters, so that no quoting can go wrong on the instance. */
const ENVIRONMENT_VALUE = /^[A-Za-z0-9_./:@+=,-]{1,256}$/;

const section = (keys: string, otherwise: string) =>
  field(
    z.record(z.string(), z.unknown()).optional(),
    `a section with ${keys}`,
    `Describe it, or remove it: ${otherwise}.`,
  );

/** US dollars a month; a greater budget warns of nothing. */
const LARGEST_BUDGET = 1_000_000;

export const SERVICE_PORTS_ALLOWED = `a whole number from ${SERVICE_PORTS.from} to ${SERVICE_PORTS.to}`;

/** A service with more has a configuration, and not secrets. */
const MOST_SECRETS = 10;

const named = (what: string, least = 1) =>
  field(
    z.record(z.string(), z.unknown()).refine((entries) => Object.keys(entries).length >= least),
    `one entry per ${what}, by its name`,
    "See the example in the stack files of this repository.",
  );

const listed = (what: string) =>
  field(z.array(z.unknown()).default([]), `a list of ${what}`, "Correct it, or remove it for none.");

/** The `duotone:*` settings. What is inside of a section is read by the section's own shape. */
export const settingsShape = {
  foundation: field(
    z
      .string()
      .regex(/^[^/\s]+\/[^/\s]+\/[^/\s]+$/)
      .default("organization/duotone-foundation/org"),
    "a stack as <organization>/<project>/<stack>",
    "Correct it, or remove it for organization/duotone-foundation/org.",
  ),
  domain: field(
    z.string().regex(DOMAIN),
    "a domain name in lower case, for example example.com",
    "Name the public zone that the services' names are in.",
  ),
  availabilityZones: field(
    z.array(z.string()).optional(),
    "a list of three availability zones of the region",
    "Correct it, or remove it for the zones a, b and c.",
  ),
  natGateways: oneOf(NAT_GATEWAYS, "Choose one; each gateway costs by the hour."),
  protect: field(flag, "true, false", "Say whether deletion is refused; production wants true."),
  images: field(
    z.record(z.string(), z.unknown()),
    "a section with bake, baseVersion and, where images are copied, copyRegions",
    "See the example in the stack files of this repository.",
  ),
  capacityTimeout: field(
    z
      .string()
      .regex(/^(0|(?=\d)(\d+h)?(\d+m)?(\d+s)?)$/)
      .default("10m"),
    "a duration such as 10m or 1h30m, or 0 to not wait",
    "Correct it, or remove it for 10m.",
  ),
  logRetentionDays: field(
    count(1, 3653)
      .refine((days) => EVIDENCE_RETENTION_DAYS.includes(days))
      .default(400),
    EVIDENCE_RETENTION_DAYS.join(", "),
    "Days that logs are kept: choose one of CloudWatch's, or remove it for 400.",
  ),
  owner: field(
    z.string().regex(OWNER),
    OWNER_ALLOWED,
    "Say who answers for what the stack makes; it becomes a tag of everything.",
  ),
  activeColor: field(z.string().min(1).optional(), "the name of a colour", "Name it or remove it."),
  freezeWindows: listed("windows, each with reason, from and until"),
  overrides: listed("overrides, each with gate, reason, by and until"),
  noticesWebhook: field(
    z.url({ protocol: /^https$/ }).optional(),
    "an address that begins with https://",
    "Correct it, or remove it: releases are then told by mail alone.",
  ),
  dataStores: field(
    z.record(z.string(), z.unknown()).default({}),
    "a section with multiZone, backupDays and recoveryRegion",
    "Correct it, or remove it for stores without a standby and backups of 7 days.",
  ),
  clusters: named("cluster"),
  verticals: named("vertical"),
  // None: accounts and networks first, services later.
  services: named("service", 0),
  releases: named("cluster"),
};

export const imagesShape = {
  bake: field(
    flag,
    "true, false",
    "Only a stack that tests images bakes them: true in staging, false in prod.",
  ),
  baseVersion: field(
    z.string().refine((version) => {
      const [date = "", build = "1"] = version.split(".", 2);
      return z.iso.date().safeParse(date).success && /^[1-9]\d{0,2}$/.test(build);
    }),
    'the day of the base images in quotes, for example "2026-11-01", a second build of a day as "2026-11-01.2"',
    "Correct it; without the quotes YAML makes a time of it.",
  ),
  copyRegions: field(
    z
      .array(z.enum(REGIONS))
      .refine((regions) => new Set(regions).size === regions.length)
      .default([])
      // In an order of their own, so that another order in the file is no other bake.
      .transform((regions) => [...regions].sort()),
    "a list of different regions of AWS, for example [eu-central-1]",
    copyRegionsRemedy,
  ),
};

function copyRegionsRemedy(came: unknown): string {
  const otherwise = "Correct it, or remove it: images are then in the stack's region alone.";
  const named: readonly unknown[] = Array.isArray(came) ? came : [];
  const stranger = named.find((one) => !REGIONS.some((region) => region === one));
  return didYouMean(stranger, REGIONS, otherwise);
}

export const verticalShape = {
  classification: oneOf(CLASSIFICATIONS, "Say what the most delicate data of the vertical is."),
  cidr: field(
    z.string().refine((cidr) => cidrRemedy(cidr) === undefined),
    CIDR_ALLOWED,
    (came) => cidrRemedy(came) ?? "",
  ),
  email: field(
    z.email().min(EMAIL_LENGTH.least).max(EMAIL_LENGTH.most),
    `an e-mail address of ${EMAIL_LENGTH.least} to ${EMAIL_LENGTH.most} characters`,
    "Give the account's root user an address that no AWS account has had before.",
  ),
  monthlyBudget: field(
    count(1, LARGEST_BUDGET),
    `a whole number of US dollars from 1 to ${LARGEST_BUDGET}`,
    "Say what the account may cost in a month before somebody is told.",
  ),
  owner: field(
    z.string().regex(OWNER).optional(),
    OWNER_ALLOWED,
    "Say who answers for the vertical, or remove it for duotone:owner.",
  ),
  siteVpn: field(
    z.record(z.string(), z.unknown()).optional(),
    "a section with reason, customerGatewayAddress and remoteCidrs",
    "Describe it, or remove it: without it there is no VPN.",
  ),
};

export const serviceShape = {
  vertical: field(z.string(), "the name of a vertical", "Name the vertical that owns the service."),
  kind: oneOf(KINDS, "Say whether it has a load balancer (web) or not (worker)."),
  instanceType: field(
    z.string().refine(isUsableInstanceType),
    "an instance type of EC2, for example m7g.large or t3.small",
    instanceTypeRemedy,
  ),
  min: field(
    count(1, MOST_INSTANCES),
    `a whole number from 1 to ${MOST_INSTANCES}`,
    "Give the fewest instances.",
  ),
  max: field(
    count(1, MOST_INSTANCES),
    `a whole number from 1 to ${MOST_INSTANCES}`,
    "Give the most instances.",
  ),
  hostname: field(
    z.union([z.literal(""), z.string().regex(LABEL)]).optional(),
    `one DNS label in lower case, or "" for the domain itself`,
    (came) => (came === null ? 'For the domain itself write hostname: ""' : "Correct it."),
  ),
  port: field(
    // Lower ones are root's, and no service runs as root; on higher ones clients await their answers.
    count(SERVICE_PORTS.from, SERVICE_PORTS.to).optional(),
    SERVICE_PORTS_ALLOWED,
    "Give the port that the service listens on: lower ones need root, which it does not run as, and higher ones are " +
      "open to answers from the internet.",
  ),
  secrets: field(
    z
      .array(z.string().regex(LABEL))
      .max(MOST_SECRETS)
      .refine((names) => new Set(names).size === names.length)
      .default([]),
    `a list of at most ${MOST_SECRETS} different names: lower-case letters, digits and inner hyphens`,
    "Name the values that AWS is to make, keep and rotate for the service, or remove it.",
  ),
  healthPath: field(
    z
      .string()
      .max(LONGEST_HEALTH_PATH)
      .regex(/^\/[\x21-\x7e]*$/)
      .optional(),
    `a path that begins with /, at most ${LONGEST_HEALTH_PATH} characters`,
    "Correct it, or remove it for /health.",
  ),
  domain: field(
    z.string().regex(DOMAIN).optional(),
    "a domain name in lower case, for example example.net",
    "Correct it, or remove it for duotone:domain.",
  ),
  purchase: field(z.enum(PURCHASES).default("on-demand"), PURCHASES.join(", "), (came) =>
    didYouMean(came, PURCHASES, "Choose one, or remove it for on-demand."),
  ),
  cpuPercent: field(
    count(10, 95).default(60),
    "a whole number of per cent from 10 to 95",
    "Say at which use of the processors there are to be more instances, or remove it for 60.",
  ),
  requestsPerTarget: field(
    count(1, 1_000_000).optional(),
    "a whole number of requests a minute from 1 to 1000000",
    "Say how many requests one instance is to answer in a minute, or remove it: the processors alone then decide.",
  ),
  latencySeconds: field(
    count(1, 60).optional(),
    "a whole number of seconds from 1 to 60",
    "Say from when on answers are too slow, or remove it for 2.",
  ),
  settings: field(
    z.record(z.string().regex(ENVIRONMENT_NAME), z.string().regex(ENVIRONMENT_VALUE)).default({}),
    "texts by the names of environment variables: capital letters, digits and _, not beginning with DUOTONE_ or AWS_",
    "Give what the service reads when it starts. Nothing secret: for that there is secrets.",
  ),
  database: section("instanceClass and storageGiB", "it has no database of its own"),
  cache: section("nodeType", "it has no cache"),
  archive: field(
    flag.default(false),
    "true, false",
    "Say whether its finished files go to the vertical's archive bucket, or remove it for false.",
  ),
  files: field(
    flag.default(false),
    "true, false",
    "Say whether its instances share a file system, or remove it for false.",
  ),
  jobs: section("one entry per job, by its name", "it has no scheduled jobs"),
};

export const clusterShape = {
  colour: field(flag, "true, false", "Say whether the cluster may receive the public names."),
  internal: field(flag.default(false), "true, false", "Correct it, or remove it for false."),
  scale: field(
    factor(10).default(1),
    "a number above 0, at most 10, with at most two decimals",
    "Correct it, or remove it for 1.",
  ),
};

/** Reads a section that has names for keys; what is no section is a problem of its own, told where it is read. */
export function entriesOf(section: unknown): readonly (readonly [string, unknown])[] {
  return isRecord(section) ? Object.entries(section).sort(([a], [b]) => (a < b ? -1 : 1)) : [];
}
