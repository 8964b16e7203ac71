import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";

import { canonical } from "../../providers/canonicalJson";
import { itemOf } from "../../providers/queue/document";
import type { Lane } from "../../providers/queue/lane";
import { readLedger } from "./ledgerReader";
import { readLane } from "./readers";
import type { World } from "./world";

/** Changes the lane of the queue as another user of it does. Nobody else may be changing it. */
export async function changeLane<T extends { readonly lane: Lane }>(
  world: World,
  change: (lane: Lane, now: number) => T,
): Promise<T> {
  const before = await readLane(world);
  const changed = change(before, Date.now());
  const lane = { ...changed.lane, version: before.version + 1 };
  await world.clients.dynamo.send(
    new PutItemCommand({ TableName: world.args.queue.tableArn, Item: itemOf({ lane, writes: [] }) }),
  );
  return changed;
}

/**
 * Copies the ledger into another bucket, with one record edited: what somebody can do who has got rid of Object Lock.
 *
 * @param edit Changes the text of the last record.
 */
export async function copyEdited(
  world: World,
  bucket: string,
  edit: (text: string) => string,
): Promise<void> {
  const { objects } = world.clients;
  await objects.send(
    new CreateBucketCommand({
      Bucket: bucket,
      ObjectLockEnabledForBucket: true,
      CreateBucketConfiguration: { LocationConstraint: world.args.region as "eu-west-1" },
    }),
  );
  const { versions } = await readLedger(world);
  for (const [index, { key, entry }] of versions.entries()) {
    const text = canonical(entry);
    const Body = index === versions.length - 1 ? edit(text) : text;
    await objects.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body }));
  }
}
