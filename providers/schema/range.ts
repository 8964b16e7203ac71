import { z } from "zod";

import { NOTHING_DONE, type SchemaRange } from "./state";

/** From 1: a database that nothing was done to yet is at none that a release could name. */
const version = z.int().min(NOTHING_DONE + 1);

/** `schema.json` of an artifact, and what is kept of it. */
export const rangeSchema = z
  .strictObject({ least: version, most: version })
  .refine(({ least, most }) => least <= most, { error: "least must not be above most" });

/** How `schema.json` is written. */
const EXAMPLE = '{"least": 41, "most": 43}';

/**
 * Reads the versions of its database's schema that a release runs on, as its build states them.
 *
 * @param text Content of `schema.json`.
 * @returns The range, or everything that is wrong with the text, one sentence each.
 */
export function parseSchemaRange(
  text: string,
): { readonly range: SchemaRange } | { readonly problems: readonly string[] } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    return { problems: [`It is no JSON (${cause instanceof Error ? cause.message : String(cause)}).`] };
  }
  const parsed = rangeSchema.safeParse(value);
  return parsed.success
    ? { range: parsed.data }
    : { problems: parsed.error.issues.flatMap((issue) => issueWords(issue, value)) };
}

/** What `schema.json` must be, and what is wrong with one. */
export function rangeProblem(problems: readonly string[]): string {
  return (
    `The artifact's schema.json is not ${EXAMPLE}, the first and the last version of its database's schema that the ` +
    `service runs on:\n${problems.map((problem) => ` - ${problem}`).join("\n")}`
  );
}

/** `versions 41 to 43`, or `version 41`. */
export function rangeText({ least, most }: SchemaRange): string {
  return least === most ? `version ${least}` : `versions ${least} to ${most}`;
}

function issueWords(issue: z.core.$ZodIssue, value: unknown): readonly string[] {
  const field = issue.path.join(".");
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => `${key}: is not known. Only least and most are.`);
    case "invalid_type":
      return field === ""
        ? ["It must be an object with least and most."]
        : [`${field}: ${given(value, field)}, and must be a whole number from 1.`];
    default:
      return field === ""
        ? [`${issue.message}: least ${given(value, "least")}, and most ${given(value, "most")}.`]
        : [`${field}: ${given(value, field)}, and must be a whole number from 1.`];
  }
}

function given(value: unknown, field: string): string {
  const came: unknown = typeof value === "object" && value !== null ? Reflect.get(value, field) : undefined;
  return came === undefined ? "is missing" : `is ${JSON.stringify(came)}`;
}
