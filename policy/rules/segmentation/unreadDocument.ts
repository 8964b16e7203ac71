import { type Place, placeLabel } from "../../model/place";
import type { Node } from "../../model/resource";
import type { Verticals } from "../../model/verticals";
import { isSamePlace } from "../../model/place";
import { type StackContext, type StackFinding, undeterminedNode } from "../rule";
import { isAllowedCrossing, type Permission } from "./crossing";

export interface Unread {
  readonly rule: string;
  readonly node: Node;
  readonly own: Place;
  readonly property: string;

  /** What the document may name; none for everything. */
  readonly types: readonly string[];
  readonly permits: Permission;
}

/**
 * Before the first update a document is unknown, but not what its text comes from: if that is all of the same place, so is
 * whatever the document will name.
 */
export function unreadDocument(
  { model, settings }: StackContext,
  verticals: Verticals,
  { rule, node, own, property, types, permits }: Unread,
): readonly StackFinding[] {
  const places = model
    .sources(node, property, ...types)
    .filter(({ type }) => type.startsWith("aws:"))
    .map((source) => verticals.ofNode(source));
  const stranger = places.find(
    (place) =>
      !isSamePlace(own, place) && !permits(own, place) && !isAllowedCrossing(settings, rule, own, place),
  );
  if (stranger !== undefined) {
    return [
      undeterminedNode(node, `${property} is not known yet, and comes from ${placeLabel(stranger)}, too.`),
    ];
  }
  return places.length > 0
    ? []
    : [undeterminedNode(node, `${property} is not known yet, and nothing in this stack says what it names.`)];
}
