import assert from "node:assert/strict";

import { emptyLane, headOf, isHolder, type Lane, type Lease, settled } from "../../../providers/queue/lane";
import { claim, finish, isLease, renew, type Wanted } from "../../../providers/queue/leases";
import { QueueRefusal } from "../../../providers/queue/refusal";
import { COMMIT_A, COMMIT_B, deploy, idsOf, laneOfRequests, NOW, promote } from "./support/requests";

function claimed(lane: Lane, wanted: Wanted, now = NOW, seconds = 60): { lane: Lane; lease: Lease } {
  const answer = claim(lane, { ...wanted, holder: "ann@desk", seconds }, now);
  assert.ok("lease" in answer, "it waits");
  return answer;
}

function waitsFor(lane: Lane, wanted: Wanted, now = NOW): string | readonly string[] {
  const answer = claim(lane, { ...wanted, holder: "bob@desk", seconds: 60 }, now);
  assert.ok("waitsFor" in answer, "it got the lease");
  return isLease(answer.waitsFor)
    ? `${answer.waitsFor.ticketId} ${answer.waitsFor.token}`
    : answer.waitsFor.map(({ id }) => id);
}

const two = laneOfRequests(promote("prod2"), promote("prod1"));

describe("A claim of a ticket", () => {
  it("at the head gets a lease for its time, with the lane's next token", () => {
    const { lane, lease } = claimed({ ...two, lastToken: 6 }, { ticketId: "prod-1" });
    assert.deepEqual(lease, {
      ticketId: "prod-1",
      holder: "ann@desk",
      token: 7,
      takenAt: NOW,
      expiresAt: NOW + 60_000,
    });
    assert.deepEqual(lane.lease, lease);
    assert.equal(lane.lastToken, 7);
    assert.deepEqual(idsOf(lane), ["prod-1", "prod-2"]);
  });

  it("waits for the tickets ahead", () => {
    assert.deepEqual(waitsFor(two, { ticketId: "prod-2" }), ["prod-1"]);
  });

  it("waits for a live lease, its own ticket's too, and until its very end", () => {
    const { lane } = claimed(two, { ticketId: "prod-1" });
    assert.equal(waitsFor(lane, { ticketId: "prod-2" }), "prod-1 1");
    assert.equal(waitsFor(lane, { ticketId: "prod-1" }, NOW + 59_999), "prod-1 1");
    const { lease } = claimed(lane, { ticketId: "prod-1" }, NOW + 60_000);
    assert.equal(lease.token, 2);
  });

  it("is refused for a ticket that is not there, even while another is worked on", () => {
    const { lane } = claimed(two, { ticketId: "prod-1" });
    for (const each of [emptyLane("prod"), two, lane]) {
      assert.throws(
        () => claim(each, { ticketId: "prod-9", holder: "bob", seconds: 60 }, NOW),
        (error) => error instanceof QueueRefusal && error.message.startsWith("There is no ticket prod-9"),
      );
    }
  });

  for (const seconds of [0, -1, NaN, 3_601, Infinity]) {
    it(`is refused for ${seconds} s`, () => {
      assert.throws(
        () => claim(two, { ticketId: "prod-1", holder: "ann", seconds }, NOW),
        new RegExp(`^Error: A lease cannot last ${seconds} s: it lasts from 1 s to 3600 s`),
      );
    });
  }
});

