import { setTimeout } from "node:timers/promises";

import type { AttributeValue, BatchGetItemCommandOutput, DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { errorText, isNamed } from "../switch/failure";
import { readSchemaState, schemaKey, type SchemaState } from "./state";

/** Keys that one BatchGetItem may ask for (API reference, BatchGetItem). */
const BATCH_KEYS = 100;

/** Times that keys which DynamoDB left out are asked for again, and the first wait between two times in milliseconds. */
const RETRIES = 6;
const FIRST_WAIT = 50;

/** What stands in the coordination table for one service: nothing where its database was never migrated. */
export type SchemaReading = { readonly state: SchemaState | undefined } | { readonly unreadable: string };

/** By service, of those that have a database. */
export type SchemaReadings = Readonly<Record<string, SchemaReading>>;

/** The coordination table of one vertical. */
export interface CoordinationTable {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads where the schemas of services of one vertical stand: one call for all of them.
 *
 * Never throws: what cannot be read is unreadable. Where there is no table, nothing was migrated.
 */
export async function readSchemas(
  table: CoordinationTable,
  services: readonly string[],
): Promise<SchemaReadings> {
  try {
    const items = await readItems(table, services);
    return byService(services, (service) => readingOf(items.get(schemaKey(service))));
  } catch (cause) {
    const reading: SchemaReading = isNamed(cause, "ResourceNotFoundException")
      ? { state: undefined }
      : { unreadable: errorText(cause, table.signal) };
    return byService(services, () => reading);
  }
}

function byService(
  services: readonly string[],
  reading: (service: string) => SchemaReading,
): Record<string, SchemaReading> {
  return Object.fromEntries(services.map((service) => [service, reading(service)]));
}

function readingOf(item: Readonly<Record<string, AttributeValue>> | undefined): SchemaReading {
  if (item === undefined) {
    return { state: undefined };
  }
  try {
    return { state: readSchemaState(item) };
  } catch {
    const key = item.id?.S ?? "";
    return {
      unreadable: `its item "${key}" is none that this version of duotone writes: was it written by a newer one, or by hand?`,
    };
  }
}

/** Items by their `id`, with strong consistency. */
async function readItems(
  { client, tableName, signal }: CoordinationTable,
  services: readonly string[],
): Promise<ReadonlyMap<string, Record<string, AttributeValue>>> {
  const { BatchGetItemCommand } = await import("@aws-sdk/client-dynamodb");
  const items = new Map<string, Record<string, AttributeValue>>();
  const cancel = signal === undefined ? {} : { signal };
  const keys = services.map((service) => ({ id: { S: schemaKey(service) } }));
  let left: Record<string, AttributeValue>[] = keys;
  for (let retry = 0; left.length > 0; retry++) {
    if (retry > RETRIES) {
      throw new Error(
        `${tableName} left ${left.length} keys unanswered ${retry} times: DynamoDB is throttling.`,
      );
    }
    await setTimeout(retry === 0 ? 0 : FIRST_WAIT * 2 ** retry, undefined, cancel);
    const now = left.slice(0, BATCH_KEYS);
    const answer: BatchGetItemCommandOutput = await client.send(
      new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys: now, ConsistentRead: true } } }),
      signal === undefined ? {} : { abortSignal: signal },
    );
    for (const item of answer.Responses?.[tableName] ?? []) {
      items.set(item.id?.S ?? "", item);
    }
    const unanswered = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
    if (unanswered.length < now.length) {
      retry = -1;
    }
    left = [...unanswered, ...left.slice(BATCH_KEYS)];
  }
  return items;
}
