import type { Resource } from "../../model/resource";
import { read, readFlag } from "../../model/value";
import { bad, type Finding, type ResourceRule, undetermined } from "../rule";

/** How a kind of database is given its first password. */
interface PasswordProperties {
  readonly plain: string;
  readonly managed: string;

  /** The provider passes it on and keeps none; what is kept is its version. */
  readonly writeOnly: readonly string[];

  /** What it is made from, where that brings the password with it. */
  readonly origins: readonly string[];
}

const PROPERTIES: Readonly<Record<string, PasswordProperties>> = {
  "aws:rds/instance:Instance": {
    plain: "password",
    managed: "manageMasterUserPassword",
    writeOnly: ["passwordWo", "passwordWoVersion"],
    origins: ["replicateSourceDb", "snapshotIdentifier", "restoreToPointInTime"],
  },
  "aws:rds/cluster:Cluster": {
    plain: "masterPassword",
    managed: "manageMasterUserPassword",
    writeOnly: ["masterPasswordWo", "masterPasswordWoVersion"],
    origins: [
      "replicationSourceIdentifier",
      "globalClusterIdentifier",
      "snapshotIdentifier",
      "restoreToPointInTime",
    ],
  },
  "aws:docdb/cluster:Cluster": {
    plain: "masterPassword",
    managed: "manageMasterUserPassword",
    writeOnly: ["masterPasswordWo", "masterPasswordWoVersion"],
    origins: ["globalClusterIdentifier", "snapshotIdentifier", "restoreToPointInTime"],
  },
  "aws:redshift/cluster:Cluster": {
    plain: "masterPassword",
    managed: "manageMasterPassword",
    writeOnly: ["masterPasswordWo", "masterPasswordWoVersion"],
    origins: ["snapshotIdentifier"],
  },
};

/** A database's password is made and kept by AWS, and is nowhere in the program or its state. */
export const dat08: ResourceRule = {
  id: "DAT-08",
  scope: "resource",
  types: Object.keys(PROPERTIES),
  evaluate: ({ type, props }: Resource): readonly Finding[] => {
    const names = PROPERTIES[type];
    if (names === undefined) {
      return [];
    }
    const isGiven = (property: string) => read(props, property).is !== "absent";
    if (isGiven(names.plain)) {
      return [bad(`${names.plain} is given, so that the state holds the password.`)];
    }
    if ([...names.writeOnly, ...names.origins].some(isGiven)) {
      return [];
    }
    switch (readFlag(props, names.managed)) {
      case "yes":
        return [];
      case "unknown":
        return [undetermined(`${names.managed} is not known yet.`)];
      default:
        return [bad(`${names.managed} is not true.`)];
    }
  },
};
