import { type Dependencies, dependenciesOf, identitiesIn, isResource } from "../../model/closure";
import { type Clusters, clustersOf } from "../../model/clusters";
import type { Node } from "../../model/resource";
import { isShareable } from "../../model/shareable";
import type { StackModel } from "../../model/stackModel";
import { type LookedAt, stacksOf } from "../../model/stacks";
import { OWN } from "../../model/unread";
import { badNode, type StackFinding, type StackRule } from "../rule";
import { unresolvedFindings } from "./unresolvedParts";

/**
 * Types that belong to one cluster: outside of all, they may not join two. The switch and the records do, and what is
 * above them: dashboards, outputs.
 */
const CLUSTER_TYPES =
  /^aws:(?:alb|autoscaling|elb|lb|vpc)\/|^aws:cloudwatch\/(?:metric|composite)Alarm:|^aws:ec2\/(?:instance|launch|securityGroup|spot)|^aws:iam\//;

/** Ids, by their kind, of what no two clusters may share even where no stack manages it. */
const FOREIGN =
  /^(?:sg|lt)-|^arn:[^:]+:(?:elasticloadbalancing|autoscaling):|^arn:[^:]+:iam::\d*:(?:instance-profile|role)\/(?!aws-service-role\/)/;

/** Clusters are apart from each other, so that whatever is done to one leaves the other as it is. */
export const bg01: StackRule = {
  id: "BG-01",
  scope: "stack",
  evaluate: ({ model, settings }) => {
    const dependencies = dependenciesOf(model);
    return stacksOf(model, settings).flatMap((stack) => {
      const clusters = clustersOf(model, Object.keys(stack.entry.clusters));
      const members = membersOf(stack, clusters);
      return [
        ...sharedFindings(model, dependencies, members),
        ...joinFindings(dependencies, stack, clusters),
        ...foreignFindings(model, members),
        ...[...members.values()].flat().flatMap((node) => unresolvedFindings(model, node)),
      ];
    });
  },
};

type Members = ReadonlyMap<string, readonly Node[]>;

function membersOf({ nodes }: LookedAt, clusters: Clusters): Members {
  return new Map(
    clusters.names.map((name) => [
      name,
      nodes.filter((node) => isResource(node) && clusters.of(node) === name),
    ]),
  );
}

function sharedFindings(
  model: StackModel,
  dependencies: Dependencies,
  members: Members,
): readonly StackFinding[] {
  const stop = (node: Node) => isShareable(model, node);
  const closures = [...members].map(([cluster, roots]) => ({
    cluster,
    nodes: dependencies.forward(roots, { stop }),
  }));
  const parts = new Map<Node, { readonly cluster: string; readonly nodes: readonly Node[] }[]>();
  for (const closure of closures) {
    for (const node of closure.nodes) {
      parts.set(node, [...(parts.get(node) ?? []), closure]);
    }
  }
  return [...parts]
    .filter(([node, of]) => of.length > 1 && !stop(node))
    .map(([node, of]) => {
      const users = of.map(({ cluster, nodes }) => {
        const user = nodes.find((other) => dependencies.sources(other).includes(node));
        return user === undefined ? cluster : `${cluster} (by ${user.name})`;
      });
      return badNode(node, `${node.name} is part of ${users.join(" and of ")}.`);
    });
}

function joinFindings(
  dependencies: Dependencies,
  { nodes }: LookedAt,
  clusters: Clusters,
): readonly StackFinding[] {
  return nodes
    .filter((node) => CLUSTER_TYPES.test(node.type) && clusters.of(node) === undefined)
    .flatMap((node) => {
      const joined = new Set(dependencies.sources(node).flatMap((source) => clusters.of(source) ?? []));
      return joined.size > 1
        ? [badNode(node, `${node.name} is part of no cluster and joins ${[...joined].sort().join(" and ")}.`)]
        : [];
    });
}

function foreignFindings(model: StackModel, members: Members): readonly StackFinding[] {
  const users = new Map<string, Map<string, Node>>();
  for (const [cluster, nodes] of members) {
    // What our own providers work as is no part of a cluster: nothing that is asked goes through it.
    for (const node of nodes.filter(({ type }) => !OWN.has(type))) {
      for (const identity of identitiesIn(node.props).identities) {
        if (FOREIGN.test(identity) && model.named(identity).length === 0) {
          const by = users.get(identity) ?? new Map<string, Node>();
          users.set(identity, by.set(cluster, by.get(cluster) ?? node));
        }
      }
    }
  }
  return [...users.values()].flatMap((by) => {
    const [first, ...others] = [...by.values()];
    return first === undefined || others.length === 0
      ? []
      : [
          badNode(
            first,
            `${[first, ...others].map(({ name }) => name).join(" and ")} use one thing by its id.`,
          ),
        ];
  });
}
