import { unknownValue } from "@pulumi/pulumi/runtime/rpc";
import { z } from "zod";

import { type InputsOrRefusals, readWith, required } from "../dynamicInputs";
import { OVERRIDE_GATES } from "../switch/overrides";
import type { DrainInputs } from "./types";

const text = z.string("must be a text").min(1, "must not be empty");
const role = text.refine(
  (value) => value === unknownValue || /^arn:aws:iam::\d{12}:role\/\S+$/.test(value),
  "must be the ARN of a role",
);
const seconds = z.number("must be a number of seconds").positive("must be above 0").optional();

/** Overrides as inputs and stack files have them. */
export const overridesSchema = z.array(
  z.object({
    gate: z.enum(OVERRIDE_GATES),
    service: text.optional(),
    reason: text,
    by: text,
    until: text,
  }),
);

/** Keys that it does not know are dropped: older and newer code must both be able to read a state. */
const inputsSchema = z.object({
  version: z.number(),
  stack: text,
  cluster: text,
  service: text,
  region: text,
  roleArn: role.optional(),
  groupName: text,
  logGroupName: text.optional(),
  archive: z
    .preprocess(
      (value) => (value === unknownValue ? { bucket: value } : value),
      z.object({ bucket: text, prefix: z.string("must be a text").optional() }),
    )
    .optional(),
  overrides: overridesSchema.default([]),
  waitForInstances: z.boolean("must be true or false").optional(),
  timeouts: z.object({ healthySeconds: seconds, drainSeconds: seconds }).optional(),
});

/** The inputs, or every reason why they are none. What the engine does not know yet passes. */
export function readInputs(raw: unknown): InputsOrRefusals<DrainInputs> {
  return readWith(inputsSchema, raw);
}

/** The inputs, which `check` has found good. */
export function readRequired(raw: unknown): DrainInputs {
  return required("The drain of instances", readInputs(raw));
}
