import { GROUP, LAUNCH_TEMPLATE } from "../../model/machines";
import { BALANCERS } from "../../model/balancers";

import { type ColourStack, colourStacks, publicLeads } from "../../model/colourStacks";
import type { Node } from "../../model/resource";
import { readFlag } from "../../model/value";
import { badNode, type StackFinding, type StackRule, undeterminedNode } from "../rule";

const PROTECTED: readonly string[] = [...BALANCERS, GROUP, LAUNCH_TEMPLATE];

/** What people use now cannot be deleted by accident, neither by AWS nor by the engine. */
export const bg04: StackRule = {
  id: "BG-04",
  scope: "stack",
  evaluate: ({ model, settings }) => colourStacks(model, settings).flatMap(findings),
};

function findings(stack: ColourStack): readonly StackFinding[] {
  const active = stack.nodes.filter(
    (node) => PROTECTED.includes(node.type) && stack.clusters.of(node) === stack.entry.activeColor,
  );
  const holders = [
    ...stack.switches.map(({ node }) => node),
    ...publicLeads(stack)
      .filter(({ live }) => live !== "no")
      .map(({ holder }) => holder),
  ];
  return [
    ...[...active, ...new Set(holders)]
      .filter(({ options }) => !options.protect)
      .map((node) => badNode(node, `${node.name} serves the public names and is not protected.`)),
    ...active.filter(({ type }) => (BALANCERS as readonly string[]).includes(type)).flatMap(deletionFindings),
  ];
}

function deletionFindings(balancer: Node): readonly StackFinding[] {
  const protection = readFlag(balancer.props, "enableDeletionProtection");
  if (protection === "unknown") {
    return [undeterminedNode(balancer, `enableDeletionProtection of ${balancer.name} is not known yet.`)];
  }
  return protection === "yes"
    ? []
    : [badNode(balancer, `enableDeletionProtection of ${balancer.name} is not true.`)];
}
