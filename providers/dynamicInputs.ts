import type { z } from "zod";

/** One reason to refuse, bound to the input that it is about. */
export interface InputRefusal {
  readonly property: string;
  readonly reason: string;
}

/** A resource's inputs, or every reason why they are none. */
export type InputsOrRefusals<Inputs> =
  { readonly inputs: Inputs } | { readonly problems: readonly InputRefusal[] };

/**
 * Reads the inputs of a dynamic resource.
 *
 * @param schema Its messages follow on the property's name: `must be a text`.
 */
export function readWith<Inputs>(schema: z.ZodType<Inputs>, raw: unknown): InputsOrRefusals<Inputs> {
  const parsed = schema.safeParse(raw);
  return parsed.success
    ? { inputs: parsed.data }
    : {
        problems: parsed.error.issues.map(({ path, message }) => {
          const property = path.map(String).join(".");
          return { property, reason: `${property} ${message}.` };
        }),
      };
}

/**
 * Inputs that `check` has found good.
 *
 * @param what The resource, for the error: `The wait for an account`.
 * @throws Error listing every reason why they are none.
 */
export function required<Inputs>(what: string, read: InputsOrRefusals<Inputs>): Inputs {
  if ("problems" in read) {
    const lines = read.problems.map(({ reason }) => ` - ${reason}`);
    throw new Error(`${what} has bad inputs:\n${lines.join("\n")}`);
  }
  return read.inputs;
}
