import { z } from "zod";

import { below, is, problem, unknownKey } from "./problem";

/** What a message says of a field whose value is wrong. */
interface FieldTexts {
  /** What may be there, for example `a whole number from 1 to 65535`. */
  readonly allowed: string;

  /** What to do, in full sentences; from the value that came where it depends on that. */
  readonly remedy: string | ((came: unknown) => string);
}

const fieldTexts = z.registry<FieldTexts>();

/** The fields of one section, by key. Every field is made with `field`. */
export type Shape = Readonly<Record<string, z.ZodType>>;

/** The values of a section. */
export type Fields<S extends Shape> = z.infer<z.ZodObject<S>>;

/** What was found in one section. */
export interface Reading<S extends Shape> {
  readonly problems: readonly string[];

  /** The fields that are right on their own, so that one mistake does not hide another. */
  readonly right: Partial<Fields<S>>;

  /** Keys of the fields that are not. */
  readonly wrong: ReadonlySet<string>;

  /** All fields; absent where there is a problem. */
  readonly whole: Fields<S> | undefined;
}

/** A schema that knows what to say when it refuses a value. */
export function field<T extends z.ZodType>(
  schema: T,
  allowed: FieldTexts["allowed"],
  remedy: FieldTexts["remedy"],
): T {
  // A copy, because several fields may be of one schema and say different things.
  const own = schema.clone();
  fieldTexts.add(own, { allowed, remedy });
  return own;
}

/** A boolean. `pulumi config set` without `--path` writes the text `"true"`. */
export const flag = z.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")]);

/** A number. `pulumi config set --path` writes a fraction as the text `"0.25"`. */
const decimal = z.union([
  z.number(),
  z
    .string()
    .regex(/^\d{1,9}(\.\d{1,9})?$/)
    .transform(Number),
]);

/** A whole number. */
export function count(least: number, most: number) {
  return decimal.pipe(z.int().min(least).max(most));
}

/** A number above zero with at most two decimals, so that what it is multiplied with rounds as a person expects. */
export function factor(most: number) {
  return decimal.pipe(z.number().positive().max(most).multipleOf(0.01));
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reads one section, field by field. */
export function readFields<S extends Shape>(
  shape: S,
  values: Readonly<Record<string, unknown>>,
  path: string,
): Reading<S> {
  const known = Object.keys(shape);
  const problems = Object.keys(values)
    .filter((key) => !known.includes(key))
    .map((key) => unknownKey(below(path, key), key, known));
  const right: Record<string, unknown> = {};
  const wrong = new Set<string>();
  for (const [key, schema] of Object.entries(shape)) {
    const parsed = schema.safeParse(values[key]);
    if (!parsed.success) {
      wrong.add(key);
      problems.push(refusal(schema, below(path, key), values[key]));
    } else if (parsed.data !== undefined) {
      right[key] = parsed.data;
    }
  }
  // Each value came out of the schema of its key; only the loop above knows that.
  const fields = right as Fields<S>;
  return { problems, right: fields, wrong, whole: problems.length === 0 ? fields : undefined };
}

function refusal(schema: z.ZodType, path: string, came: unknown): string {
  const texts = fieldTexts.get(schema);
  if (texts === undefined) {
    throw new Error(`The schema of ${path} was not made with field().`);
  }
  const { allowed, remedy } = texts;
  return problem(path, is(came), allowed, typeof remedy === "string" ? remedy : remedy(came));
}
