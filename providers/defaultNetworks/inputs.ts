import { unknownValue } from "@pulumi/pulumi/runtime/rpc";
import { z } from "zod";

import { type InputsOrRefusals, readWith, required } from "../dynamicInputs";
import type { NetworksInputs, NetworksState, Properties } from "./types";

const ROLE = /^arn:aws:iam::(\d{12}):role\/\S+$/;
const REGION = /^[a-z]{2}(-[a-z]+)+-\d+$/;

const isKnown = (value: string) => value !== unknownValue;

/** Keys that it does not know are dropped: older and newer code must both be able to read a state. */
const inputsSchema = z.object({
  version: z.number(),
  roleArn: z
    .string("must be a text")
    .refine((value) => !isKnown(value) || ROLE.test(value), "must be the ARN of a role"),
  regions: z.preprocess(
    (value) => (value === unknownValue ? [value] : value),
    z
      .array(
        z
          .string("must be a text")
          .refine(
            (value) => !isKnown(value) || REGION.test(value),
            "must be a region, for example eu-west-1",
          ),
        "must be a list of regions",
      )
      .min(1, "must name a region"),
  ),
});

const stateSchema = inputsSchema.extend({ cleared: z.array(z.string()) });

/** The inputs, or every reason why they are none. What the engine does not know yet passes. */
export function readInputs(raw: unknown): InputsOrRefusals<NetworksInputs> {
  return readWith(inputsSchema, raw);
}

/** The inputs, which `check` has found good. */
export function readRequired(raw: unknown): NetworksInputs {
  return required("The removal of default networks", readInputs(raw));
}

/** What the engine keeps, or `undefined` where that is of no version that this code knows. */
export function readState(raw: unknown): NetworksState | undefined {
  return stateSchema.safeParse(raw).data;
}

/** What the engine keeps, without what only the provider adds. */
export function inputsOf(props: Properties): Properties {
  return Object.fromEntries(Object.entries(props).filter(([key]) => key !== "cleared"));
}

/** Id of the account that a role is in; of an unknown role, unknown. */
export function accountOf({ roleArn }: Pick<NetworksInputs, "roleArn">): string {
  return ROLE.exec(roleArn)?.[1] ?? unknownValue;
}
