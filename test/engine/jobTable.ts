import { CreateTableCommand, DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";

import { managementAccess } from "../../sandbox/story/cloudAccess";
import { REGION } from "./bakery";

export const TABLE = "duotone-prod-accounts";
export const PARAMETER = "/duotone/prod/active-color";
export const SERVICE = "mailer";

/** The coordination table, in which the lease of each job is one item. */
export class JobTable {
  private readonly dynamo: DynamoDBClient;

  public constructor(endpoint: string) {
    this.dynamo = new DynamoDBClient(managementAccess(endpoint, REGION));
  }

  /** Makes it, as the stack makes it. */
  public async make(): Promise<void> {
    await this.dynamo.send(
      new CreateTableCommand({
        TableName: TABLE,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      }),
    );
  }

  /** The job's item, as texts; empty where there is none. */
  public async item(job: string): Promise<Readonly<Record<string, string>>> {
    const Key = { id: { S: `job#${SERVICE}#${job}` } };
    const { Item } = await this.dynamo.send(
      new GetItemCommand({ TableName: TABLE, Key, ConsistentRead: true }),
    );
    return Object.fromEntries(Object.entries(Item ?? {}).map(([name, { S, N }]) => [name, S ?? N ?? ""]));
  }

  public close(): void {
    this.dynamo.destroy();
  }
}

/** The parameter that says which colour is active, and everything that it said. */
export class ActiveColour {
  /** In their order. A value is there from some time between the two of it. */
  public readonly moves: { readonly colour: string; readonly asked: number; readonly answered: number }[] =
    [];
  private readonly ssm: SSMClient;

  public constructor(
    endpoint: string,
    private readonly parameter = PARAMETER,
  ) {
    this.ssm = new SSMClient(managementAccess(endpoint, REGION));
  }

  public async move(colour: string): Promise<void> {
    const asked = Date.now();
    await this.ssm.send(
      new PutParameterCommand({ Name: this.parameter, Value: colour, Type: "String", Overwrite: true }),
    );
    this.moves.push({ colour, asked, answered: Date.now() });
  }

  /** What it may have said at some moment between two. */
  public between(from: number, to: number): readonly string[] {
    return this.moves
      .filter(({ asked }, index) => asked <= to && (this.moves[index + 1]?.answered ?? Infinity) >= from)
      .map(({ colour }) => colour);
  }

  public close(): void {
    this.ssm.destroy();
  }
}