describe("A claim of a run without a ticket", () => {
  it("gets a ticket of its own in an empty lane, which goes with the lease, given back or over", () => {
    const { lane, lease } = claimed(emptyLane("prod"), { request: promote("prod2") });
    assert.deepEqual(
      lane.tickets.map(({ id, byRun, color }) => ({ id, byRun, color })),
      [{ id: "prod-1", byRun: true, color: "prod2" }],
    );
    assert.deepEqual(idsOf(finish(lane, lease.token, { remove: false }, NOW).lane), []);
    assert.deepEqual(idsOf(settled(lane, NOW + 60_000)), []);
    assert.equal(headOf(lane, NOW + 60_000), undefined);
  });

  const matches = [
    ["the promotion to its colour", promote("prod2"), promote("prod2")],
    ["a rollback to its colour", promote("prod2", { action: "rollback" }), promote("prod2")],
    [
      "a deploy of the same commits",
      deploy("prod2", { core: COMMIT_A }),
      deploy("prod2", { core: COMMIT_A }),
    ],
  ] as const;
  for (const [name, ticket, request] of matches) {
    it(`takes ${name} where that is the head`, () => {
      const { lease } = claimed(laneOfRequests(ticket, promote("prod1")), { request });
      assert.equal(lease.ticketId, "prod-1");
    });

    it(`waits for its turn where ${name} stands behind others`, () => {
      assert.deepEqual(waitsFor(laneOfRequests(promote("prod1"), ticket, promote("prod1")), { request }), [
        "prod-1",
      ]);
    });
  }

  for (const [name, ticket, request] of [
    ["another colour", promote("prod1"), promote("prod2")],
    ["a deploy, for a promotion of the same cluster", deploy("prod2", { core: COMMIT_A }), promote("prod2")],
    ["a promotion, for a deploy", promote("prod2"), deploy("prod2", { core: COMMIT_A })],
    ["other commits", deploy("prod2", { core: COMMIT_A }), deploy("prod2", { core: COMMIT_B })],
    [
      "more services",
      deploy("prod2", { core: COMMIT_A, mail: COMMIT_A }),
      deploy("prod2", { core: COMMIT_A }),
    ],
  ] as const) {
    it(`waits for all where the tickets are for ${name}`, () => {
      assert.deepEqual(waitsFor(laneOfRequests(ticket, ticket), { request }), ["prod-1", "prod-2"]);
    });
  }

  it("is refused for a request that is no good", () => {
    assert.throws(
      () => claimed(emptyLane("prod"), { request: promote("") }),
      /The queue of prod does not take this run: color must not be empty\./,
    );
  });
});

describe("A lease", () => {
  const { lane, lease } = claimed(two, { ticketId: "prod-1" });
  const other = claimed(lane, { ticketId: "prod-1" }, NOW + 60_000);

  it("is held until its end, by its token alone", () => {
    assert.equal(isHolder(lane, 1, NOW + 59_999), true);
    assert.equal(isHolder(lane, 1, NOW + 60_000), false);
    assert.equal(isHolder(lane, 2, NOW), false);
    assert.equal(isHolder(other.lane, 1, NOW + 60_001), false);
    assert.equal(isHolder(other.lane, 2, NOW + 60_001), true);
  });

  it("lasts from each renewal on, with the same token", () => {
    const renewed = renew(lane, 1, 60, NOW + 20_000);
    assert.deepEqual(renewed.lease, { ...lease, expiresAt: NOW + 80_000 });
    assert.equal(isHolder(renewed.lane, 1, NOW + 79_999), true);
  });

  it("is given back with its ticket, or without: then the ticket can be claimed again", () => {
    assert.deepEqual(idsOf(finish(lane, 1, { remove: true }, NOW).lane), ["prod-2"]);
    const kept = finish(lane, 1, { remove: false }, NOW);
    assert.equal(kept.ticket?.id, "prod-1");
    assert.equal(claimed(kept.lane, { ticketId: "prod-1" }).lease.token, 2);
  });

  it("that is over leaves a person's ticket at its place", () => {
    assert.deepEqual(idsOf(settled(lane, NOW + 60_000)), ["prod-1", "prod-2"]);
    assert.equal(headOf(lane, NOW + 60_000)?.id, "prod-1");
    assert.equal(settled(two, NOW), two);
  });

  for (const [what, stands, token, now, text] of [
    [
      "over",
      lane,
      1,
      NOW + 60_000,
      /It ended at 2030-01-02T03:05:05Z, before it was renewed, and prod-1 may be claimed/,
    ],
    [
      "overtaken",
      other.lane,
      1,
      NOW + 60_001,
      /It was overtaken: ann@desk has held prod-1 since .*, with token 2\./,
    ],
    ["given back", finish(lane, 1, { remove: true }, NOW).lane, 1, NOW, /or was given back\./],
    ["of nobody", lane, 9, NOW, /It was overtaken: ann@desk has held/],
    ["of nobody in a lane without a lease", two, 9, NOW, /It was never given\./],
  ] as const) {
    it(`that is ${what} can neither be renewed nor given back`, () => {
      for (const action of [
        () => renew(stands, token, 60, now),
        () => finish(stands, token, { remove: true }, now),
      ]) {
        assert.throws(action, (error: unknown) => {
          assert.ok(error instanceof QueueRefusal);
          assert.match(
            error.message,
            new RegExp(`^The lease with token ${token} is not held any more in the queue of prod\\.`),
          );
          assert.match(error.message, text);
          assert.match(error.message, /Nothing may be changed under it\./);
          return true;
        });
      }
    });
  }
});
