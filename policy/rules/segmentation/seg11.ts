import type { Place } from "../../model/place";
import { leavesAt } from "../../model/references";
import { badNode, type StackContext, type StackFinding, type StackRule } from "../rule";
import { COPIES, IMAGES, SHARED_WITH } from "./copies";
import { judgedTies } from "./ties";

/** Data does not leave its vertical as a copy. */
export const seg11: StackRule = {
  id: "SEG-11",
  scope: "stack",
  evaluate: (context): readonly StackFinding[] => [
    ...everybody(context),
    ...judgedTies("SEG-11", context, [...COPIES, ...SHARED_WITH]),
    ...judgedTies("SEG-11", context, IMAGES, fromDelivery),
  ],
};

/** Images are baked in the delivery account, and every vertical starts from them. */
function fromDelivery(from: Place, to: Place): boolean {
  const isDelivery = (place: Place) => place.is === "shared" && place.role === "delivery";
  return (isDelivery(from) && to.is === "vertical") || (isDelivery(to) && from.is === "vertical");
}

function everybody({ model }: StackContext): readonly StackFinding[] {
  return [
    { types: ["aws:ec2/amiLaunchPermission:AmiLaunchPermission"], path: ["group"] },
    ...SHARED_WITH,
  ].flatMap(({ types, path }) =>
    model.ofType(...types).flatMap((node) =>
      leavesAt(node.props, path)
        .filter(({ text }) => text === "all")
        .map(({ at }) => badNode(node, `${at} is \`all\`: every account in the world may copy it.`)),
    ),
  );
}
