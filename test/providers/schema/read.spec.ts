import assert from "node:assert/strict";

import { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { readSchemas } from "../../../providers/schema/read";
import { type FakeAnswer, FakeAws, type FakeCall } from "../../components/images/fakeAws";

const TABLE = "duotone-prod-accounts";

describe("readSchemas", () => {
  let answer: (call: FakeCall) => FakeAnswer = () => ({ body: {} });
  const aws = new FakeAws((call) => answer(call));
  let client: DynamoDBClient;
  before(async () => {
    await aws.open();
    client = new DynamoDBClient({ region: "eu-west-1" });
  });
  after(async () => {
    client.destroy();
    await aws.close();
  });
  beforeEach(() => {
    aws.calls.length = 0;
  });
  const read = (...services: readonly string[]) => readSchemas({ client, tableName: TABLE }, services);

  it("asks once for all services, and finds those that were migrated", async () => {
    answer = () => ({
      body: {
        Responses: { [TABLE]: [{ id: { S: "schema#core" }, version: { N: "42" } }] },
        UnprocessedKeys: {},
      },
    });
    assert.deepEqual(await read("core", "checkout"), {
      core: { state: { id: "schema#core", version: 42 } },
      checkout: { state: undefined },
    });
    assert.deepEqual(aws.calls, [
      {
        action: "BatchGetItem",
        body: {
          RequestItems: {
            [TABLE]: {
              Keys: [{ id: { S: "schema#core" } }, { id: { S: "schema#checkout" } }],
              ConsistentRead: true,
            },
          },
        },
      },
    ]);
  });

  it("asks again for what DynamoDB leaves out", async () => {
    const item = { id: { S: "schema#core" }, version: { N: "42" } };
    answer = () =>
      aws.calls.length < 3
        ? { body: { Responses: {}, UnprocessedKeys: { [TABLE]: { Keys: [{ id: item.id }] } } } }
        : { body: { Responses: { [TABLE]: [item] }, UnprocessedKeys: {} } };
    assert.deepEqual(await read("core"), { core: { state: { id: "schema#core", version: 42 } } });
    assert.equal(aws.calls.length, 3);
  });

  it("finds nothing migrated where there is no table yet", async () => {
    answer = () => ({
      status: 400,
      body: { __type: "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException", message: "no table" },
    });
    assert.deepEqual(await read("core"), { core: { state: undefined } });
  });

  it("says why nobody can tell", async () => {
    answer = () => ({ status: 400, body: { __type: "AccessDeniedException", message: "not you" } });
    assert.deepEqual(await read("core", "checkout"), {
      core: { unreadable: "AccessDeniedException: not you." },
      checkout: { unreadable: "AccessDeniedException: not you." },
    });
  });

  it("says of one item alone that it is none that this version writes", async () => {
    answer = () => ({
      body: {
        Responses: {
          [TABLE]: [
            { id: { S: "schema#core" }, version: { S: "forty-two" } },
            { id: { S: "schema#checkout" }, version: { N: "7" } },
          ],
        },
      },
    });
    const { core, checkout } = await read("core", "checkout");
    assert.ok(core !== undefined && "unreadable" in core);
    assert.match(core.unreadable, /^its item "schema#core" is none that this version of duotone writes/);
    assert.deepEqual(checkout, { state: { id: "schema#checkout", version: 7 } });
  });
});
