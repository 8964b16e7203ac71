import { bucketsOf } from "../../model/buckets";
import { logBucketsOf } from "../../model/logBuckets";
import { TRAIL, trailsRecord } from "../../model/objectRecords";
import type { Node } from "../../model/resource";
import { selectorsOf } from "../../model/trails";
import { badNode, type StackContext, type StackFinding, type StackRule, undeterminedNode } from "../rule";

/**
 * The trails write down every reading and writing of objects with personal or banking data: of buckets in such verticals'
 * accounts and of those that take their logs. A stack without a trail has nothing to say of it; the organization's is looked
 * at together with the others, and alone has to record some bucket's objects.
 */
export const audd: StackRule = {
  id: "AUD-D",
  scope: "stack",
  evaluate: (context: StackContext): readonly StackFinding[] => {
    const { model } = context;
    const trails = model.ofType(TRAIL);
    return trails.length === 0
      ? []
      : [
          ...recordsNothing(trails),
          ...restrictedBuckets(context).flatMap(([node, name]) => finding(context, node, name)),
          ...promised(context, trails),
        ];
  },
};

function recordsNothing(trails: readonly Node[]): readonly StackFinding[] {
  const found = trails.map((trail) => ({ trail, ...selectorsOf(trail.props) }));
  const selectors = found.flatMap((trail) => trail.selectors).filter(({ events }) => events === "objects");
  if (selectors.some(({ reads }) => reads) && selectors.some(({ writes }) => writes)) {
    return [];
  }
  return found.map(({ trail, more }) =>
    more
      ? undeterminedNode(trail, "its event selectors are not known yet.")
      : badNode(trail, "Its event selectors take in no reading and writing of objects."),
  );
}

function finding({ model }: StackContext, node: Node, name: string | undefined): readonly StackFinding[] {
  const recorded = name === undefined ? "unknown" : trailsRecord(model, name, "everything");
  switch (recorded) {
    case "yes":
      return [];
    case "unknown":
      return [undeterminedNode(node, "its name or the trail's event selectors are not known yet.")];
    case "no":
      return [badNode(node, "No trail takes in all reading and writing of its objects.")];
  }
}

/** What the inventory says that the trails write down, wherever the buckets are: the other stacks rely on it. */
function promised({ model, settings }: StackContext, trails: readonly Node[]): readonly StackFinding[] {
  const { recordedBuckets = [], restrictedBuckets: restricted = [] } = settings.inventory;
  return [
    ...restricted.map((prefix) => [prefix, "everything"] as const),
    ...recordedBuckets.map((prefix) => [prefix, "allButDeliveries"] as const),
  ].flatMap(([prefix, wanted]) => {
    const recorded = trailsRecord(model, prefix, wanted);
    return recorded === "yes"
      ? []
      : trails.map((trail) =>
          recorded === "unknown"
            ? undeterminedNode(trail, "its event selectors are not known yet.")
            : badNode(
                trail,
                `Its event selectors leave out objects of buckets that are called ${prefix}…, which the inventory says are recorded.`,
              ),
        );
  });
}

/** Buckets, with their names, of personal or banking data. */
function restrictedBuckets(context: StackContext): readonly (readonly [Node, string | undefined])[] {
  const logs = logBucketsOf(context.model);
  return bucketsOf(context.model)
    .filter(({ node }) =>
      [node, ...(logs.get(node.urn)?.writers ?? [])].some((holder) => isRestricted(context, holder)),
    )
    .map(({ node, name }) => [node, name]);
}

function isRestricted(context: StackContext, node: Node): boolean {
  const known = context.account(node);
  return known.is === "known" && known.kind === "vertical" && known.restricted;
}
