import assert from "node:assert/strict";

import { emptyLane, type TicketRequest } from "../../../providers/queue/lane";
import { claim } from "../../../providers/queue/leases";
import { QueueRefusal } from "../../../providers/queue/refusal";
import { addTicket, cancelTicket, moveTicket, takePlaceOfMove } from "../../../providers/queue/tickets";
import { COMMIT_A, COMMIT_B, deploy, idsOf, laneOfRequests, NOW, promote } from "./support/requests";

/** The lane with its head leased for a minute. */
function leased(...requests: readonly TicketRequest[]) {
  const claimed = claim(
    laneOfRequests(...requests),
    { ticketId: "prod-1", holder: "ann@desk", seconds: 60 },
    NOW,
  );
  assert.ok("lease" in claimed);
  return claimed.lane;
}

function refusalText(action: () => unknown): string {
  let text = "";
  assert.throws(action, (error: unknown) => {
    assert.ok(error instanceof QueueRefusal, String(error));
    text = error.message;
    return true;
  });
  return text;
}

describe("A ticket that is added", () => {
  it("stands at the end with the lane's next number, the moment and everything that was asked for", () => {
    const request = promote("prod2", { reason: "release 12", reference: "CHG-7" });
    const { lane, ticket, superseded } = addTicket(laneOfRequests(promote("prod1")), request, NOW);
    assert.deepEqual(ticket, {
      id: "prod-2",
      createdAt: "2030-01-02T03:04:05.678Z",
      action: "promote",
      color: "prod2",
      requestedBy: "ann",
      reason: "release 12",
      reference: "CHG-7",
    });
    assert.deepEqual(idsOf(lane), ["prod-1", "prod-2"]);
    assert.equal(lane.nextTicket, 3);
    assert.deepEqual(superseded, []);
  });

  it("keeps nothing that is no part of a ticket", () => {
    const request = { ...promote("prod2"), shoeSize: 44 };
    assert.deepEqual(Object.keys(addTicket(emptyLane("prod"), request, NOW).ticket).sort(), [
      "action",
      "color",
      "createdAt",
      "id",
      "requestedBy",
    ]);
  });

  it("never has a number that was given before, even after the lane was emptied", () => {
    const { lane } = cancelTicket(laneOfRequests(promote("prod1")), "prod-1");
    assert.equal(addTicket(lane, promote("prod1"), NOW).ticket.id, "prod-2");
  });

  it("is refused with everything that is wrong at once", () => {
    const request = {
      action: "destroy",
      color: " ",
      commits: { core: "abc" },
      requestedBy: "ann\nbob",
      reason: "x".repeat(1_001),
      reference: "",
      supersede: true,
      byRun: true,
    } as unknown as TicketRequest;
    const text = refusalText(() => addTicket(emptyLane("prod"), request, NOW));
    for (const part of [
      "The queue of prod does not take this ticket:\n - ",
      'action is "destroy" and must be one of deploy, promote, rollback.',
      "color must not be empty.",
      "requestedBy must be one line without control characters.",
      "reason has 1001 characters and may have 1000.",
      "reference must not be empty.",
      "a destroy names no commits",
      "a destroy supersedes nothing",
      'the commit of core is "abc" and must be 40 hexadecimal digits in lower case.',
      "byRun belongs to tickets that a run makes for itself",
    ]) {
      assert.ok(text.includes(part), `no "${part}" in:\n${text}`);
    }
  });

  for (const [name, request] of [
    ["a deploy without commits", { action: "deploy", color: "prod2", requestedBy: "bob" }],
    ["a deploy of nothing", deploy("prod2", {})],
  ] as const) {
    it(`is refused as ${name}`, () => {
      assert.equal(
        refusalText(() => addTicket(emptyLane("prod"), request, NOW)),
        "The queue of prod does not take this ticket: a deploy names a commit for at least one service.",
      );
    });
  }
});

describe("A deploy that supersedes", () => {
  const newer = deploy("prod2", { core: COMMIT_B, payments: COMMIT_B }, { supersede: true });
  const older = deploy("prod2", { core: COMMIT_A });

  for (const [name, requests, left, gone] of [
    ["cancels an older one of some of its services", [older], ["prod-2"], ["prod-1"]],
    ["cancels several", [older, deploy("prod2", { payments: COMMIT_A })], ["prod-3"], ["prod-1", "prod-2"]],
    [
      "leaves one with a service that it lacks",
      [deploy("prod2", { core: COMMIT_A, mail: COMMIT_A })],
      ["prod-1", "prod-2"],
      [],
    ],
    ["leaves those to other clusters", [deploy("qaprod1", { core: COMMIT_A })], ["prod-1", "prod-2"], []],
    ["leaves a promotion", [promote("prod2")], ["prod-1", "prod-2"], []],
    [
      "leaves what stands before a promotion of its cluster, which was asked for with that in mind",
      [older, promote("prod2"), older],
      ["prod-1", "prod-2", "prod-4"],
      ["prod-3"],
    ],
    [
      "goes to the end, behind a deploy that would take a service back",
      [older, deploy("prod2", { core: COMMIT_A, mail: COMMIT_A })],
      ["prod-2", "prod-3"],
      ["prod-1"],
    ],
    ["minds no promotion of the other colour", [older, promote("prod1")], ["prod-2", "prod-3"], ["prod-1"]],
  ] as const) {
    it(name, () => {
      const { lane, superseded } = addTicket(laneOfRequests(...requests), newer, NOW);
      assert.deepEqual(idsOf(lane), left);
      assert.deepEqual(
        superseded.map(({ id }) => id),
        gone,
      );
    });
  }

  it("leaves one that is being worked on, and cancels it once that lease is over", () => {
    const lane = leased(older);
    assert.deepEqual(idsOf(addTicket(lane, newer, NOW + 59_999).lane), ["prod-1", "prod-2"]);
    assert.deepEqual(idsOf(addTicket(lane, newer, NOW + 60_000).lane), ["prod-2"]);
  });

  it("does so only where asked", () => {
    const { lane } = addTicket(laneOfRequests(older), deploy("prod2", { core: COMMIT_B }), NOW);
    assert.deepEqual(idsOf(lane), ["prod-1", "prod-2"]);
  });
});

