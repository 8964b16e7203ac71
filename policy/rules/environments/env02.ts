import type { StackRule } from "../rule";
import { otherEnvironmentFindings } from "./otherEnvironment";

/** Production stands while staging is broken, or gone. */
export const env02: StackRule = {
  id: "ENV-02",
  scope: "stack",
  evaluate: (context) => otherEnvironmentFindings(context, "production", "staging"),
};
