import { stackNameOf, stacksLookedAt } from "../../model/stacks";
import { missing, type StackContext, type StackFinding, type StackRule } from "../rule";

/**
 * Resources of the inventory's list are there: to delete one from the program calls no other rule. Only entries of the
 * stacks that are looked at count.
 */
export const aud02: StackRule = {
  id: "AUD-02",
  scope: "stack",
  evaluate: ({ model, settings }: StackContext): readonly StackFinding[] => {
    const stacks = stacksLookedAt(model, settings);
    return settings.inventory.mustExist
      .filter(({ stack }) => stacks.includes(stack))
      .filter(
        ({ stack, type, name }) =>
          !model.ofType(type).some((node) => node.name === name && stackNameOf(node.urn) === stack),
      )
      .map(({ stack, type, name }) => missing(`${stack} has no ${type} named ${name}.`));
  },
};
