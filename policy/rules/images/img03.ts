import { catalogued, type ImageUse, imageUses } from "../../model/images";
import { stackOf } from "../../settings/settings";
import { badNode, type StackContext, type StackFinding, type StackRule } from "../rule";

/** What production runs ran on staging. Images that the catalogue does not know are IMG-01's. */
export const img03: StackRule = {
  id: "IMG-03",
  scope: "stack",
  evaluate: (context: StackContext): readonly StackFinding[] =>
    stackOf(context.settings).environment === "production"
      ? imageUses(context.model).flatMap((use) => judged(use, context))
      : [],
};

function judged({ node, path, image }: ImageUse, { settings }: StackContext): readonly StackFinding[] {
  const found = image.is === "known" ? catalogued(settings, image.id) : undefined;
  const ranOnStaging = found?.deployedTo.some(
    (stack) => settings.inventory.stacks[stack]?.environment === "staging",
  );
  return found === undefined || ranOnStaging === true
    ? []
    : [badNode(node, `${path} is ${found.id}, which no staging stack ran.`)];
}
