import { resolveByName } from "./byName";
import { readGiven } from "./given";
import type { Node } from "./resource";
import type { StackModel } from "./stackModel";
import { readFlag, readList, readText, type Value, valueOf } from "./value";

/** A kind of database and the kind of parameter group that says whether it refuses connections without TLS. */
interface Database {
  readonly property: string;
  readonly group: string;
}

const DATABASES: Readonly<Record<string, Database>> = {
  "aws:rds/instance:Instance": {
    property: "parameterGroupName",
    group: "aws:rds/parameterGroup:ParameterGroup",
  },
  "aws:rds/cluster:Cluster": {
    property: "dbClusterParameterGroupName",
    group: "aws:rds/clusterParameterGroup:ClusterParameterGroup",
  },
  "aws:docdb/cluster:Cluster": {
    property: "dbClusterParameterGroupName",
    group: "aws:docdb/clusterParameterGroup:ClusterParameterGroup",
  },
  "aws:redshift/cluster:Cluster": {
    property: "clusterParameterGroupName",
    group: "aws:redshift/parameterGroup:ParameterGroup",
  },
};

export const DATABASE_TYPES: readonly string[] = Object.keys(DATABASES);

/**
 * The parameter by which each engine refuses connections without TLS, with the values that do, in lower case. Names are of
 * one engine each, so that any of them will do.
 *
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html
 * https://docs.aws.amazon.com/documentdb/latest/developerguide/security.encryption.ssl.html
 * https://docs.aws.amazon.com/redshift/latest/mgmt/connecting-ssl-support.html
 */
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  "rds.force_ssl": ["1"],
  require_secure_transport: ["1", "on"],
  tls: ["enabled", "tls1.2+", "tls1.3+", "fips-140-3"],
  require_ssl: ["true"],
};

export type ForcedTls =
  | { readonly is: "yes" | "unknown"; readonly property: string }

  /** `group`: the groups that do not force it; none where the program names none. */
  | { readonly is: "no"; readonly property: string; readonly groups: readonly string[] };

/** Whether a database's parameter group makes it refuse connections without TLS. */
export function forcedTlsOf(model: StackModel, database: Node): ForcedTls {
  const { property, group } = DATABASES[database.type] ?? { property: "", group: "" };
  const value = valueOf(readGiven(database, property));
  if (value === undefined || value === "") {
    return { is: "no", property, groups: [] };
  }
  const { nodes } = resolveByName(model, database, { property, value, nameProperty: "name" }, group);
  const answers = nodes.map((node) => ({ name: node.name, forces: forces(node) }));
  const lax = answers.filter(({ forces: answer }) => answer === "no");
  if (lax.length > 0) {
    return { is: "no", property, groups: lax.map(({ name }) => name) };
  }
  return answers.length > 0 && answers.every(({ forces: answer }) => answer === "yes")
    ? { is: "yes", property }
    : { is: "unknown", property };
}

function forces({ props }: Node): "yes" | "no" | "unknown" {
  const parameters = readList(props, "parameters");
  if (parameters.is !== "known") {
    return parameters.is === "unknown" ? "unknown" : "no";
  }
  const answers = parameters.items.map(answerOf);
  return (["yes", "unknown"] as const).find((answer) => answers.includes(answer)) ?? "no";
}

function answerOf(parameter: Value): "yes" | "no" | "unknown" {
  const name = readText(parameter, "name");
  if (name.is !== "known") {
    return name.is === "unknown" ? "unknown" : "no";
  }
  const wanted = PARAMETERS[name.text];
  if (wanted === undefined) {
    return "no";
  }
  const value = readText(parameter, "value");
  if (value.is === "unknown") {
    return "unknown";
  }
  return (value.is === "known" && wanted.includes(value.text.toLowerCase())) ||
    readFlag(parameter, "value") === "yes"
    ? "yes"
    : "no";
}
