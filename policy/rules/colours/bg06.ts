import { type ColourStack, colourStacks } from "../../model/colourStacks";
import { postureOf, type Secured } from "../../model/posture";
import type { StackModel } from "../../model/stackModel";
import { badNode, type StackFinding, type StackRule } from "../rule";

/** A promotion changes what runs, and not who gets at it. */
export const bg06: StackRule = {
  id: "BG-06",
  scope: "stack",
  evaluate: ({ model, settings }) => colourStacks(model, settings).flatMap((stack) => findings(model, stack)),
};

function findings(model: StackModel, stack: ColourStack): readonly StackFinding[] {
  const [first, ...others] = stack.colours.map((colour) => ({
    colour,
    posture: postureOf(model, stack.nodes, stack.clusters, colour),
  }));
  if (first === undefined) {
    return [];
  }
  return others.flatMap(({ colour, posture }) => [
    ...[...first.posture].flatMap(([part, secured]) => {
      const twin = posture.get(part);
      return twin === undefined
        ? [badNode(secured.node, `${colour} has no twin of ${secured.node.name}.`)]
        : differences(secured, twin);
    }),
    ...[...posture]
      .filter(([part]) => !first.posture.has(part))
      .map(([, { node }]) => badNode(node, `${first.colour} has no twin of ${node.name}.`)),
  ]);
}

function differences(one: Secured, other: Secured): readonly StackFinding[] {
  const different = [...one.properties]
    .filter(([property, words]) => {
      const twin = other.properties.get(property);
      return words !== undefined && twin !== undefined && words !== twin;
    })
    .map(([property]) => property);
  return different.length === 0
    ? []
    : [badNode(other.node, `${different.join(", ")} of ${other.node.name} and of ${one.node.name} differ.`)];
}
