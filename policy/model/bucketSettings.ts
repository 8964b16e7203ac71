import { type Bucket, type Companion, inlineSetting } from "./buckets";
import type { Node } from "./resource";
import { readFirst, readNumber, readText, type Reading, read } from "./value";

/** Whether something is set: `absent` where nothing says so. */
export type Setting = "yes" | "no" | "absent" | "unknown";

/** Whether a bucket keeps the versions of its objects. */
export function versioningOf(bucket: Bucket): Setting {
  return settingOf(
    bucket,
    "versioning",
    ({ props }) => isText(read(props, "versioningConfiguration", "status"), "Enabled"),
    () => isTrue(inlineSetting(bucket, ["versioning", "versionings"], "enabled")),
  );
}

/** Whether a bucket writes down who asks for its objects, by S3's own access logs. */
export function accessLogsOf(bucket: Bucket): Setting {
  return settingOf(
    bucket,
    "logging",
    ({ props }) => isPresent(read(props, "targetBucket")),
    () => isPresent(inlineSetting(bucket, ["logging", "loggings"], "targetBucket")),
  );
}

/** Whether a bucket's objects cannot be deleted for a time, without anybody asking for it object by object. */
export function defaultRetentionOf(bucket: Bucket): Setting {
  return settingOf(
    bucket,
    "objectLock",
    ({ props }) => retention(read(props, "rule", "defaultRetention")),
    () => {
      const inline = inlineSetting(bucket, ["objectLockConfiguration"]);
      return inline.is === "known"
        ? retention(readFirst(inline.value, ["rule", "defaultRetention"], ["rules", "defaultRetentions"]))
        : inline.is;
    },
  );
}

/** Whether access control lists are off, so that the bucket's policy alone says who may do what. */
export function aclsOffOf(bucket: Bucket): Setting {
  return settingOf(
    bucket,
    "ownership",
    ({ props }) => isText(read(props, "rule", "objectOwnership"), "BucketOwnerEnforced"),
    () => "absent",
  );
}

/**
 * What a bucket's companions say, all of which have to say so; and what the bucket says itself where there are none, for a
 * companion overrules it.
 */
function settingOf(
  bucket: Bucket,
  kind: Companion,
  ofCompanion: (companion: Node) => Setting,
  ofBucket: () => Setting,
): Setting {
  const companions = bucket.companions(kind);
  const found = companions.length > 0 ? companions.map(ofCompanion) : [ofBucket()];
  const worst = (["no", "absent", "unknown"] as const).find((setting) => found.includes(setting));
  return worst === "absent" && bucket.maybe(kind) ? "unknown" : (worst ?? "yes");
}

function isText(reading: Reading, wanted: string): Setting {
  if (reading.is !== "known") {
    return reading.is;
  }
  return reading.value === wanted ? "yes" : "no";
}

function isTrue(reading: Reading): Setting {
  if (reading.is !== "known") {
    return reading.is;
  }
  return reading.value === true || reading.value === "true" ? "yes" : "no";
}

function isPresent(reading: Reading): Setting {
  if (reading.is === "known") {
    return reading.value === "" ? "absent" : "yes";
  }
  return reading.is;
}

function retention(reading: Reading): Setting {
  if (reading.is !== "known") {
    return reading.is;
  }
  const mode = readText(reading.value, "mode");
  const spans = ["days", "years"].map((unit) => readNumber(reading.value, unit));
  if (mode.is === "unknown" || spans.some((span) => span.is === "unknown")) {
    return "unknown";
  }
  const isLocked = mode.is === "known" && ["COMPLIANCE", "GOVERNANCE"].includes(mode.text);
  return isLocked && spans.some((span) => span.is === "known" && span.number > 0) ? "yes" : "no";
}
