import { z } from "zod";

import { canonical } from "../canonicalJson";
import { keyOf, type LedgerEntry, type LedgerRecord } from "./record";

const text = z.string().min(1, "an empty text");
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "not a SHA-256 in 64 hex digits");
const sequence = z.int().min(1);

/**
 * Services and zones by their ids. ASCII alone, so that whoever sorts keys, by bytes or by characters, sorts them alike.
 */
const byId = <Value extends z.ZodType>(value: Value) =>
  z.record(
    z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,254}$/, "not an id of letters, digits and ._/-"),
    value,
  );

const release = z.strictObject({ commit: text, imageId: text });

const caller = z.strictObject({
  arn: text,
  account: z.string().regex(/^\d{12}$/, "not an account id of 12 digits"),
});

const intent = z.strictObject({
  kind: z.literal("intent"),
  action: z.enum(["create", "promote", "rollback", "repair", "remove"]),
  from: z.array(text),
  to: text.nullable(),
  services: byId(
    z.strictObject({
      old: release.nullable(),
      new: release.nullable(),
      schema: z.int().min(1).exactOptional(),
    }),
  ),
  ticket: z
    .strictObject({
      id: text,
      token: z.int().min(0),
      requestedBy: text,
      reason: z.string().exactOptional(),
      reference: z.string().exactOptional(),
    })
    .nullable(),
  caller,
  author: z
    .strictObject({
      commit: z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/, "not a commit in 40 or 64 hex digits"),
      name: z.string(),
      email: z.string(),
      dirty: z.boolean(),
    })
    .nullable(),
  policyPack: sha256.nullable(),
  gateDigest: sha256,
  overrides: z.array(
    z.strictObject({
      gate: text,
      service: text.exactOptional(),
      reason: text,
      by: text,
      until: text,
    }),
  ),
});

const outcome = z.strictObject({
  kind: z.literal("outcome"),
  intent: sequence,
  result: z.enum(["done", "failed", "interrupted"]),
  namesOn: byId(text),
  activeColor: text.nullable(),
  release: byId(release),
  message: z.string().exactOptional(),
});

const migration = z.strictObject({
  kind: z.literal("migration"),
  result: z.enum(["begun", "done", "failed"]),
  begun: sequence.nullable(),
  id: text,
  service: text,
  from: z.int().min(0),
  to: sequence,
  cluster: text,
  commit: text,
  by: text,
  caller,
  commandId: text.exactOptional(),
  instanceId: text.exactOptional(),
  reason: z.string().exactOptional(),
  reference: z.string().exactOptional(),
  message: z.string().exactOptional(),
});

const record: z.ZodType<LedgerRecord> = z.strictObject({
  version: z.literal(1, "not version 1: written by a newer duotone? Then use that one"),
  stack: text,
  sequence,
  previous: sha256,
  at: z.iso.datetime({ precision: 3, error: "not a time such as 2026-01-31T12:00:00.000Z" }),
  body: z.discriminatedUnion("kind", [intent, outcome, migration]),
});

const entry: z.ZodType<LedgerEntry> = z.strictObject({
  record,
  hash: sha256,
  signature: z
    .string()
    .refine(
      (value) => value !== "" && Buffer.from(value, "base64").toString("base64") === value,
      "not base64",
    ),
  keyArn: text,
});

/** A value, or every reason why it is none. */
export type Parsed<Value> = { readonly value: Value } | { readonly problems: readonly string[] };

export function parseEntry(value: unknown): Parsed<LedgerEntry> {
  const read = parsed(entry.safeParse(value));
  // zod passes over a key named __proto__: a field that is not looked at must not be there.
  return "value" in read && canonical(read.value) !== canonical(value)
    ? { problems: ["it: has fields that no record has"] }
    : read;
}

/**
 * The record as it will be read back: fields whose value is undefined are gone.
 *
 * @throws Error with every reason why it is no record.
 */
export function checkedRecord(draft: LedgerRecord): LedgerRecord {
  const read = parsed(record.safeParse(JSON.parse(canonical(draft))));
  if ("problems" in read) {
    const problems = read.problems.map((problem) => ` - ${problem}`).join("\n");
    throw new Error(`${keyOf(draft.stack, draft.sequence)} cannot be written:\n${problems}`);
  }
  return read.value;
}

/** The bytes of an entry's object: canonical, so that the record's own bytes can be cut out and hashed. */
export function entryText(stored: LedgerEntry): string {
  return canonical(stored);
}

/**
 * What an object holds: the value of its JSON where the text is exactly as `entryText` writes it, and otherwise the text
 * itself, which is no entry. A text with spaces, or with a key that is there twice, could be read in two ways.
 */
export function storedValue(body: string): unknown {
  try {
    const value: unknown = JSON.parse(body);
    return canonical(value) === body ? value : body;
  } catch {
    return body;
  }
}

function parsed<Value>(result: z.ZodSafeParseResult<Value>): Parsed<Value> {
  return result.success
    ? { value: result.data }
    : { problems: result.error.issues.map((issue) => `${issue.path.join(".") || "it"}: ${reasonOf(issue)}`) };
}

/** For a key, zod keeps what is wrong with it one level down. */
function reasonOf(issue: z.core.$ZodIssue): string {
  return issue.code === "invalid_key" ? issue.issues.map(({ message }) => message).join("; ") : issue.message;
}
