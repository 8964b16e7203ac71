import { CreateTableCommand, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";

import { keyAttributes } from "../../components/images/catalogueBatch";
import { serviceKey } from "../../components/images/imageCatalogue";
import { schemaItem, type SchemaRange, type SchemaState } from "../../providers/schema/state";
import type { SwitchInputs } from "../../providers/switch/switchInputs";
import { given, type WorldClients } from "./clients";

/** Makes a table as a vertical has it in which its instances, and who migrates its databases, agree. */
export async function makeCoordinationTable(
  { dynamo }: Pick<WorldClients, "dynamo">,
  tableName: string,
): Promise<void> {
  await dynamo.send(
    new CreateTableCommand({
      TableName: tableName,
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
}

/** Writes where a schema stands, as a migration leaves it. */
export async function putSchema(
  { dynamo }: Pick<WorldClients, "dynamo">,
  tableName: string,
  state: SchemaState,
): Promise<void> {
  await dynamo.send(new PutItemCommand({ TableName: tableName, Item: schemaItem(state) }));
}

/** Lets the images of a service state what they run on, by colour. */
export async function stateRanges(
  { dynamo }: Pick<WorldClients, "dynamo">,
  { releases, images }: Pick<SwitchInputs, "releases" | "images">,
  service: string,
  ranges: Readonly<Record<string, SchemaRange>>,
): Promise<void> {
  for (const [color, { least, most }] of Object.entries(ranges)) {
    const { commit } = given(releases[color]?.[service], `a release of ${service} on ${color}`);
    const architecture = given(images.architectures[service], `an architecture of ${service}`);
    await dynamo.send(
      new UpdateItemCommand({
        TableName: images.tableName,
        Key: keyAttributes(serviceKey(service, commit, architecture)),
        UpdateExpression: "SET #schema = :range",
        ConditionExpression: "attribute_exists(service)",
        ExpressionAttributeNames: { "#schema": "schema" },
        ExpressionAttributeValues: {
          ":range": { M: { least: { N: String(least) }, most: { N: String(most) } } },
        },
      }),
    );
  }
}
