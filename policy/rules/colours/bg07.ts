import { GROUP } from "../../model/machines";

import { type ColourStack, colourStacks } from "../../model/colourStacks";
import { isGiven } from "../../model/given";
import type { Node } from "../../model/resource";
import { readNumber } from "../../model/value";
import { badNode, type StackFinding, type StackRule, undeterminedNode } from "../rule";

/** Whoever is promoted next can take as much as who serves now. */
export const bg07: StackRule = {
  id: "BG-07",
  scope: "stack",
  evaluate: ({ model, settings }) => colourStacks(model, settings).flatMap(findings),
};

function findings({ nodes, clusters, colours, entry }: ColourStack): readonly StackFinding[] {
  const groups = nodes.filter(({ type }) => type === GROUP);
  const active = groups.filter((group) => clusters.of(group) === entry.activeColor);
  const idle = colours.filter((colour) => colour !== entry.activeColor);
  return active.flatMap((serving) =>
    idle.flatMap((colour) => {
      const service = clusters.serviceOf(serving);
      const next = groups.find(
        (group) => clusters.of(group) === colour && clusters.serviceOf(group) === service,
      );
      return next === undefined
        ? [badNode(serving, `${colour} has no auto scaling group for ${service ?? serving.name}.`)]
        : SIZES.flatMap((size) => compared(serving, next, size));
    }),
  );
}

const SIZES = ["minSize", "maxSize", "desiredCapacity"] as const;

/** What AWS made of `desiredCapacity` by scaling is not the program's; only what both say counts. */
function compared(serving: Node, next: Node, size: (typeof SIZES)[number]): readonly StackFinding[] {
  if (!isGiven(serving, size) || !isGiven(next, size)) {
    return [];
  }
  const [has, gets] = [readNumber(serving.props, size), readNumber(next.props, size)];
  if (has.is === "unknown" || gets.is === "unknown") {
    return [undeterminedNode(next, `${size} of ${next.name} or ${serving.name} is not known yet.`)];
  }
  return has.is === "known" && !(gets.is === "known" && gets.number >= has.number)
    ? [badNode(next, `${size} of ${next.name} is less than that of ${serving.name}.`)]
    : [];
}
