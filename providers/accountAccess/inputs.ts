import { unknownValue } from "@pulumi/pulumi/runtime/rpc";
import { z } from "zod";

import type { AccessInputs, Refusal } from "./types";

const text = z.string("must be a text").min(1, "must not be empty");

/** Keys that it does not know are dropped: older and newer code must both be able to read a state. */
const inputsSchema = z.object({
  version: z.number(),
  accountName: text,
  role: text.refine(
    (value) => value === unknownValue || /^arn:aws:iam::\d{12}:role\/\S+$/.test(value),
    "must be the ARN of a role",
  ),
  region: text,
  timeoutSeconds: z.number("must be a number of seconds").positive("must be above 0").optional(),
});

/** The inputs, or every reason why they are none. A role that the engine does not know yet passes. */
export function readInputs(
  raw: unknown,
): { readonly inputs: AccessInputs } | { readonly problems: readonly Refusal[] } {
  const parsed = inputsSchema.safeParse(raw);
  return parsed.success
    ? { inputs: parsed.data }
    : {
        problems: parsed.error.issues.map(({ path, message }) => {
          const property = path.map(String).join(".");
          return { property, reason: `${property} ${message}.` };
        }),
      };
}

/** The inputs, which `check` has found good. */
export function readRequired(raw: unknown): AccessInputs {
  const read = readInputs(raw);
  if ("problems" in read) {
    throw new Error(
      `The wait for an account has bad inputs:\n${read.problems.map(({ reason }) => ` - ${reason}`).join("\n")}`,
    );
  }
  return read.inputs;
}
