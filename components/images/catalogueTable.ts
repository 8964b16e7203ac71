import type { AttributeValue, QueryCommandOutput } from "@aws-sdk/client-dynamodb";

import { keyAttributes, readItems } from "./catalogueBatch";
import { attributes, type CatalogueImage, isThere, itemOf, readItem } from "./catalogueItem";
import type { Credentials } from "./deliveryCredentials";
import { ImageError, explained } from "./imageError";
import { isStateChange, type StateChange, statesBefore } from "./imageState";

/** What another image may take the place of, as a condition. */
const REPLACEABLE = "attribute_exists(collected) AND contentKey = :contentKey AND #state <> :revoked";

/** The table's key. */
export interface CatalogueKey {
  /** The service, or `base-image`. */
  readonly service: string;

  /** `<commit>#<architecture>`, or `<version>#<architecture>` of a base image. */
  readonly build: string;
}

/** The image catalogue: one item for every image that was ever baked. */
export interface CatalogueTable {
  /**
   * @param options `collected`: also what is remembered of images that were deleted.
   * @returns The items of those keys that there are, in no order.
   */
  read(keys: readonly CatalogueKey[], options?: { readonly collected?: boolean }): Promise<CatalogueImage[]>;

  /** @returns Every image of a service, or of `base-image`, in no order; none that was deleted. */
  list(service: string): Promise<CatalogueImage[]>;

  /**
   * Adds an image, unless one of the same key is there. The place of one that was deleted is taken by one of the same
   * content, unless it was revoked.
   *
   * @returns The image that was there before; `undefined` where the new one was added.
   */
  register(image: CatalogueImage): Promise<CatalogueImage | undefined>;

  /** Notes that an image was shared with further accounts. */
  addConsumers(key: CatalogueKey, accountIds: readonly string[]): Promise<void>;

  /**
   * Notes copies of an image in further regions, in one conditional write. A region keeps the copy that was noted first.
   *
   * @returns All copies that are noted now, by region.
   * @throws ImageError where the catalogue does not have this image any more.
   */
  addCopies(
    image: CatalogueKey & Pick<CatalogueImage, "imageId">,
    copies: Readonly<Record<string, string>>,
  ): Promise<CatalogueImage["copies"]>;

  /**
   * Moves an image to a state, in one conditional write: two changes at once cannot both follow on the same state.
   *
   * @returns Whether it was in another state before.
   * @throws ImageError where the state cannot follow on the image's, or there is no such image.
   */
  changeState(key: CatalogueKey, change: StateChange): Promise<boolean>;
  close(): void;
}

export interface CatalogueTableArgs {
  readonly region: string;
  readonly tableName: string;
  readonly credentials: () => Promise<Credentials>;
}

