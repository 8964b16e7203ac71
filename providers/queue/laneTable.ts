import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";

import { clientSettings } from "../aws/clientSettings";
import { writtenIf } from "../aws/conditionalWrite";
import { roleSession } from "../aws/roleSession";
import { errorText, isNamed } from "../switch/failure";
import type { LaneItem } from "./document";

/** The queue's table as far as one lane needs it. */
export interface LaneTable {
  /** Strongly consistent. */
  get(signal: AbortSignal): Promise<LaneItem | undefined>;

  /**
   * Writes the item if the one that stands has this version; 0 for none.
   *
   * @returns Whether it was written. `false` is also the answer to a call that was written, whose first answer was lost.
   */
  put(item: LaneItem, expectedVersion: number, signal: AbortSignal): Promise<boolean>;
  close(): void;
}

export interface LaneTableArgs {
  /** ARN of the table, whose hash key is `lane`. */
  readonly tableArn: string;

  /**
   * Role in the account that owns the table.
   *
   * @default - the credentials that Pulumi itself runs with
   */
  readonly roleArn?: string | undefined;

  /** The stack. */
  readonly lane: string;
}

/** One lane in DynamoDB. */
export function laneTable({ tableArn, roleArn, lane }: LaneTableArgs): LaneTable {
  const { region, tableName } = tableOf(tableArn);
  const common = clientSettings(region);
  const client = new DynamoDBClient(
    roleArn === undefined
      ? common
      : { ...common, credentials: roleSession(roleArn, "duotone-release-queue", region) },
  );

  const asked = async <T>(doing: string, signal: AbortSignal, call: () => Promise<T>): Promise<T> => {
    signal.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      if (signal.aborted) {
        throw signal.reason;
      }
      throw new Error(
        `The queue of ${lane} could not be ${doing} (table ${tableName} in ${region}): ${errorText(error)} ${advice(error)}`,
        { cause: error },
      );
    }
  };

  return {
    get: (abortSignal) =>
      asked("read", abortSignal, async () => {
        const command = new GetItemCommand({
          TableName: tableName,
          Key: { lane: { S: lane } },
          ConsistentRead: true,
        });
        return (await client.send(command, { abortSignal })).Item;
      }),

    put: (item, expectedVersion, abortSignal) =>
      asked("written", abortSignal, async () => {
        const command = new PutItemCommand({
          TableName: tableName,
          Item: { ...item },
          ...(expectedVersion === 0
            ? { ConditionExpression: "attribute_not_exists(lane)" }
            : {
                ConditionExpression: "version = :expected",
                ExpressionAttributeValues: { ":expected": { N: `${expectedVersion}` } },
              }),
        });
        return writtenIf(() => client.send(command, { abortSignal }));
      }),

    close: () => {
      client.destroy();
    },
  };
}

/** @throws Error where the ARN is not that of a table */
export function tableOf(arn: string): { readonly region: string; readonly tableName: string } {
  const [, region, tableName] =
    /^arn:aws[a-z-]*:dynamodb:([a-z0-9-]+):\d{12}:table\/([A-Za-z0-9_.-]+)$/.exec(arn) ?? [];
  if (region === undefined || tableName === undefined) {
    throw new Error(
      `The queue's table is given as "${arn}", which is no ARN of a DynamoDB table, for example ` +
        "arn:aws:dynamodb:eu-west-1:111122223333:table/duotone-release-queue. It is an output of the foundation stack.",
    );
  }
  return { region, tableName };
}

function advice(error: unknown): string {
  if (isNamed(error, "ResourceNotFoundException")) {
    return "Run `pulumi up` in foundation/ first: it makes the table.";
  }
  if (isNamed(error, "AccessDeniedException", "AccessDenied")) {
    return "Whoever runs this needs the delivery account's role, which may read and write the table.";
  }
  return "Run it again once DynamoDB answers.";
}