describe("A ticket that is moved", () => {
  const three = [promote("prod1"), promote("prod2"), promote("prod1")];

  for (const [id, place, order] of [
    ["prod-3", 1, ["prod-3", "prod-1", "prod-2"]],
    ["prod-1", 3, ["prod-2", "prod-3", "prod-1"]],
    ["prod-1", 2, ["prod-2", "prod-1", "prod-3"]],
    ["prod-2", 2, ["prod-1", "prod-2", "prod-3"]],
  ] as const) {
    it(`from its place to ${place}: ${order.join(", ")}`, () => {
      const { lane, ticket } = moveTicket(laneOfRequests(...three), id, place);
      assert.deepEqual(idsOf(lane), order);
      assert.equal(ticket.id, id);
    });
  }

  for (const place of [0, 4, 1.5, NaN]) {
    it(`is refused at place ${place}`, () => {
      assert.equal(
        refusalText(() => moveTicket(laneOfRequests(...three), "prod-1", place)),
        `Ticket prod-1 cannot be moved to place ${place}: the places of waiting tickets in the queue of prod go from 1 to 3.`,
      );
    });
  }

  it("cannot stand before what is being worked on, nor leave that place", () => {
    const lane = leased(...three);
    const work =
      "ann@desk has held prod-1 since 2030-01-02T03:04:05Z, until 2030-01-02T03:05:05Z at the latest";
    assert.match(
      refusalText(() => moveTicket(lane, "prod-3", 1)),
      new RegExp(`go from 2 to 3\\. Place 1 is taken: ${work}\\.$`),
    );
    assert.ok(
      refusalText(() => moveTicket(lane, "prod-1", 2)).includes(
        `is being worked on and cannot be moved: ${work}.`,
      ),
    );
    assert.deepEqual(idsOf(moveTicket(lane, "prod-3", 2).lane), ["prod-1", "prod-3", "prod-2"]);
  });
});

describe("A ticket that is cancelled", () => {
  it("is gone, and the others keep their order", () => {
    const { lane, ticket } = cancelTicket(
      laneOfRequests(promote("prod1"), promote("prod2"), promote("prod1")),
      "prod-2",
    );
    assert.deepEqual(idsOf(lane), ["prod-1", "prod-3"]);
    assert.equal(ticket.id, "prod-2");
  });

  it("is refused while it is being worked on", () => {
    assert.match(
      refusalText(() => cancelTicket(leased(promote("prod1")), "prod-1")),
      /^Ticket prod-1 is being worked on and cannot be cancelled: ann@desk has held .* Stop that run and wait/,
    );
  });

  it("is refused where there is none of that id, with what there is", () => {
    assert.equal(
      refusalText(() => cancelTicket(laneOfRequests(promote("prod1", { reference: "CHG-7" })), "prod-9")),
      "There is no ticket prod-9 in the queue of prod: it was done, cancelled or superseded, or the id is not right. " +
        'It holds 1 ticket: prod-1 (promote prod1, asked for by ann at 2030-01-02T03:04:05Z, CHG-7). "duotone queue list" shows it.',
    );
    assert.match(
      refusalText(() => cancelTicket(emptyLane("prod"), "prod-9")),
      /The queue is empty\./,
    );
    const long = laneOfRequests(...Array.from({ length: 8 }, () => promote("prod1")));
    assert.match(
      refusalText(() => cancelTicket(long, "prod-9")),
      /It holds 8 tickets: prod-1 .*; prod-5 \([^;]*; and 3 more\./,
    );
  });
});

describe("The place of a move that was cut off", () => {
  const lane = () => laneOfRequests(promote("prod2"), deploy("prod2", { core: COMMIT_A }), promote("prod1"));

  it("is taken by the ticket that ends it, and its own ticket goes", () => {
    assert.deepEqual(idsOf(takePlaceOfMove(lane(), "prod-3", "prod2", NOW)), ["prod-3", "prod-2"]);
  });

  it("is kept where the head is another wish, or the ticket itself, or is not there", () => {
    for (const [id, color] of [
      ["prod-3", "prod1"],
      ["prod-1", "prod2"],
      ["prod-9", "prod2"],
    ] as const) {
      const before = lane();
      assert.equal(takePlaceOfMove(before, id, color, NOW), before);
    }
    const deployFirst = laneOfRequests(deploy("prod2", { core: COMMIT_A }), promote("prod1"));
    assert.equal(takePlaceOfMove(deployFirst, "prod-2", "prod2", NOW), deployFirst);
  });

  it("is kept as long as somebody works on it, and not longer", () => {
    const busy = leased(promote("prod2"), promote("prod1"));
    assert.equal(takePlaceOfMove(busy, "prod-2", "prod2", NOW), busy);
    assert.deepEqual(idsOf(takePlaceOfMove(busy, "prod-2", "prod2", NOW + 60_000)), ["prod-2"]);
  });
});
