import assert from "node:assert/strict";

import { emptyLane, type Lane } from "../../../providers/queue/lane";
import { claim } from "../../../providers/queue/leases";
import { queueProblem } from "../../../providers/queue/problem";
import { addTicket } from "../../../providers/queue/tickets";
import { COMMIT_A, deploy, laneOfRequests, NOW, promote } from "./support/requests";

const HEAD = "The turn in the queue of prod is that of";
const AT = "2030-01-02T03:04:05Z";

function leased(lane: Lane): Lane {
  const claimed = claim(lane, { ticketId: "prod-1", holder: "bob@desk", seconds: 60 }, NOW);
  assert.ok("lease" in claimed);
  return claimed.lane;
}

describe("The queue lets names move", () => {
  const rollback = promote("prod2", { action: "rollback" });
  for (const [name, lane, wanted] of [
    ["in an empty lane", emptyLane("prod"), { color: "prod2" }],
    [
      "where the head promotes their colour",
      laneOfRequests(promote("prod2"), promote("prod1")),
      { color: "prod2" },
    ],
    ["where the head rolls back to it", laneOfRequests(rollback), { color: "prod2" }],
    [
      "where the head is the run's ticket",
      laneOfRequests(promote("prod2")),
      { color: "prod2", ticketId: "prod-1" },
    ],
    ["while somebody works on that ticket", leased(laneOfRequests(promote("prod2"))), { color: "prod2" }],
  ] as const) {
    it(name, () => {
      assert.equal(queueProblem(lane, wanted, NOW), undefined);
    });
  }

  it("while a run works on a ticket of its own, which a release waits for instead of failing", () => {
    const request = promote("prod1");
    const claimed = claim(emptyLane("prod"), { request, holder: "bob", seconds: 60 }, NOW);
    assert.ok("lease" in claimed);
    assert.equal(queueProblem(claimed.lane, { color: "prod2" }, NOW), undefined);
    const { lane } = addTicket(claimed.lane, promote("prod1"), NOW);
    assert.match(
      queueProblem(lane, { color: "prod2" }, NOW) ?? "",
      /is that of prod-2 .*: bob has held prod-1 since/,
    );
  });
});

describe("The queue keeps names where they are", () => {
  for (const [name, lane, wanted, problem] of [
    [
      "behind a promotion of the other colour",
      laneOfRequests(promote("prod1", { reference: "CHG-7" }), promote("prod2")),
      { color: "prod2" },
      `${HEAD} prod-1 (promote prod1, asked for by ann at ${AT}, CHG-7); 1 ticket is ahead of prod-2. Wait until prod-1 ` +
        "is done, go first with `duotone queue move prod-2 1`, or take it out with `duotone queue cancel prod-1`.",
    ],
    [
      "behind a deploy, to their own colour, too",
      laneOfRequests(deploy("prod2", { core: COMMIT_A }), promote("prod1"), promote("prod2")),
      { color: "prod2" },
      `${HEAD} prod-1 (deploy prod2, asked for by bob at ${AT}); 2 tickets are ahead of prod-3. Wait until prod-1 is done, ` +
        "go first with `duotone queue move prod-3 1`, or take it out with `duotone queue cancel prod-1`.",
    ],
    [
      "where nobody asked for theirs",
      laneOfRequests(promote("prod1"), deploy("prod2", { core: COMMIT_A })),
      { color: "prod2" },
      `${HEAD} prod-1 (promote prod1, asked for by ann at ${AT}); no ticket asks for names on prod2, and 2 tickets are ` +
        "waiting. Wait until prod-1 is done, or take it out with `duotone queue cancel prod-1`.",
    ],
    [
      "while somebody works on another ticket",
      leased(laneOfRequests(promote("prod1"), promote("prod2"))),
      { color: "prod2" },
      `${HEAD} prod-1 (promote prod1, asked for by ann at ${AT}): bob@desk has held prod-1 since ${AT}, until ` +
        "2030-01-02T03:05:05Z at the latest; 1 ticket is ahead of prod-2. Wait until prod-1 is done.",
    ],
    [
      "where another ticket for the same colour was put before the run's own",
      laneOfRequests(promote("prod2"), promote("prod2")),
      { color: "prod2", ticketId: "prod-2" },
      `${HEAD} prod-1 (promote prod2, asked for by ann at ${AT}); 1 ticket is ahead of prod-2. Wait until prod-1 is done, ` +
        "go first with `duotone queue move prod-2 1`, or take it out with `duotone queue cancel prod-1`.",
    ],
    [
      "where the run's ticket is gone, in an empty lane, too",
      emptyLane("prod"),
      { color: "prod2", ticketId: "prod-7" },
      "Ticket prod-7, which this run was given, is not in the queue of prod any more: it was done, cancelled or superseded. " +
        "Ask for a new one with `duotone promote`.",
    ],
    [
      "where the run's ticket asks for something else",
      laneOfRequests(promote("prod1"), promote("prod2")),
      { color: "prod2", ticketId: "prod-1" },
      `This run was given prod-1 (promote prod1, asked for by ann at ${AT}), and would move the names to prod2. Run what ` +
        "the ticket asks for, or take another ticket.",
    ],
  ] as const) {
    it(name, () => {
      assert.equal(queueProblem(lane, wanted, NOW), problem);
    });
  }
});
