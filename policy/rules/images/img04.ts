import { catalogued, imageUses } from "../../model/images";
import { badNode, type StackContext, type StackFinding, type StackRule } from "../rule";

/** Nothing is released anew that is about to go. Images that the catalogue does not know are IMG-01's. */
export const img04: StackRule = {
  id: "IMG-04",
  scope: "stack",
  evaluate: ({ model, settings }: StackContext): readonly StackFinding[] =>
    imageUses(model).flatMap(({ node, path, image }) => {
      const found = image.is === "known" ? catalogued(settings, image.id) : undefined;
      return found?.state.is === "deprecated"
        ? [badNode(node, `${path} is ${found.id}, which ${found.state.reason ?? "is deprecated"}.`)]
        : [];
    }),
};
