import { catalogued, type ImageUse, imageUses } from "../../model/images";
import { stackOf } from "../../settings/settings";
import { badNode, type StackContext, type StackFinding, type StackRule } from "../rule";

/** What production runs ran on staging, as staging's updates and the image catalogue both say. Images that the catalogue does not know are IMG-01's. */
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
  if (found === undefined) {
    return [];
  }
  const ranOnStaging = found.deployedTo.some(
    (stack) => settings.inventory.stacks[stack]?.environment === "staging",
  );
  return [
    ...(ranOnStaging ? [] : [badNode(node, `${path} is ${found.id}, which no staging stack ran.`)]),
    ...(found.state.triedOnStaging
      ? []
      : [
          badNode(
            node,
            `${path} is ${found.id}, of which the image catalogue says no staging stack was well.`,
          ),
        ]),
  ];
}
