import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { z } from "zod";

/** Versions of its database's schema that a release runs on, the first and the last of them. */
export interface SchemaRange {
  readonly least: number;
  readonly most: number;
}

/** The version of a database that nothing was ever done to. No release names it. */
export const NOTHING_DONE = 0;

/** Key of a service's schema in the vertical's coordination table, whose only key is `id`. */
export function schemaKey(service: string): string {
  return `schema#${service}`;
}

const text = z.object({ S: z.string() }).transform(({ S }) => S);
const whole = z.object({ N: z.string().regex(/^\d+$/) }).transform(({ N }) => Number(N));

const migration = z
  .object({
    M: z.object({
      id: text.optional(),
      attempt: whole.optional(),
      from: whole,
      to: whole,
      cluster: text,
      commit: text,
      by: text,
      startedAt: text,
      record: whole.optional(),
      commandId: text.optional(),
      instanceId: text.optional(),
      failure: text.optional(),
    }),
  })
  .transform(({ M }) => M);

const itemSchema = z.object({
  id: text,
  version: whole,
  migration: migration.optional(),
  holder: text.optional(),
  leaseUntil: whole.optional(),
});

/**
 * What is known of the schema of one service's database, in the vertical's coordination table.
 *
 * `version` is what the last migration that ended well has left; a database that nothing was done to yet has no item, or
 * `NOTHING_DONE` while its first migration is under way. `migration` is there from a migration's start until it has ended
 * well: with `failure` where it ended badly. As long as it is there, the schema is between two versions. `holder` and
 * `leaseUntil` (milliseconds since the epoch) say who is at it; a lease that ran out belongs to nobody. `startedAt` is in
 * ISO 8601. `id` and `attempt` name the last command of the migration, `instanceId` where it was to run, and `commandId`
 * what SSM calls it, once that is known. `record` is the number of the attempt's record in the ledger.
 */
export type SchemaState = Readonly<z.infer<typeof itemSchema>>;
export type MigrationState = NonNullable<SchemaState["migration"]>;

/** @throws ZodError for an item that this version does not write. */
export function readSchemaState(item: Readonly<Record<string, AttributeValue>>): SchemaState {
  return itemSchema.parse(item);
}

/** The item of a state, as `readSchemaState` reads it. */
export function schemaItem({
  id,
  version,
  migration: open,
  holder,
  leaseUntil,
}: SchemaState): Record<string, AttributeValue> {
  return {
    ...attributes({ id, version, holder, leaseUntil }),
    ...(open === undefined ? {} : { migration: { M: attributes(open) } }),
  };
}

/** Whether a release runs on a version. Where nothing was done yet, any does: its first migration makes what it needs. */
export function runsOn({ least, most }: SchemaRange, version: number): boolean {
  return version === NOTHING_DONE || (version >= least && version <= most);
}

function attributes(
  values: Readonly<Record<string, string | number | undefined>>,
): Record<string, AttributeValue> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]): [string, AttributeValue][] =>
      value === undefined ? [] : [[name, typeof value === "number" ? { N: String(value) } : { S: value }]],
    ),
  );
}
