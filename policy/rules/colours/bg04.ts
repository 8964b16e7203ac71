import { GROUP, LAUNCH_TEMPLATE } from "../../model/machines";
import { BALANCERS } from "../../model/balancers";

import { type ColourStack, colourStacks, publicLeads } from "../../model/colourStacks";
import { isOverridden } from "../../model/overrides";
import { placementOf } from "../../model/placement";
import type { Node } from "../../model/resource";
import { readFlag } from "../../model/value";
import { badNode, type StackContext, type StackFinding, type StackRule, undeterminedNode } from "../rule";

/** What an override of gate `protect` lets the engine replace. */
const REPLACEABLE: readonly string[] = [GROUP, LAUNCH_TEMPLATE];
const PROTECTED: readonly string[] = [...BALANCERS, ...REPLACEABLE];

/** What people use now cannot be deleted by accident, neither by AWS nor by the engine. */
export const bg04: StackRule = {
  id: "BG-04",
  scope: "stack",
  evaluate: (context) =>
    colourStacks(context.model, context.settings).flatMap((stack) => findings(stack, context)),
};

function findings(stack: ColourStack, context: StackContext): readonly StackFinding[] {
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
      .filter((node) => !node.options.protect && !mayBeReplaced(node, context))
      .map((node) => badNode(node, `${node.name} serves the public names and is not protected.`)),
    ...active.filter(({ type }) => (BALANCERS as readonly string[]).includes(type)).flatMap(deletionFindings),
  ];
}

/** As the program has it: what the stack's own file says of the service. */
function mayBeReplaced(node: Node, { model, settings }: StackContext): boolean {
  const service = placementOf(model, node)?.service;
  return (
    REPLACEABLE.includes(node.type) && service !== undefined && isOverridden(settings, "protect", service)
  );
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
