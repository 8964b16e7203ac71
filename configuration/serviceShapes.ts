import { z } from "zod";

import { REGIONS } from "./awsSettings";
import { didYouMean } from "./didYouMean";
import { count, field, flag } from "./fields";

/** What is bought for a database by default, and the most that PostgreSQL on RDS takes; GiB of gp3. */
const STORAGE = { least: 20, most: 65_536 };

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.BackupRetention.html */
const MOST_BACKUP_DAYS = 35;

/** A job that takes longer than a day meets its own next turn. */
const MOST_JOB_MINUTES = 1440;

const DAY = "(Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const PART = String.raw`(\*|\d{1,2})(/\d{1,2})?`;

/** What systemd takes as a calendar event, as far as jobs need it: https://www.freedesktop.org/software/systemd/man/latest/systemd.time.html */
const CALENDAR = new RegExp(
  String.raw`^(hourly|daily|weekly|monthly|(${DAY}((\.\.|,)${DAY})* )?(\*-${PART}-${PART} )?${PART}:${PART}(:${PART})?)$`,
);

const SIZE = String.raw`\.(micro|small|medium|large|\d*xlarge)`;

/**
 * Families of earlier generations that do not run what stores run: PostgreSQL 17, and Valkey with TLS and IAM.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Support.html
 * https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html
 */
const OLD_DATABASES = "t2|m[1-4]|r[34]|x1e?";
const OLD_CACHES = "t1|m[1-3]|c1|r3";

/** What to do about a class or type, which may be of a family that is too old. */
function familyRemedy(kind: "db" | "cache", old: string, otherwise: string): (came: unknown) => string {
  const tooOld = new RegExp(String.raw`^${kind}\.(${old})\.`);
  return (came) =>
    typeof came === "string" && tooOld.test(came)
      ? `${came.split(".", 2).join(".")} is too old: take a family of today, for example ${kind}.t4g or ${kind}.m7g.`
      : otherwise;
}

/** `database` of a service. */
export const databaseShape = {
  instanceClass: field(
    z.string().regex(new RegExp(String.raw`^db\.(?!(${OLD_DATABASES})\.)[a-z0-9]+${SIZE}$`)),
    "a class of RDS instances, for example db.t4g.medium",
    familyRemedy("db", OLD_DATABASES, "Name one that RDS offers for PostgreSQL in the region."),
  ),
  storageGiB: field(
    count(STORAGE.least, STORAGE.most).default(STORAGE.least),
    `a whole number of GiB from ${STORAGE.least} to ${STORAGE.most}`,
    `Correct it, or remove it for ${STORAGE.least}.`,
  ),
};

/** `cache` of a service. */
export const cacheShape = {
  nodeType: field(
    z.string().regex(new RegExp(String.raw`^cache\.(?!(${OLD_CACHES})\.)[a-z0-9]+${SIZE}$`)),
    "a type of ElastiCache nodes, for example cache.t4g.small",
    familyRemedy("cache", OLD_CACHES, "Name one that ElastiCache offers for Valkey in the region."),
  ),
};

/** One entry of `jobs` of a service. */
export const jobShape = {
  schedule: field(
    z.string().regex(CALENDAR),
    'hourly, daily, weekly, monthly, or a calendar event of systemd in UTC, for example "*-*-* 02:30:00"',
    "Say when the job is to run.",
  ),
  timeoutMinutes: field(
    count(1, MOST_JOB_MINUTES).default(60),
    `a whole number of minutes from 1 to ${MOST_JOB_MINUTES}`,
    "Say how long it may run, or remove it for 60.",
  ),
};

/** `duotone:dataStores`: what all data stores of the stack have in common. */
export const dataStoresShape = {
  multiZone: field(
    flag.default(false),
    "true, false",
    "Say whether stores have a standby in another zone; production wants true.",
  ),
  backupDays: field(
    count(1, MOST_BACKUP_DAYS).default(7),
    `a whole number of days from 1 to ${MOST_BACKUP_DAYS}`,
    "Say how long backups are kept, or remove it for 7.",
  ),
  recoveryRegion: field(
    z.enum(REGIONS).optional(),
    "another region of AWS than the stack's, for example eu-central-1",
    (came) => didYouMean(came, REGIONS, "Name where backups are copied to, or remove it for nowhere."),
  ),
};
