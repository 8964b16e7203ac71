import type { Clusters } from "../../model/clusters";
import type { Lead, routingOf } from "../../model/publicNames";
import type { Node } from "../../model/resource";
import { badNode, type StackFinding, undeterminedNode } from "../rule";

/** A record with a public name. */
export interface PublicRecord {
  readonly record: Node;
  readonly routing: ReturnType<typeof routingOf>;
  readonly leads: readonly Lead[];
}

/** What is wrong with the records of one public name, which together must lead to the active colour only. */
export function setFindings(
  set: readonly PublicRecord[],
  clusters: Clusters,
  active: string,
): readonly StackFinding[] {
  return [
    ...set.flatMap(({ record, routing }) => [
      ...(routing === "other"
        ? [
            badNode(
              record,
              `${record.name} chooses among colours by something other than weights of 100 and 0.`,
            ),
          ]
        : []),
      ...(routing === "simple" && set.length > 1
        ? [badNode(record, `${record.name} has no weight, and is not the only record of its name.`)]
        : []),
    ]),
    ...weightFindings(set),
    ...set.flatMap(({ leads }) => leads.flatMap((lead) => colourFindings(lead, clusters, active))),
  ];
}

function weightFindings(set: readonly PublicRecord[]): readonly StackFinding[] {
  const weighted = set.filter(({ routing }) => routing === "weighted");
  const unknown = weighted.filter(({ leads }) => leads.some(({ live }) => live === "unknown"));
  const live = weighted.filter(({ leads }) => leads.some((lead) => lead.live === "yes"));
  return [
    ...unknown.map(({ record }) =>
      undeterminedNode(record, `the weight of ${record.name} is not known yet.`),
    ),
    ...(live.length > 1
      ? live.map(({ record }) =>
          badNode(record, `${record.name} has a share of the requests, and so has another record.`),
        )
      : []),
    ...(live.length === 0 && unknown.length === 0
      ? weighted.map(({ record }) =>
          badNode(record, `no record of the name of ${record.name} has any weight.`),
        )
      : []),
  ];
}

function colourFindings(
  { holder, live, nodes, exact }: Lead,
  clusters: Clusters,
  active: string,
): readonly StackFinding[] {
  if (live !== "yes") {
    return [];
  }
  const reached = [...new Set(nodes.map((node) => clusters.of(node)))];
  if (reached.every((cluster) => cluster === active)) {
    return [];
  }
  return exact
    ? [
        badNode(
          holder,
          `${holder.name} leads to ${reached.map((name) => name ?? "no cluster").join(", ")} instead of ${active}.`,
        ),
      ]
    : [undeterminedNode(holder, `whether ${holder.name} leads to ${active} is not known.`)];
}
