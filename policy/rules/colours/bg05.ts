import { forwardsOf } from "../../model/aliasChains";
import { BALANCERS } from "../../model/balancers";
import { type ColourStack, colourStacks, publicLeads } from "../../model/colourStacks";
import type { Lead } from "../../model/publicNames";
import type { StackModel } from "../../model/stackModel";
import { badNode, type StackFinding, type StackRule } from "../rule";

/** The idle colour is tested by a name of its own, and nobody gets there by a public one. */
export const bg05: StackRule = {
  id: "BG-05",
  scope: "stack",
  evaluate: ({ model, settings }) =>
    colourStacks(model, settings).flatMap((stack) => [
      ...publicLeads(stack).flatMap((lead) => publicFindings(lead, stack)),
      ...stack.records.flatMap(({ leads }) => leads.flatMap((lead) => ownFindings(lead, stack))),
      ...untested(stack),
      ...crossings(model, stack),
    ]),
};

/** The switch says which colour each way leads to; a record's way that takes requests leads to the active one. */
function publicFindings(
  { holder, at, cluster, live, nodes, exact }: Lead,
  stack: ColourStack,
): readonly StackFinding[] {
  const meant = cluster ?? stack.entry.activeColor;
  const wrong = nodes.filter((node) => stack.clusters.of(node) !== meant);
  const counts = cluster !== undefined || live !== "no";
  return counts && exact && wrong.length > 0
    ? [
        badNode(
          holder,
          `${at} of ${holder.name} leads to ${wrong.map(({ name }) => name).join(", ")}, which is not of ${meant ?? "the active colour"}.`,
        ),
      ]
    : [];
}

function ownFindings(
  { holder, at, cluster, nodes, exact }: Lead,
  { clusters }: ColourStack,
): readonly StackFinding[] {
  const wrong = nodes.filter((node) => clusters.of(node) !== cluster);
  return cluster !== undefined && exact && wrong.length > 0
    ? [badNode(holder, `${at} of ${holder.name} leads to another cluster than its name says, ${cluster}.`)]
    : [];
}

/** Balancers of an idle colour that no name of that colour leads to. */
function untested({ nodes, colours, entry, clusters, records }: ColourStack): readonly StackFinding[] {
  return nodes
    .filter(({ type }) => (BALANCERS as readonly string[]).includes(type))
    .flatMap((balancer) => {
      const cluster = clusters.of(balancer);
      if (cluster === undefined || cluster === entry.activeColor || !colours.includes(cluster)) {
        return [];
      }
      const named = records.some(({ leads }) =>
        leads.some((lead) => lead.cluster === cluster && lead.nodes.includes(balancer)),
      );
      return named
        ? []
        : [badNode(balancer, `${balancer.name} of ${cluster} has no name of its own to be tested by.`)];
    });
}

/** Listeners and their rules, whatever host header they ask for, that pass requests of one cluster to another. */
function crossings(model: StackModel, { nodes, clusters }: ColourStack): readonly StackFinding[] {
  return nodes
    .filter(({ type }) => (BALANCERS as readonly string[]).includes(type))
    .flatMap((balancer) =>
      forwardsOf(model, balancer).flatMap(({ node, at, targetGroups }) => {
        const elsewhere = targetGroups.nodes.filter((group) => clusters.of(group) !== clusters.of(balancer));
        return targetGroups.exact && elsewhere.length > 0
          ? [
              badNode(
                node,
                `${at} of ${node.name} forwards requests of ${clusters.of(balancer) ?? "no cluster"} to ${elsewhere.map(({ name }) => name).join(", ")} of ${elsewhere.map((group) => clusters.of(group) ?? "no cluster").join(", ")}.`,
              ),
            ]
          : [];
      }),
    );
}
