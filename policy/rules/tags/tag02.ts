import type { Node } from "../../model/resource";
import type { StackModel } from "../../model/stackModel";
import { type Carrier, carriersOf } from "../../model/tags";
import { stackInUrn } from "../../model/urn";
import { badNode, type StackContext, type StackFinding, type StackRule, undeterminedNode } from "../rule";

const CLUSTER = "duotone:clusters:Cluster";
const SERVICES = ["duotone:clusters:WebService", "duotone:clusters:WorkerService"];
const VPC = "aws:ec2/vpc:Vpc";

/**
 * Tags tell the truth: `vertical` is the account's and the network's, `cluster` is the cluster that the resource is of,
 * and `commit` on instances is the one that the cluster's release says.
 *
 * A resource outside of all clusters needs no colour. One that says a cluster is made for that cluster alone.
 */
export const tag02: StackRule = {
  id: "TAG-02",
  scope: "stack",
  evaluate: (context: StackContext): readonly StackFinding[] =>
    context.model.nodes.flatMap((node) =>
      carriersOf(node).flatMap((carrier) => [
        ...againstVertical(node, carrier, context),
        ...againstCluster(node, carrier, context),
      ]),
    ),
};

function againstVertical(node: Node, carrier: Carrier, context: StackContext): readonly StackFinding[] {
  const own = context.account(node);
  const { project, stack } = stackInUrn(node.urn);
  if (own.is === "unknown") {
    // A stack without verticals has no account of one, so that it does not matter which it is.
    return context.settings.inventory.verticals.some((vertical) => vertical.stack === `${project}/${stack}`)
      ? [undeterminedNode(node, `${carrier.at}.vertical cannot be compared with its account: ${own.why}.`)]
      : [];
  }
  const found =
    own.is === "known" && own.kind === "vertical"
      ? against(node, carrier, "vertical", own.name, "the vertical of its account")
      : [];
  if (found.length > 0) {
    return found;
  }
  const tag = carrier.read("vertical");
  const networks = context.model
    .resolve(node, "vpcId", VPC)
    .nodes.map((network) => context.account(network))
    .flatMap((network) => (network.is === "known" && network.kind === "vertical" ? [network.name] : []));
  return tag.is === "known" && networks.length > 0 && !networks.includes(tag.text)
    ? [badNode(node, `${carrier.at}.vertical is not the vertical of its network.`)]
    : [];
}

function againstCluster(node: Node, carrier: Carrier, context: StackContext): readonly StackFinding[] {
  const { model } = context;
  const cluster = clusterOf(node, model);
  if (cluster === undefined) {
    return againstUsers(node, carrier, model);
  }
  return [
    ...against(node, carrier, "cluster", cluster, `the cluster ${cluster} that it is part of`),
    ...(carrier.ofInstances ? againstRelease(node, carrier, cluster, context) : []),
  ];
}

function againstRelease(
  node: Node,
  carrier: Carrier,
  cluster: string,
  { model, settings }: StackContext,
): readonly StackFinding[] {
  const component = model.ancestors(node).find(({ type }) => SERVICES.includes(type));
  const service =
    component?.name.startsWith(`${cluster}-`) === true ? component.name.slice(cluster.length + 1) : undefined;
  const { project, stack } = stackInUrn(node.urn);
  const commit =
    service === undefined
      ? undefined
      : settings.inventory.stacks[`${project}/${stack}`]?.releases[cluster]?.[service];
  return commit === undefined
    ? [badNode(node, `${carrier.at} is of instances that the release of ${cluster} says nothing of.`)]
    : against(node, carrier, "commit", commit, `the commit of ${service ?? ""} in the release of ${cluster}`);
}

/** Who uses a resource outside of all clusters, through other such resources, is of one cluster: the one that it says. */
function againstUsers(node: Node, carrier: Carrier, model: StackModel): readonly StackFinding[] {
  const tag = carrier.read("cluster");
  if (tag.is === "absent") {
    return [];
  }
  if (tag.is !== "known") {
    return [undeterminedNode(node, `${carrier.at}.cluster cannot be read.`)];
  }
  const others = usingClusters(node, model).filter((cluster) => cluster !== tag.text);
  return others.length === 0
    ? []
    : [badNode(node, `${carrier.at}.cluster is not that of who uses it: ${others.join(", ")}.`)];
}

function usingClusters(node: Node, model: StackModel): readonly string[] {
  const seen = new Set([node]);
  const found = new Set<string>();
  for (const one of seen) {
    const cluster = clusterOf(one, model);
    if (cluster === undefined) {
      model.users(one).forEach((user) => seen.add(user));
    } else {
      found.add(cluster);
    }
  }
  return [...found].sort();
}

function clusterOf(node: Node, model: StackModel): string | undefined {
  return model.ancestors(node).find(({ type }) => type === CLUSTER)?.name;
}

function against(
  node: Node,
  { at, read }: Carrier,
  key: string,
  truth: string,
  whose: string,
): readonly StackFinding[] {
  const tag = read(key);
  if (tag.is === "unknown") {
    return [undeterminedNode(node, `${at}.${key} is not known yet.`)];
  }
  return tag.is === "known" && tag.text === truth ? [] : [badNode(node, `${at}.${key} is not ${whose}.`)];
}
