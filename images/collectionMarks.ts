import {
  type AttributeValue,
  type DynamoDBClient,
  ScanCommand,
  type ScanCommandOutput,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";

import {
  attributes,
  type CatalogueImage,
  collectionAttribute,
  readItem,
} from "../components/images/catalogueItem";
import { keyAttributes } from "../components/images/catalogueBatch";
import { explained } from "../components/images/imageError";
import { writtenIf } from "../providers/aws/conditionalWrite";

/** When an image was deleted, by whom, and what of it may be left. */
export type Collection = NonNullable<CatalogueImage["collected"]>;

/**
 * Every image of the catalogue, whatever its service, and what is remembered of those that were deleted.
 *
 * @throws ImageError where the catalogue cannot be read, or an item in it is none of this version's.
 */
export async function scanCatalogue(dynamodb: DynamoDBClient, tableName: string): Promise<CatalogueImage[]> {
  const found: CatalogueImage[] = [];
  let start: Record<string, AttributeValue> | undefined;
  try {
    do {
      const answer: ScanCommandOutput = await dynamodb.send(
        new ScanCommand({
          TableName: tableName,
          ConsistentRead: true,
          // The table also holds who is baking what, and such an item has no content.
          FilterExpression: "attribute_exists(contentKey) AND attribute_exists(parts)",
          ...(start !== undefined && { ExclusiveStartKey: start }),
        }),
      );
      found.push(...(answer.Items ?? []).map((item) => readItem(item, tableName)));
      start = answer.LastEvaluatedKey;
    } while (start !== undefined);
    return found;
  } catch (cause) {
    throw explained(cause, `The image catalogue ${tableName} could not be read`, {
      ResourceNotFoundException: "Run `pulumi up` in foundation/ first, and check the region.",
    });
  }
}

/**
 * Notes that an image is deleted, before it is: from then on nobody is given it.
 *
 * @param image As it was read. Where it was changed since, by a bake or by a person, nothing is written.
 * @returns Whether it was written.
 */
export async function markCollected(
  dynamodb: DynamoDBClient,
  tableName: string,
  image: CatalogueImage,
  collection: Collection,
): Promise<boolean> {
  try {
    return await writtenIf(() =>
      dynamodb.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: keyAttributes(image),
          UpdateExpression: "SET collected = :collected",
          ConditionExpression:
            "attribute_not_exists(collected) AND imageId = :imageId AND copies = :copies AND #state = :state",
          ExpressionAttributeNames: { "#state": "state" },
          ExpressionAttributeValues: {
            ":collected": collectionAttribute(collection),
            ":imageId": { S: image.imageId },
            ":copies": { M: attributes(image.copies) },
            ":state": { S: image.state },
          },
        }),
      ),
    );
  } catch (cause) {
    throw explained(cause, `The image catalogue ${tableName} could not be written`);
  }
}

/** Notes that nothing is left of a deleted image, unless it was baked again meanwhile. */
export async function markGone(
  dynamodb: DynamoDBClient,
  tableName: string,
  image: CatalogueImage,
  { at }: Collection,
): Promise<void> {
  try {
    await writtenIf(() =>
      dynamodb.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: keyAttributes(image),
          UpdateExpression: "SET collected.remains = :nothing",
          ConditionExpression: "collected.#at = :at AND imageId = :imageId",
          ExpressionAttributeNames: { "#at": "at" },
          ExpressionAttributeValues: {
            ":nothing": { M: {} },
            ":at": { S: at },
            ":imageId": { S: image.imageId },
          },
        }),
      ),
    );
  } catch (cause) {
    throw explained(cause, `The image catalogue ${tableName} could not be written`);
  }
}
