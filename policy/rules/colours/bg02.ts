import { type ChainEnd, chainOf } from "../../model/aliasChains";
import { tagOf } from "../../model/clusters";
import { type ColourStack, colourStacks, publicLeads } from "../../model/colourStacks";
import type { Lead } from "../../model/publicNames";
import { readSetText } from "../../model/setText";
import { badNode, type StackContext, type StackFinding, type StackRule, undeterminedNode } from "../rule";

const IMAGE = /^ami-[0-9a-f]{8,17}$/;

/** Whoever asks for a public name is answered by an image that is known, commit and all. */
export const bg02: StackRule = {
  id: "BG-02",
  scope: "stack",
  evaluate: (context) =>
    colourStacks(context.model, context.settings).flatMap((stack) => {
      const leads = publicLeads(stack);
      const balancers = [...new Set(leads.flatMap(({ nodes }) => nodes))];
      return distinct([
        ...stack.switches
          .filter(({ names }) => names === "unknown")
          .map(({ node }) => undeterminedNode(node, `names of ${node.name} are not known yet.`)),
        ...leads.flatMap(aliasFindings),
        ...balancers.flatMap((balancer) => {
          const { ends, breaks } = chainOf(context.model, balancer);
          return [
            ...breaks.map(({ node, answer, message }): StackFinding => ({ answer, urn: node.urn, message })),
            ...ends.flatMap((end) => imageFindings(context, stack, end)),
          ];
        }),
      ]);
    }),
};

function aliasFindings({ holder, at, is, nodes, exact }: Lead): readonly StackFinding[] {
  const where = `${at} of ${holder.name}`;
  switch (is) {
    case "missing":
      return [badNode(holder, `${where} is missing.`)];
    case "foreign":
      return [badNode(holder, `${where} names no load balancer of this stack.`)];
    case "literal":
      return [badNode(holder, `${where} is written down instead of taken from the load balancer.`)];
    case "unresolved":
      return [undeterminedNode(holder, `${where} is not known, and no load balancer can be meant.`)];
    case "managed":
      return exact
        ? []
        : [undeterminedNode(holder, `${where} is not known, and could be any of ${nodes.length} balancers.`)];
  }
}

function imageFindings(
  { settings }: StackContext,
  { clusters, entry }: ColourStack,
  { template }: ChainEnd,
): readonly StackFinding[] {
  const reading = readSetText(template.props, "imageId");
  const where = `imageId of ${template.name}`;
  if (reading.is === "unknown") {
    return [undeterminedNode(template, `${where} is not known yet.`)];
  }
  if (reading.is !== "known" || !IMAGE.test(reading.text)) {
    return [badNode(template, `${where} is not the id of an image.`)];
  }
  const image = settings.inventory.images.find(({ id }) => id === reading.text);
  if (image === undefined) {
    return [badNode(template, `${where} is not in the inventory's images.`)];
  }
  const cluster = clusters.of(template);
  if (cluster === undefined) {
    return [badNode(template, `${template.name} is part of no cluster.`)];
  }
  const service = clusters.serviceOf(template);
  const tagged = tagOf(template, "commit");
  return [
    ...(service !== undefined && service !== image.service
      ? [badNode(template, `${where} is an image of ${image.service}.`)]
      : []),
    ...(entry.releases[cluster]?.[image.service] === image.commit
      ? []
      : [
          badNode(
            template,
            `${where} has another commit than the release of ${cluster} says for ${image.service}.`,
          ),
        ]),
    ...(tagged !== undefined && tagged !== image.commit
      ? [badNode(template, `${where} has another commit than the tag \`commit\` says.`)]
      : []),
  ];
}

/** Two names may lead to one balancer, and two balancers to one template. */
function distinct(findings: readonly StackFinding[]): readonly StackFinding[] {
  return [...new Map(findings.map((finding) => [`${finding.urn}\n${finding.message}`, finding])).values()];
}
