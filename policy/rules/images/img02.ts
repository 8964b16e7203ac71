import { catalogued, type ImageUse, imageUses } from "../../model/images";
import { regionOf } from "../../model/placement";
import { badNode, type StackContext, type StackFinding, type StackRule, undeterminedNode } from "../rule";

/** Days that an image may be old: three months of updates are as many as an instance may lack. */
const OLDEST = 90;
const DAY = 24 * 60 * 60 * 1000;

/** Images are fresh, encrypted, and of the region that they run in. Those that the catalogue does not know are IMG-01's. */
export const img02: StackRule = {
  id: "IMG-02",
  scope: "stack",
  evaluate: (context: StackContext): readonly StackFinding[] =>
    imageUses(context.model).flatMap((use) => judged(use, context)),
};

function judged({ node, path, image }: ImageUse, { settings }: StackContext): readonly StackFinding[] {
  const found = image.is === "known" ? catalogued(settings, image.id) : undefined;
  if (found === undefined) {
    return [];
  }
  const days = (Date.parse(settings.asOf) - Date.parse(found.builtAt)) / DAY;
  const region = regionOf(node);
  return [
    ...(days > OLDEST
      ? [
          badNode(
            node,
            `${path} is ${found.id}, built ${Math.floor(days)} days ago, and ${OLDEST} are allowed.`,
          ),
        ]
      : []),
    ...(days < -1 ? [badNode(node, `${path} is ${found.id}, built after the day of this check.`)] : []),
    ...(found.encrypted ? [] : [badNode(node, `${path} is ${found.id}, which is not encrypted.`)]),
    ...(region === undefined ? [undeterminedNode(node, "its region is not known.")] : []),
    ...(region === undefined || region === found.region
      ? []
      : [badNode(node, `${path} is ${found.id} of ${found.region}, and runs in ${region}.`)]),
  ];
}
