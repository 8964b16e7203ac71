import type { StackRule } from "../rule";
import { otherEnvironmentFindings } from "./otherEnvironment";

/** Whatever is tried out in staging leaves what people rely on as it is. */
export const env01: StackRule = {
  id: "ENV-01",
  scope: "stack",
  evaluate: (context) => otherEnvironmentFindings(context, "staging", "production"),
};