/** Opens the table of a region. The endpoint is the SDK's own, which AWS_ENDPOINT_URL changes. */
export async function openCatalogueTable({
  region,
  tableName,
  credentials,
}: CatalogueTableArgs): Promise<CatalogueTable> {
  const dynamodb = await import("@aws-sdk/client-dynamodb");
  const client = new dynamodb.DynamoDBClient({ region, credentials });
  const asked = async <T>(doing: string, call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (cause) {
      throw explained(cause, `${doing} the image catalogue failed`, {
        ResourceNotFoundException:
          `There is no table ${tableName} in ${region} of this account: run \`pulumi up\` in foundation/ first, and ` +
          "check the region and the delivery account's role.",
      });
    }
  };

  return {
    read: (keys, { collected = false } = {}) =>
      asked("Reading", async () => {
        const found = await readItems({ client, tableName }, keys);
        return collected ? found : found.filter(isThere);
      }),
    list: (service) =>
      asked("Reading", async () => {
        const found: CatalogueImage[] = [];
        let start: Record<string, AttributeValue> | undefined;
        do {
          const answer: QueryCommandOutput = await client.send(
            new dynamodb.QueryCommand({
              TableName: tableName,
              KeyConditionExpression: "service = :service",
              ExpressionAttributeValues: { ":service": { S: service } },
              ConsistentRead: true,
              ...(start !== undefined && { ExclusiveStartKey: start }),
            }),
          );
          found.push(...(answer.Items ?? []).map((item) => readItem(item, tableName)));
          start = answer.LastEvaluatedKey;
        } while (start !== undefined);
        return found.filter(isThere);
      }),
    register: (image) =>
      asked("Writing", async () => {
        try {
          await client.send(
            new dynamodb.PutItemCommand({
              TableName: tableName,
              Item: itemOf(image),
              ConditionExpression: `attribute_not_exists(service) OR (${REPLACEABLE})`,
              ExpressionAttributeNames: { "#state": "state" },
              ExpressionAttributeValues: {
                ":contentKey": { S: image.contentKey },
                ":revoked": { S: "revoked" },
              },
              ReturnValuesOnConditionCheckFailure: "ALL_OLD",
            }),
          );
          return undefined;
        } catch (cause) {
          if (cause instanceof dynamodb.ConditionalCheckFailedException && cause.Item !== undefined) {
            return readItem(cause.Item, tableName);
          }
          throw cause;
        }
      }),
    addConsumers: (key, accountIds) =>
      asked("Writing", async () => {
        await client.send(
          new dynamodb.UpdateItemCommand({
            TableName: tableName,
            Key: keyAttributes(key),
            UpdateExpression: "ADD consumers :accounts",
            ConditionExpression: "attribute_exists(service)",
            ExpressionAttributeValues: { ":accounts": { SS: [...accountIds] } },
          }),
        );
      }),
    addCopies: (image, copies) =>
      asked("Writing", async () => {
        const noted = Object.entries(copies);
        try {
          const { Attributes } = await client.send(
            new dynamodb.UpdateItemCommand({
              TableName: tableName,
              Key: keyAttributes(image),
              UpdateExpression: `SET ${noted
                .map(
                  (_, index) =>
                    `copies.#region${index} = if_not_exists(copies.#region${index}, :copy${index})`,
                )
                .join(", ")}`,
              ConditionExpression: "imageId = :image",
              ExpressionAttributeNames: Object.fromEntries(
                noted.map(([region], index) => [`#region${index}`, region]),
              ),
              ExpressionAttributeValues: {
                ":image": { S: image.imageId },
                ...Object.fromEntries(noted.map(([, copy], index) => [`:copy${index}`, { S: copy }])),
              },
              ReturnValues: "ALL_NEW",
            }),
          );
          return readItem(Attributes ?? {}, tableName).copies;
        } catch (cause) {
          if (cause instanceof dynamodb.ConditionalCheckFailedException) {
            throw new ImageError(
              `The image catalogue has ${image.imageId} as ${image.service}#${image.build} no more. Bake again.`,
            );
          }
          throw cause;
        }
      }),
    changeState: (key, change) =>
      asked("Writing", async () => {
        const before = statesBefore(change.state);
        try {
          await client.send(
            new dynamodb.UpdateItemCommand({
              TableName: tableName,
              Key: keyAttributes(key),
              UpdateExpression: "SET #state = :state, stateChanges = list_append(stateChanges, :change)",
              ConditionExpression: `#state IN (${before.map((_, index) => `:before${index}`).join(", ")})`,
              ExpressionAttributeNames: { "#state": "state" },
              ExpressionAttributeValues: {
                ":state": { S: change.state },
                ":change": { L: [{ M: attributes({ ...change }) }] },
                ...Object.fromEntries(before.map((state, index) => [`:before${index}`, { S: state }])),
              },
              ReturnValuesOnConditionCheckFailure: "ALL_OLD",
            }),
          );
          return true;
        } catch (cause) {
          if (!(cause instanceof dynamodb.ConditionalCheckFailedException)) {
            throw cause;
          }
          const what = `${key.service}#${key.build}`;
          if (cause.Item === undefined) {
            throw new ImageError(`The image catalogue has no ${what}.`);
          }
          return isStateChange(what, readItem(cause.Item, tableName).state, change.state);
        }
      }),
    close: () => {
      client.destroy();
    },
  };
}
