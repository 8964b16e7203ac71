import type { PlainObject } from "../../model/value";
import type { Resource } from "../../model/resource";
import { read, readFlag, readNumber } from "../../model/value";
import { bad, type Finding, type ResourceRule, undetermined } from "../rule";

const INSTANCE = "aws:rds/instance:Instance";
const TABLE = "aws:dynamodb/table:Table";

/** Days that a database can be brought back for, as https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-11 asks. */
const BACKUP_DAYS = 7;

/**
 * Databases outlive the loss of a zone, a slip and their own deletion. Clusters keep their storage in three zones anyway;
 * a replica is there for its source and has neither a standby nor backups of its own. Tables are in three zones, and their
 * way back is DAT-05's.
 */
export const dat07: ResourceRule = {
  id: "DAT-07",
  scope: "resource",
  types: [
    INSTANCE,
    TABLE,
    "aws:rds/cluster:Cluster",
    "aws:docdb/cluster:Cluster",
    "aws:neptune/cluster:Cluster",
  ],
  evaluate: ({ type, props }: Resource): readonly Finding[] => {
    if (type === TABLE) {
      return wantsFlag(props, "deletionProtectionEnabled", "yes");
    }
    const isReplica = type === INSTANCE && read(props, "replicateSourceDb").is !== "absent";
    return [
      ...(type === INSTANCE && !isReplica ? wantsFlag(props, "multiAz", "yes") : []),
      ...wantsFlag(props, "deletionProtection", "yes"),
      ...(isReplica ? [] : backups(props)),
      ...(isReplica ? [] : wantsFlag(props, "skipFinalSnapshot", "no")),
    ];
  },
};

function wantsFlag(props: PlainObject, property: string, wanted: "yes" | "no"): readonly Finding[] {
  const flag = readFlag(props, property);
  if (flag === "unknown") {
    return [undetermined(`${property} is not known yet.`)];
  }
  const isRight = flag === wanted || (wanted === "no" && flag === "absent");
  return isRight ? [] : [bad(`${property} is not ${wanted === "yes" ? "true" : "false"}.`)];
}

function backups(props: PlainObject): readonly Finding[] {
  const days = readNumber(props, "backupRetentionPeriod");
  if (days.is === "unknown") {
    return [undetermined("backupRetentionPeriod is not known yet.")];
  }
  return days.is === "known" && days.number >= BACKUP_DAYS
    ? []
    : [bad(`backupRetentionPeriod is not at least ${BACKUP_DAYS} days.`)];
}
