import type { StackFinding, StackRule } from "../rule";
import { reachFindings } from "./reach";
import { trustFindings } from "./trust";

/** Roles trust their own vertical, and rights end at its border. */
export const seg10: StackRule = {
  id: "SEG-10",
  scope: "stack",
  evaluate: (context): readonly StackFinding[] => [...trustFindings(context), ...reachFindings(context)],
};
