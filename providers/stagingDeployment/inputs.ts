import { unknownValue } from "@pulumi/pulumi/runtime/rpc";
import { z } from "zod";

import { type InputsOrRefusals, readWith, required } from "../dynamicInputs";
import type { DeploymentInputs, DeploymentState, Properties } from "./types";

const text = z.string("must be a text").min(1, "must not be empty");
const role = text.refine(
  (value) => value === unknownValue || /^arn:aws:iam::\d{12}:role\/\S+$/.test(value),
  "must be the ARN of a role",
);

/** Keys that it does not know are dropped: older and newer code must both be able to read a state. */
const inputsSchema = z.object({
  version: z.number(),
  stack: text,
  catalogueRegion: text,
  region: text,
  tableName: text,
  roleArn: role.optional(),
  images: z.array(z.object({ service: text, build: text, imageId: text }), "must be a list of images"),
});

const stateSchema = inputsSchema.extend({ settled: z.array(z.string()) });

/** The inputs, or every reason why they are none. What the engine does not know yet passes. */
export function readInputs(raw: unknown): InputsOrRefusals<DeploymentInputs> {
  return readWith(inputsSchema, raw);
}

/** The inputs, which `check` has found good. */
export function readRequired(raw: unknown): DeploymentInputs {
  return required("The mark of deployed images", readInputs(raw));
}

/** What the engine keeps, or `undefined` where that is of no version that this code knows. */
export function readState(raw: unknown): DeploymentState | undefined {
  return stateSchema.safeParse(raw).data;
}

/** What the engine keeps, without what only the provider adds. */
export function inputsOf(props: Properties): Properties {
  return Object.fromEntries(Object.entries(props).filter(([key]) => key !== "settled"));
}
