import type { Addresses } from "../../model/addresses";
import { isSamePlace, type Place, placeLabel } from "../../model/place";
import type { Node } from "../../model/resource";
import { isEverywhere, verticalsAt } from "../../model/verticalBlocks";
import { badNode, type StackContext, type StackFinding, undeterminedNode } from "../rule";
import { isAllowedCrossing } from "./crossing";

/** What addresses are named for: by whom, and whether the whole internet may be meant. */
export interface Naming {
  readonly rule: string;
  readonly node: Node;
  readonly from: Place;

  /** Whether all addresses of a family mean the internet, which holds no vertical's network. */
  readonly everywhereIsInternet: boolean;
}

/** Judges addresses that a resource names: none may be another vertical's. */
export function judgedAddresses(
  context: StackContext,
  { rule, node, from, everywhereIsInternet }: Naming,
  addresses: readonly Addresses[],
): readonly StackFinding[] {
  return addresses.flatMap((some) => {
    switch (some.is) {
      case "service":
        return [];
      case "unknown":
        return [undeterminedNode(node, `${some.path} ${some.why}.`)];
      case "known": {
        const spans = everywhereIsInternet ? some.spans.filter((span) => !isEverywhere(span)) : some.spans;
        return verticalsAt(context.settings, spans)
          .filter((to) => !isSamePlace(from, to) && !isAllowedCrossing(context.settings, rule, from, to))
          .map((to) =>
            badNode(
              node,
              `${some.path} holds addresses of ${placeLabel(to)}, and ${node.name} is of ${placeLabel(from)}.`,
            ),
          );
      }
    }
  });
}
