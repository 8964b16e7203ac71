import { identitiesIn } from "../../model/closure";
import { isGiven } from "../../model/given";
import type { Node } from "../../model/resource";
import type { StackModel } from "../../model/stackModel";
import { leavesIn } from "../../model/strings";
import { type StackFinding, undeterminedNode } from "../rule";

/** Properties that put a resource into a network. */
const NETWORK: readonly string[] = [
  "networkInterfaces",
  "securityGroupIds",
  "securityGroups",
  "subnetId",
  "subnetIds",
  "subnets",
  "vpcConfig",
  "vpcId",
  "vpcSecurityGroupIds",
  "vpcZoneIdentifiers",
];

/** Properties, at any depth, that fill a data store from another one. */
const ORIGINS: ReadonlySet<string> = new Set([
  "replicateSourceDb",
  "replicationSourceIdentifier",
  "snapshotArn",
  "snapshotArns",
  "snapshotIdentifier",
  "snapshotName",
  "sourceBackupId",
  "sourceClusterIdentifier",
  "sourceDbClusterSnapshotIdentifier",
  "sourceDbInstanceAutomatedBackupsArn",
  "sourceDbInstanceIdentifier",
  "sourceDbiResourceId",
  "sourceTableArn",
  "sourceTableName",
]);

/**
 * Networks, groups and origins of data that no stack here manages: they may be of any environment.
 *
 * A stack declares its whole network and all of its data stores, so that its own are always found.
 */
export function foreignParts(model: StackModel, node: Node): readonly StackFinding[] {
  const network = NETWORK.flatMap((property) => {
    const foreign = identitiesIn(node.props[property]).identities.filter(
      (id) => /^(?:sg|subnet|vpc)-/.test(id) && model.named(id).length === 0,
    );
    return foreign.length === 0 ? [] : [{ property, foreign: [...new Set(foreign)].sort().join(", ") }];
  });
  const origins = leavesIn(node.props).filter(
    ({ path, name, value }) =>
      ORIGINS.has(name) &&
      isGiven(node, path.split(/[.[]/)[0] ?? path) &&
      (typeof value === "string"
        ? value !== "" && model.named(value).length === 0
        : isOriginless(model, node, path)),
  );
  return [
    ...network.map(({ property, foreign }) =>
      undeterminedNode(node, `${property} of ${node.name} names ${foreign}, which no stack here has.`),
    ),
    ...origins.map(({ path }) =>
      undeterminedNode(node, `${path} of ${node.name} names data that no stack here has.`),
    ),
  ];
}

function isOriginless(model: StackModel, node: Node, path: string): boolean {
  return model.sources(node, path.split(/[.[]/)[0] ?? path).length === 0;
}
