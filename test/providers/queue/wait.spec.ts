import assert from "node:assert/strict";

import { queueStore } from "../../../providers/queue/dynamoQueue";
import type { Lease } from "../../../providers/queue/lane";
import { claim, finish, type Wanted } from "../../../providers/queue/leases";
import { QueueRefusal } from "../../../providers/queue/refusal";
import type { QueueStore } from "../../../providers/queue/store";
import { addTicket, cancelTicket, moveTicket } from "../../../providers/queue/tickets";
import { claimPatiently } from "../../../providers/queue/wait";
import { MemoryTable } from "./support/memoryTable";
import { promote } from "./support/requests";
import { SteppedClock } from "./support/steppedClock";

describe("Whoever waits for a turn", () => {
  const { signal } = new AbortController();
  let clock: SteppedClock;
  let table: MemoryTable;
  let store: QueueStore;
  let progress: string[];

  beforeEach(async () => {
    clock = new SteppedClock();
    table = new MemoryTable();
    store = queueStore(table.open(), "prod", clock);
    progress = [];
    for (const color of ["prod1", "prod2"]) {
      await store.change((lane, now) => {
        const added = addTicket(lane, promote(color), now);
        return { lane: added.lane, result: undefined };
      }, signal);
    }
  });

  function takeFirst(seconds: number): Promise<Lease> {
    return store.change((lane, now) => {
      const claimed = claim(lane, { ticketId: "prod-1", holder: "bob@desk", seconds }, now);
      assert.ok("lease" in claimed);
      return { lane: claimed.lane, result: claimed.lease };
    }, signal);
  }

  /** @returns A look at what has come of it so far. */
  function waiting(wanted: Wanted, patience = 600, end = signal): () => { lease?: Lease; error?: Error } {
    const outcome: { lease?: Lease; error?: Error } = {};
    claimPatiently(
      store,
      wanted,
      { seconds: 60, patience, holder: "ann@desk", clock, progress: (line) => progress.push(line) },
      end,
    ).then(
      (lease) => (outcome.lease = lease),
      (error: unknown) => (outcome.error = error as Error),
    );
    return () => outcome;
  }

  it("gets a free turn at once and without a word", async () => {
    const outcome = waiting({ ticketId: "prod-1" });
    await clock.pass(0);
    assert.equal(outcome().lease?.ticketId, "prod-1");
    assert.equal(outcome().lease?.holder, "ann@desk");
    assert.deepEqual(progress, []);
  });

  it("gets it soon after the others are done, and is told every ten seconds for whom it waits", async () => {
    const lease = await takeFirst(3_600);
    const outcome = waiting({ ticketId: "prod-2" });
    await clock.pass(25_000);
    assert.equal(outcome().lease, undefined);
    const held =
      "bob@desk has held prod-1 since 2030-01-02T03:04:05Z, until 2030-01-02T04:04:05Z at the latest.";
    assert.deepEqual(
      progress,
      [0, 12, 24].map(
        (seconds) =>
          `waiting for the turn of prod-2 in the queue of prod, ${seconds} of at most 600 s: ${held}`,
      ),
    );
    await store.change((lane, now) => {
      const finished = finish(lane, lease.token, { remove: true }, now);
      return { lane: finished.lane, result: undefined };
    }, signal);
    await clock.pass(5_000);
    assert.equal(outcome().lease?.token, 2);
  });

  it("gets it at the very moment at which a dead run's lease ends", async () => {
    await store.change(
      (lane) => ({ lane: cancelTicket(cancelTicket(lane, "prod-1").lane, "prod-2").lane, result: 0 }),
      signal,
    );
    await store.change((lane, now) => {
      const claimed = claim(lane, { request: promote("prod1"), holder: "dead", seconds: 20 }, now);
      assert.ok("lease" in claimed);
      return { lane: claimed.lane, result: undefined };
    }, signal);
    const start = clock.now();
    const outcome = waiting({ request: promote("prod2") });
    await clock.pass(20_000);
    assert.equal(outcome().lease?.takenAt, start + 20_000);
  });

  it("sees who is ahead, and goes first when its ticket is moved there", async () => {
    const outcome = waiting({ ticketId: "prod-2" });
    await clock.pass(1_000);
    assert.match(
      progress[0] ?? "",
      /s: 1 ticket waiting ahead: prod-1 \(promote prod1, asked for by ann at 2030-01-02T03:04:05Z\)\.$/,
    );
    await store.change((lane) => ({ lane: moveTicket(lane, "prod-2", 1).lane, result: undefined }), signal);
    await clock.pass(5_000);
    assert.equal(outcome().lease?.ticketId, "prod-2");
  });

  it("as a run without a ticket is called so", async () => {
    waiting({ request: promote("prod2") });
    await clock.pass(1_000);
    assert.match(
      progress[0] ?? "",
      /^waiting for the turn of this run \(promote prod2\) in the queue of prod, 0 of/,
    );
  });

  it("is told what to do when its patience is over, to the second", async () => {
    const outcome = waiting({ ticketId: "prod-2" }, 30);
    await clock.pass(29_999);
    assert.equal(outcome().error, undefined);
    await clock.pass(1);
    const { error } = outcome();
    assert.ok(error instanceof QueueRefusal);
    assert.equal(
      error.message,
      "Waited 30 s for the turn of prod-2 in the queue of prod, in vain: 1 ticket waiting ahead: prod-1 (promote prod1, asked " +
        "for by ann at 2030-01-02T03:04:05Z). Run it again to go on waiting, go first with `duotone queue move prod-2 1`, or " +
        "take out what nobody works on with `duotone queue cancel prod-1`.",
    );
  });

  it("is told of a holder that may be dead", async () => {
    await takeFirst(3_600);
    const outcome = waiting({ ticketId: "prod-2" }, 0);
    await clock.pass(0);
    assert.match(
      outcome().error?.message ?? "",
      /^Waited 0 s .* in vain: bob@desk has held prod-1 since .* at the latest\. Run it again to go on waiting; a holder that died loses its lease at that moment\.$/,
    );
    assert.deepEqual(progress, []);
  });

  it("stops at once when its ticket is cancelled", async () => {
    const outcome = waiting({ ticketId: "prod-2" });
    await clock.pass(1_000);
    await store.change((lane) => ({ lane: cancelTicket(lane, "prod-2").lane, result: undefined }), signal);
    await clock.pass(5_000);
    assert.match(outcome().error?.message ?? "", /^There is no ticket prod-2 in the queue of prod/);
  });

  it("stops at once when it is told to, and holds nothing", async () => {
    const told = new AbortController();
    const outcome = waiting({ ticketId: "prod-2" }, 600, told.signal);
    await clock.pass(1_000);
    told.abort(new Error("Interrupted."));
    await clock.pass(0);
    assert.equal(outcome().error?.message, "Interrupted.");
    assert.equal((await store.read(signal)).lease, undefined);
  });

  it("writes nothing while it waits", async () => {
    const before = table.writes;
    waiting({ ticketId: "prod-2" }, 60);
    await clock.pass(59_000);
    assert.equal(table.writes, before);
    assert.ok(table.reads > 15 && table.reads < 40, `${table.reads} reads`);
  });
});
