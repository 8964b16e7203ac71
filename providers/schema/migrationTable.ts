import {
  type AttributeValue,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";

import { clientSettings } from "../aws/clientSettings";
import { writtenIf } from "../aws/conditionalWrite";
import type { RoleSession } from "../aws/roleSession";
import { errorText, isNamed } from "../switch/failure";

export type SchemaItem = Readonly<Record<string, AttributeValue>>;

/** The coordination table as far as one service's schema needs it. */
export interface MigrationTable {
  /** Strongly consistent. */
  get(signal: AbortSignal): Promise<SchemaItem | undefined>;

  /**
   * Writes the item, or removes it where none is given, if the one that stands has this revision; 0 for none.
   *
   * @returns Whether it was written. `false` is also the answer to a call that was written, whose first answer was lost.
   */
  put(item: SchemaItem | undefined, expectedRevision: number, signal: AbortSignal): Promise<boolean>;
  close(): void;
}

export interface MigrationTableArgs {
  readonly tableName: string;
  readonly region: string;
  readonly credentials?: RoleSession | undefined;

  /** `schemaKey` of the service. */
  readonly key: string;
}

/** One service's item in DynamoDB. */
export function migrationTable({ tableName, region, credentials, key }: MigrationTableArgs): MigrationTable {
  const client = new DynamoDBClient({
    ...clientSettings(region),
    ...(credentials !== undefined && { credentials }),
  });
  const asked = async <T>(doing: string, signal: AbortSignal, call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (error) {
      throw explained(error, signal, `${doing} of ${key} in table ${tableName} failed`);
    }
  };
  return {
    get: (signal) =>
      asked("Reading the schema", signal, async () => {
        const command = new GetItemCommand({
          TableName: tableName,
          Key: { id: { S: key } },
          ConsistentRead: true,
        });
        return (await client.send(command, { abortSignal: signal })).Item;
      }),

    put: (item, expectedRevision, signal) =>
      asked("Writing the schema", signal, async () => {
        const condition =
          expectedRevision === 0
            ? { ConditionExpression: "attribute_not_exists(revision)" }
            : {
                ConditionExpression: "revision = :revision",
                ExpressionAttributeValues: { ":revision": { N: String(expectedRevision) } },
              };
        const options = { abortSignal: signal };
        return writtenIf(() =>
          item === undefined
            ? client.send(
                new DeleteItemCommand({ TableName: tableName, Key: { id: { S: key } }, ...condition }),
                options,
              )
            : client.send(
                new PutItemCommand({ TableName: tableName, Item: { ...item }, ...condition }),
                options,
              ),
        );
      }),

    close: () => {
      client.destroy();
    },
  };
}

function explained(error: unknown, signal: AbortSignal, what: string): Error {
  const remedy = isNamed(error, "ResourceNotFoundException")
    ? " The vertical's coordination table is not there: bring the stack up first, which makes it for services with a database."
    : isNamed(error, "AccessDeniedException")
      ? " These credentials may not do that. Use those of a person or pipeline that may release."
      : "";
  return Object.assign(new Error(`${what}: ${errorText(error, signal)}${remedy}`, { cause: error }), {
    name: error instanceof Error ? error.name : "Error",
  });
}
