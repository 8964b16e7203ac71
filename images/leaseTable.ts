import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { z } from "zod";

import type { CatalogueTableArgs } from "../components/images/catalogueTable";
import { ImageError, explained } from "../components/images/imageError";
import { writtenIf } from "../providers/aws/conditionalWrite";

/**
 * Partition of the catalogue's table that holds the leases. No service can be called so, because no name of one has this
 * sign in it.
 */
const PARTITION = "#bakes";

/** Who bakes an image now. */
export interface LeaseItem {
  /** `keyText` of the image: the same service at the same commit is baked by one, whatever the content. */
  readonly image: string;

  /** Different for every run of the bake program. */
  readonly holder: string;

  /** Where it runs, for people. */
  readonly where: string;

  /** ISO 8601. */
  readonly since: string;

  /** Milliseconds since 1970 after which the holder counts as dead. */
  readonly expiresAt: number;
  readonly contentKey: string;
}

/** What came of the attempt to take a lease: it is ours, or its living holder's. */
export type LeaseAttempt =
  | { readonly taken: true; readonly before: LeaseItem | undefined }
  | { readonly taken: false; readonly holder: LeaseItem };

/** The leases of all bakes. Every change is one conditional write. */
export interface LeaseTable {
  /** Takes a lease that is free, or whose holder is dead at `now`; `before` is then the dead holder's. */
  take(item: LeaseItem, now: number): Promise<LeaseAttempt>;

  /** @returns False where the lease is another's by now. */
  renew(item: LeaseItem): Promise<boolean>;

  /** Gives a lease back, unless it is another's by now. */
  giveBack(item: LeaseItem): Promise<void>;

  /** Every lease, of living and dead holders. */
  list(): Promise<LeaseItem[]>;
  close(): void;
}

const text = z.object({ S: z.string() }).transform(({ S }) => S);
const itemSchema = z
  .object({
    build: text,
    holder: text,
    where: text,
    since: text,
    expiresAt: z.object({ N: z.coerce.number() }).transform(({ N }) => N),
    contentKey: text,
  })
  .transform(({ build, ...rest }): LeaseItem => ({ image: build, ...rest }));

/** Opens the leases in the catalogue's table. */
export async function openLeaseTable({
  region,
  tableName,
  credentials,
}: CatalogueTableArgs): Promise<LeaseTable> {
  const dynamodb = await import("@aws-sdk/client-dynamodb");
  const client = new dynamodb.DynamoDBClient({ region, credentials });
  const asked = async <T>(doing: string, call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (cause) {
      throw explained(cause, `${doing} failed in the image catalogue ${tableName}`);
    }
  };
  const own = { "#holder": "holder" };
  return {
    take: (item, now) =>
      asked("Taking the lease of a bake", async () => {
        try {
          const { Attributes } = await client.send(
            new dynamodb.PutItemCommand({
              TableName: tableName,
              Item: attributesOf(item),
              ConditionExpression: "attribute_not_exists(service) OR expiresAt <= :now OR #holder = :holder",
              ExpressionAttributeNames: own,
              ExpressionAttributeValues: { ":now": { N: String(now) }, ":holder": { S: item.holder } },
              ReturnValues: "ALL_OLD",
              ReturnValuesOnConditionCheckFailure: "ALL_OLD",
            }),
          );
          const before = Attributes && readLease(Attributes, tableName);
          return { taken: true, before: before?.holder === item.holder ? undefined : before };
        } catch (cause) {
          if (cause instanceof dynamodb.ConditionalCheckFailedException && cause.Item !== undefined) {
            return { taken: false, holder: readLease(cause.Item, tableName) };
          }
          throw cause;
        }
      }),
    renew: (item) =>
      asked("Renewing the lease of a bake", () =>
        writtenIf(() =>
          client.send(
            new dynamodb.PutItemCommand({
              TableName: tableName,
              Item: attributesOf(item),
              ConditionExpression: "#holder = :holder",
              ExpressionAttributeNames: own,
              ExpressionAttributeValues: { ":holder": { S: item.holder } },
            }),
          ),
        ),
      ),
    giveBack: (item) =>
      asked("Giving back the lease of a bake", async () => {
        await writtenIf(() =>
          client.send(
            new dynamodb.DeleteItemCommand({
              TableName: tableName,
              Key: keyOf(item),
              ConditionExpression: "attribute_not_exists(service) OR #holder = :holder",
              ExpressionAttributeNames: own,
              ExpressionAttributeValues: { ":holder": { S: item.holder } },
            }),
          ),
        );
      }),
    list: () =>
      asked("Listing the leases of bakes", async () => {
        const found: LeaseItem[] = [];
        const pages = dynamodb.paginateQuery(
          { client },
          {
            TableName: tableName,
            KeyConditionExpression: "service = :partition",
            ExpressionAttributeValues: { ":partition": { S: PARTITION } },
            ConsistentRead: true,
          },
        );
        for await (const { Items } of pages) {
          found.push(...(Items ?? []).map((item) => readLease(item, tableName)));
        }
        return found;
      }),
    close: () => {
      client.destroy();
    },
  };
}

function keyOf({ image }: LeaseItem): Record<string, AttributeValue> {
  return { service: { S: PARTITION }, build: { S: image } };
}

function attributesOf(item: LeaseItem): Record<string, AttributeValue> {
  const { holder, where, since, expiresAt, contentKey } = item;
  return {
    ...keyOf(item),
    holder: { S: holder },
    where: { S: where },
    since: { S: since },
    expiresAt: { N: String(expiresAt) },
    contentKey: { S: contentKey },
  };
}

function readLease(item: Readonly<Record<string, AttributeValue>>, tableName: string): LeaseItem {
  const parsed = itemSchema.safeParse(item);
  if (!parsed.success) {
    throw new ImageError(
      `The lease "${item.build?.S ?? ""}" of ${tableName} is none that this version of duotone writes: ` +
        `${parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ")}. ` +
        `Remove the item from the partition ${PARTITION}, once no bake is at work.`,
    );
  }
  return parsed.data;
}
