import assert from "node:assert/strict";

import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";

import { dynamoQueue } from "../../../providers/queue/dynamoQueue";
import { tableOf } from "../../../providers/queue/laneTable";
import { claim, finish, renew } from "../../../providers/queue/leases";
import type { QueueStore } from "../../../providers/queue/store";
import { addTicket } from "../../../providers/queue/tickets";
import { systemClock } from "../../../providers/switch/clock";
import {
  assumeIn,
  clientConfig,
  createAccount,
  createOrganization,
  startTestCloud,
  stopTestCloud,
  type TestCloud,
} from "../../sandbox/cloud/emulator";
import { useEnvironment } from "../support/environment";
import { idsOf, promote } from "./support/requests";

const TABLE = "duotone-release-queue";
const MANAGEMENT = "123456789012";

describe("The queue in DynamoDB", function () {
  this.timeout(120_000);

  const { signal } = new AbortController();
  const clock = systemClock(signal);
  const stores: QueueStore[] = [];
  let cloud: TestCloud;
  let restore: () => void;

  before(async () => {
    cloud = await startTestCloud();
    restore = useEnvironment({
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_ENDPOINT_URL: cloud.endpoint,
    });
    await createTable(new DynamoDBClient(clientConfig(cloud)));
  });

  afterEach(async () => {
    await cloud.gateway.clearFaults();
    stores.splice(0).forEach((store) => {
      store.close();
    });
  });

  after(async () => {
    restore();
    await stopTestCloud(cloud);
  });

  async function createTable(client: DynamoDBClient): Promise<void> {
    await client.send(
      new CreateTableCommand({
        TableName: TABLE,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "lane", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "lane", KeyType: "HASH" }],
      }),
    );
  }

  function queue(lane: string, more: { tableArn?: string; roleArn?: string } = {}): QueueStore {
    const tableArn = `arn:aws:dynamodb:eu-west-1:${MANAGEMENT}:table/${TABLE}`;
    const store = dynamoQueue({ tableArn, lane, clock, ...more });
    stores.push(store);
    return store;
  }

  function add(store: QueueStore, by = "ann"): Promise<string> {
    return store.change((lane, now) => {
      const added = addTicket(lane, promote("prod2", { requestedBy: by }), now);
      return { lane: added.lane, result: added.ticket.id };
    }, signal);
  }

  /** A ticket from its asking to its end: four changes. */
  async function release(store: QueueStore): Promise<void> {
    const ticketId = await add(store);
    const lease = await store.change((lane, now) => {
      const claimed = claim(lane, { ticketId, holder: "ann@desk", seconds: 600 }, now);
      assert.ok("lease" in claimed);
      return { lane: claimed.lane, result: claimed.lease };
    }, signal);
    await store.change((lane, now) => {
      const renewed = renew(lane, lease.token, 600, now);
      return { lane: renewed.lane, result: undefined };
    }, signal);
    await store.change((lane, now) => {
      const finished = finish(lane, lease.token, { remove: true }, now);
      return { lane: finished.lane, result: undefined };
    }, signal);
  }

  async function calls(): Promise<number> {
    const counted = await cloud.gateway.calls();
    return counted.filter(({ service }) => service === "dynamodb").reduce((sum, { count }) => sum + count, 0);
  }

  it("keeps lanes apart, each in one item", async () => {
    const [one, other] = [queue("one"), queue("other")];
    assert.equal(await add(one), "one-1");
    assert.equal(await add(one), "one-2");
    assert.equal(await add(other), "other-1");
    assert.deepEqual(idsOf(await queue("one").read(signal)), ["one-1", "one-2"]);
    const { Item } = await new DynamoDBClient(clientConfig(cloud)).send(
      new GetItemCommand({ TableName: TABLE, Key: { lane: { S: "one" } } }),
    );
    assert.equal(Item?.version?.N, "2");
    assert.equal((JSON.parse(Item.document?.S ?? "") as { format: number }).format, 1);
  });

  it("loses nothing where several write at once", async () => {
    const ids = await Promise.all(
      ["ann", "bob", "cy", "dee"].map(async (by) => {
        const store = queue("race");
        return [await add(store, by), await add(store, by), await add(store, by)];
      }),
    );
    const { tickets, version } = await queue("race").read(signal);
    assert.deepEqual(ids.flat().sort(), tickets.map(({ id }) => id).sort());
    assert.equal(new Set(ids.flat()).size, 12);
    assert.equal(version, 12);
  });

  it("does a change once although the connection broke after the write", async () => {
    await cloud.gateway.setFaults([
      {
        id: "lost",
        match: { service: "dynamodb", action: "PutItem" },
        effect: { kind: "dropConnection", when: "after" },
        times: 1,
      },
    ]);
    const store = queue("lost");
    assert.equal(await add(store), "lost-1");
    const [{ struck } = { struck: 0 }] = await cloud.gateway.faultCounts();
    assert.equal(struck, 1);
    assert.deepEqual(idsOf(await store.read(signal)), ["lost-1"]);
  });

  it("does everything with 30 % of the calls throttled, and takes at most 1.7 times the calls", async () => {
    const lanes = (kind: string) => ["a", "b", "c", "d"].map((name) => `${kind}-${name}`);
    const run = async (kind: string) => {
      await cloud.gateway.resetCalls();
      // One after the other, so that the same calls are throttled in every run.
      for (const name of lanes(kind)) {
        const store = queue(name);
        for (let releases = 0; releases < 2; releases++) {
          await release(store);
        }
        assert.deepEqual(idsOf(await store.read(signal)), []);
      }
      return calls();
    };
    const clean = await run("clean");
    assert.equal(clean, 4 * (2 * 4 * 2 + 1));
    await cloud.gateway.setFaults([
      { id: "slow", match: { service: "dynamodb" }, effect: { kind: "throttle" }, probability: 0.3, seed: 7 },
    ]);
    const throttled = await run("throttled");
    assert.ok(throttled >= clean * 1.2, `${throttled} calls instead of ${clean}: hardly any was throttled`);
    assert.ok(throttled <= clean * 1.7, `${throttled} calls instead of ${clean}`);
  });

  it("is reached with the role of the account that owns the table", async () => {
    await createOrganization(cloud);
    const { begun, ended } = await createAccount(cloud, "delivery");
    const account = ended.AccountId ?? begun.AccountId ?? "";
    await createTable(new DynamoDBClient(clientConfig(cloud, await assumeIn(cloud, account))));
    const store = queue("prod", {
      tableArn: `arn:aws:dynamodb:eu-west-1:${account}:table/${TABLE}`,
      roleArn: `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`,
    });
    await cloud.gateway.resetCalls();
    await add(store);
    await add(store);
    const made = await cloud.gateway.calls();
    const described = made.map(
      ({ service, action, account: by, count }) => `${service} ${action} ${by} ${count}`,
    );
    assert.deepEqual(described.filter((line) => line.startsWith("dynamodb")).sort(), [
      `dynamodb GetItem ${account} 2`,
      `dynamodb PutItem ${account} 2`,
    ]);
    assert.deepEqual(
      described.filter((line) => line.startsWith("sts")),
      [`sts AssumeRole ${MANAGEMENT} 1`],
    );
    assert.deepEqual(idsOf(await queue("prod").read(signal)), []);
  });

  it("says what to do where there is no table, no right or no answer", async () => {
    const tableArn = `arn:aws:dynamodb:eu-west-1:${MANAGEMENT}:table/other`;
    await assert.rejects(
      queue("prod", { tableArn }).read(signal),
      /^Error: The queue of prod could not be read \(table other in eu-west-1\): ResourceNotFoundException: .* Run `pulumi up` in foundation\/ first: it makes the table\.$/,
    );
    await cloud.gateway.setFaults([
      {
        id: "denied",
        match: { service: "dynamodb", action: "PutItem" },
        effect: { kind: "error", status: 400, code: "AccessDeniedException", message: "You may not." },
      },
    ]);
    await assert.rejects(
      add(queue("prod")),
      /^Error: The queue of prod could not be written \(.*\): AccessDeniedException: You may not\. Whoever runs this needs the delivery account's role/,
    );
  });

  it("refuses what a newer format wrote, and leaves it as it is", async () => {
    const client = new DynamoDBClient(clientConfig(cloud));
    const document = JSON.stringify({ format: 2, lanes: "of the future" });
    const Item = { lane: { S: "future" }, version: { N: "3" }, document: { S: document }, writes: { L: [] } };
    await client.send(new PutItemCommand({ TableName: TABLE, Item }));
    await assert.rejects(add(queue("future")), /was written by a newer duotone, in format 2/);
    const { Item: after } = await client.send(
      new GetItemCommand({ TableName: TABLE, Key: { lane: { S: "future" } } }),
    );
    assert.deepEqual(after, Item);
  });

  it("ends a call in flight when it is told to, with the reason it was told", async () => {
    await cloud.gateway.setFaults([
      { id: "slow", match: { service: "dynamodb" }, effect: { kind: "delay", ms: 20_000 } },
    ]);
    const told = new AbortController();
    const reading = queue("prod").read(told.signal);
    setTimeout(() => {
      told.abort(new Error("Interrupted."));
    }, 300);
    await assert.rejects(reading, /^Error: Interrupted\.$/);
  });
});

describe("The ARN of the queue's table", () => {
  it("gives region and name", () => {
    assert.deepEqual(tableOf("arn:aws-cn:dynamodb:cn-north-1:111122223333:table/queue.1"), {
      region: "cn-north-1",
      tableName: "queue.1",
    });
  });

  for (const arn of [
    "",
    "queue",
    "arn:aws:s3:::queue",
    "arn:aws:dynamodb:eu-west-1:111122223333:table/queue/index/x",
  ]) {
    it(`is refused as "${arn}"`, () => {
      assert.throws(() => tableOf(arn), /which is no ARN of a DynamoDB table, for example arn:aws:dynamodb:/);
    });
  }
});
