import { isSamePlace, type Place, placeLabel, placeName } from "../../model/place";
import type { Reference } from "../../model/references";
import type { Node } from "../../model/resource";
import type { Settings } from "../../settings/settings";
import { badNode, type StackFinding, undeterminedNode } from "../rule";

/** Whether somebody answers for a way from one place to another, until a day that is yet to come. */
export function isAllowedCrossing(
  { inventory, asOf }: Pick<Settings, "inventory" | "asOf">,
  rule: string,
  from: Place,
  to: Place,
): boolean {
  const [start, end] = [placeName(from), placeName(to)];
  return (
    start !== undefined &&
    end !== undefined &&
    inventory.crossings.some(
      (crossing) =>
        crossing.rule === rule &&
        crossing.from === start &&
        crossing.to === end &&
        Date.parse(crossing.expires) > Date.parse(asOf),
    )
  );
}

/** What a rule lets pass beside its own vertical. */
export type Permission = (from: Place, to: Place) => boolean;

export const nothingElse: Permission = () => false;

/** How a rule judges ways between places. */
export interface Judge {
  readonly rule: string;
  readonly settings: Settings;

  /** What else is allowed than to stay in one place. */
  readonly permits: Permission;
}

/** Judges what a value of a node names: that must be of the place that the node is of. */
export function judgedReference(
  judge: Judge,
  node: Node,
  from: Place,
  { at, places }: Pick<Reference, "at" | "places">,
): readonly StackFinding[] {
  if (from.is === "unknown") {
    return [undeterminedNode(node, `it cannot be told whose ${node.name} is: ${from.why}.`)];
  }
  const others = places.filter((to) => !isWithin(judge, from, to));
  const [other] = others;
  if (other === undefined) {
    return [];
  }
  const unclear = others.find(({ is }) => is === "unknown");
  if (unclear?.is === "unknown") {
    return [undeterminedNode(node, `it cannot be told whose ${at} is: ${unclear.why}.`)];
  }
  return others.length < places.length
    ? [
        undeterminedNode(
          node,
          `${at} is not known yet, and may be of ${placeLabel(other)}, while ${node.name} is of ${placeLabel(from)}.`,
        ),
      ]
    : [badNode(node, `${at} is of ${placeLabel(other)}, and ${node.name} of ${placeLabel(from)}.`)];
}

function isWithin({ rule, settings, permits }: Judge, from: Place, to: Place): boolean {
  return isSamePlace(from, to) || permits(from, to) || isAllowedCrossing(settings, rule, from, to);
}
