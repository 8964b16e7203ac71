import assert from "node:assert/strict";

import { itemOf, laneOf, type LaneItem } from "../../../providers/queue/document";
import { emptyLane } from "../../../providers/queue/lane";
import { claim } from "../../../providers/queue/leases";
import { QueueRefusal } from "../../../providers/queue/refusal";
import { addTicket } from "../../../providers/queue/tickets";
import { COMMIT_A, deploy, laneOfRequests, NOW, promote } from "./support/requests";

function someLane() {
  const lane = laneOfRequests(
    promote("prod2", { reason: "release 12", reference: "CHG-7" }),
    deploy("prod1", { core: COMMIT_A }, { supersede: true }),
  );
  const claimed = claim(lane, { ticketId: "prod-1", holder: "ann@desk", seconds: 60 }, NOW);
  assert.ok("lease" in claimed);
  return { ...claimed.lane, version: 7 };
}

function edited(change: (document: Record<string, unknown>) => void, more: LaneItem = {}): LaneItem {
  const item = itemOf({ lane: someLane(), writes: [] });
  const document = JSON.parse(item.document?.S ?? "") as Record<string, unknown>;
  change(document);
  return { ...item, document: { S: JSON.stringify(document) }, ...more };
}

function refusal(item: LaneItem): string {
  let text = "";
  assert.throws(
    () => laneOf(item, "prod"),
    (error: unknown) => {
      assert.ok(error instanceof QueueRefusal, String(error));
      text = error.message;
      return true;
    },
  );
  return text;
}

describe("The item of a lane", () => {
  it("holds everything of the lane, and the marks of the last writes", () => {
    const stored = { lane: someLane(), writes: ["b", "a"] };
    const item = itemOf(stored);
    assert.deepEqual(Object.keys(item).sort(), ["document", "lane", "version", "writes"]);
    assert.deepEqual(item.lane, { S: "prod" });
    assert.deepEqual(item.version, { N: "7" });
    assert.deepEqual(laneOf(item, "prod"), stored);
  });

  it("is an empty lane where there is none", () => {
    assert.deepEqual(laneOf(undefined, "prod"), { lane: emptyLane("prod"), writes: [] });
  });

  it("of a newer format is refused before anything else of it is read", () => {
    const newer = edited((document) => {
      document.format = 2;
      document.tickets = "elsewhere";
    });
    assert.equal(
      refusal(newer),
      "The queue of prod was written by a newer duotone, in format 2; this one reads up to format 1. " +
        "Update this checkout of the project, then run again.",
    );
  });

  for (const [name, item, problem] of [
    [
      "of another lane",
      edited(() => undefined, { lane: { S: "staging" } }),
      'the item is that of lane "staging"',
    ],
    ["without a version", edited(() => undefined, { version: { S: "7" } }), "version.N: "],
    [
      "whose document is no JSON",
      edited(() => undefined, { document: { S: "{" } }),
      "the document is no JSON: ",
    ],
    ["with a key that nobody knows", edited((document) => (document.mood = "good")), '"mood"'],
    [
      "with an action that nobody knows",
      edited(
        (document) =>
          (document.tickets = [
            { ...promote("prod2"), id: "prod-1", createdAt: "2030-01-02T03:04:05Z", action: "destroy" },
          ]),
      ),
      "tickets.0.action: ",
    ],
    [
      "whose lease is not the head's",
      edited((document) => (document.tickets = [])),
      "the lease is for prod-1, and the head is empty",
    ],
    [
      "whose lease is not the last one given",
      edited((document) => (document.lastToken = 9)),
      "the lease has token 1, and the last token given is 9",
    ],
    [
      "whose tickets were never given",
      edited((document) => (document.nextTicket = 2)),
      'ticket "prod-2" is none that this lane has given: its next is prod-2',
    ],
    [
      "with one ticket twice",
      edited(
        (document) =>
          (document.tickets = [...(document.tickets as unknown[]), ...(document.tickets as unknown[])]),
      ),
      "ticket prod-1 stands in it twice",
    ],
  ] as const) {
    it(`${name} is refused as damaged`, () => {
      const text = refusal(item);
      assert.match(
        text,
        /^The item of lane "prod" in the queue's table is damaged; only duotone may write it\. Restore it/,
      );
      assert.ok(text.includes(problem), text);
    });
  }

  it("names everything that is damaged at once", () => {
    const text = refusal(
      edited((document) => {
        document.nextTicket = 1;
        document.lastToken = 0;
      }),
    );
    assert.equal(text.split("\n - ").length, 4, text);
  });

  it("is refused where the lane has grown too long for DynamoDB", () => {
    const services = Array.from({ length: 60 }, (_, index) => [`service-${index}`, COMMIT_A]);
    const big = deploy("prod2", Object.fromEntries(services) as Record<string, string>, {
      reason: "é".repeat(1_000),
    });
    let lane = emptyLane("prod");
    assert.throws(
      () => {
        for (let tickets = 0; tickets < 200; tickets++) {
          lane = addTicket(lane, big, NOW).lane;
          itemOf({ lane, writes: [] });
        }
      },
      (error) =>
        error instanceof QueueRefusal &&
        /^The queue of prod is full: \d+ tickets take 38\d{4} bytes/.test(error.message),
    );
    assert.ok(lane.tickets.length > 50, `${lane.tickets.length} tickets`);
  });
});
