import { setTimeout } from "node:timers/promises";

import type { AttributeValue, BatchGetItemCommandOutput, DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { type CatalogueImage, readItem } from "./catalogueItem";
import type { CatalogueKey } from "./catalogueTable";
import { ImageError } from "./imageError";

/** Keys that one BatchGetItem may ask for (API reference, BatchGetItem). */
const BATCH_KEYS = 100;

/** Batches that are under way at once. */
const PARALLEL_BATCHES = 4;

/** Times that keys which DynamoDB left out are asked for again, and the first wait between two times in milliseconds. */
const RETRIES = 6;
const FIRST_WAIT = 50;

/** A table and whoever reads it. */
export interface CatalogueReader {
  readonly client: DynamoDBClient;
  readonly tableName: string;

  /**
   * Ends the reading.
   *
   * @default - it goes on until it is done
   */
  readonly signal?: AbortSignal;
}

/**
 * Reads items of the catalogue with strong consistency, a hundred in one call.
 *
 * @returns Those that there are, in no order; also what is remembered of images that were deleted.
 * @throws The error of AWS, or ImageError where DynamoDB leaves keys unanswered again and again.
 */
export async function readItems(
  reader: CatalogueReader,
  keys: readonly CatalogueKey[],
): Promise<CatalogueImage[]> {
  const found: CatalogueImage[] = [];
  for (const some of chunks(chunks(distinct(keys), BATCH_KEYS), PARALLEL_BATCHES)) {
    found.push(...(await Promise.all(some.map((batch) => readBatch(reader, batch)))).flat());
  }
  return found;
}

export function keyAttributes({ service, build }: CatalogueKey): Record<string, AttributeValue> {
  return { service: { S: service }, build: { S: build } };
}

async function readBatch(
  { client, tableName, signal }: CatalogueReader,
  keys: readonly CatalogueKey[],
): Promise<CatalogueImage[]> {
  const { BatchGetItemCommand } = await import("@aws-sdk/client-dynamodb");
  const cancel = signal === undefined ? {} : { signal };
  const found: CatalogueImage[] = [];
  let left: readonly Record<string, AttributeValue>[] = keys.map(keyAttributes);
  for (let retry = 0; left.length > 0; retry++) {
    if (retry > RETRIES) {
      throw new ImageError(
        `Reading the image catalogue failed: ${tableName} left ${left.length} keys unanswered ${retry} times. ` +
          "DynamoDB is throttling; try again in a minute.",
      );
    }
    await setTimeout(retry === 0 ? 0 : FIRST_WAIT * 2 ** retry, undefined, cancel);
    const answer: BatchGetItemCommandOutput = await client.send(
      new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys: [...left], ConsistentRead: true } } }),
      signal === undefined ? {} : { abortSignal: signal },
    );
    found.push(...(answer.Responses?.[tableName] ?? []).map((item) => readItem(item, tableName)));
    left = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
  }
  return found;
}

function distinct(keys: readonly CatalogueKey[]): CatalogueKey[] {
  return [...new Map(keys.map((key) => [`${key.service} ${key.build}`, key])).values()];
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
