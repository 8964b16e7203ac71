import { unknownValue } from "@pulumi/pulumi/runtime/rpc";
import { z } from "zod";

import { type InputsOrRefusals, readWith, required } from "../dynamicInputs";
import type { AccessInputs } from "./types";

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
export function readInputs(raw: unknown): InputsOrRefusals<AccessInputs> {
  return readWith(inputsSchema, raw);
}

/** The inputs, which `check` has found good. */
export function readRequired(raw: unknown): AccessInputs {
  return required("The wait for an account", readInputs(raw));
}
