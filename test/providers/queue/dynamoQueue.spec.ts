import assert from "node:assert/strict";

import fc from "fast-check";

import { queueStore } from "../../../providers/queue/dynamoQueue";
import type { Lane } from "../../../providers/queue/lane";
import { claim, finish } from "../../../providers/queue/leases";
import { QueueRefusal } from "../../../providers/queue/refusal";
import type { QueueStore } from "../../../providers/queue/store";
import { addTicket } from "../../../providers/queue/tickets";
import type { Clock } from "../../../providers/switch/types";
import { MemoryTable, type WriteFate } from "./support/memoryTable";
import { idsOf, promote } from "./support/requests";

const { signal } = new AbortController();

/** Time that a test sets, and pauses that take a turn of the event loop. */
class InstantClock implements Pick<Clock, "now" | "sleep" | "random"> {
  public readonly pauses: number[] = [];

  public constructor(public time = 1_900_000_000_000) {}

  public now(): number {
    return this.time;
  }

  public random(): number {
    return 0.5;
  }

  public async sleep(milliseconds: number, end: AbortSignal): Promise<void> {
    this.pauses.push(milliseconds);
    await new Promise((resolve) => setImmediate(resolve));
    end.throwIfAborted();
  }
}

function add(store: QueueStore, by: string): Promise<string> {
  return store.change((lane, now) => {
    const added = addTicket(lane, promote("prod2", { requestedBy: by }), now);
    return { lane: added.lane, result: added.ticket.id };
  }, signal);
}

function nextOf<T>(stream: fc.Stream<T>): T {
  return stream.next().value as T;
}

describe("A queue in a table", () => {
  it("is empty at first, and then what was written, with its version counted", async () => {
    const store = queueStore(new MemoryTable().open(), "prod", new InstantClock());
    assert.deepEqual(idsOf(await store.read(signal)), []);
    assert.equal(await add(store, "ann"), "prod-1");
    assert.equal(await add(store, "ann"), "prod-2");
    const lane = await store.read(signal);
    assert.deepEqual(idsOf(lane), ["prod-1", "prod-2"]);
    assert.equal(lane.version, 2);
  });

  it("takes one read and one write for a change, and no write for none", async () => {
    const table = new MemoryTable();
    const store = queueStore(table.open(), "prod", new InstantClock());
    await add(store, "ann");
    assert.deepEqual([table.reads, table.writes], [1, 1]);
    assert.equal(await store.change((lane) => ({ lane, result: lane.tickets.length }), signal), 1);
    assert.deepEqual([table.reads, table.writes], [2, 1]);
  });

  it("shows a lease that is over to nobody, neither to readers nor to transitions", async () => {
    const clock = new InstantClock();
    const store = queueStore(new MemoryTable().open(), "prod", clock);
    await store.change((lane, now) => {
      const claimed = claim(lane, { request: promote("prod2"), holder: "ann", seconds: 60 }, now);
      assert.ok("lease" in claimed);
      return { lane: claimed.lane, result: undefined };
    }, signal);
    assert.equal((await store.read(signal)).lease?.token, 1);
    clock.time += 60_000;
    const { lease, tickets, lastToken } = await store.read(signal);
    assert.deepEqual({ lease, tickets, lastToken }, { lease: undefined, tickets: [], lastToken: 1 });
    await store.change((lane) => {
      assert.equal(lane.lease, undefined);
      return { lane, result: undefined };
    }, signal);
  });

  it("writes nothing where a transition refuses, and hands the refusal on", async () => {
    const table = new MemoryTable();
    const store = queueStore(table.open(), "prod", new InstantClock());
    const refused = store.change((lane, now) => {
      finish(lane, 1, { remove: true }, now);
      return { lane, result: undefined };
    }, signal);
    await assert.rejects(
      refused,
      (error) => error instanceof QueueRefusal && /^The lease with token 1 is not held/.test(error.message),
    );
    assert.equal(table.writes, 0);
  });

  it("gives way to others with pauses that grow to a second, and says in the end that it is a storm", async () => {
    const table = new MemoryTable();
    const clock = new InstantClock();
    const other = queueStore(table.open(), "prod", new InstantClock());
    const store = queueStore(
      {
        ...table.open(),
        get: async (end) => {
          const item = await table.open().get(end);
          await add(other, "bob");
          return item;
        },
      },
      "prod",
      clock,
    );
    await assert.rejects(add(store, "ann"), /The queue of prod was changed by others 40 times in a row/);
    assert.deepEqual(clock.pauses.slice(0, 7), [25, 50, 100, 200, 400, 500, 500]);
    assert.ok((await other.read(signal)).tickets.every(({ requestedBy }) => requestedBy === "bob"));
  });

  it("stops when it is told to, between two tries, too", async () => {
    const table = new MemoryTable(() => "lost and tried again");
    const told = new AbortController();
    const store = queueStore(table.open(), "prod", {
      now: () => 0,
      random: () => 0,
      sleep: (_, end) => {
        told.abort(new Error("Enough."));
        end.throwIfAborted();
        return Promise.resolve();
      },
    });
    const change = store.change((lane: Lane) => ({ lane: { ...lane }, result: 1 }), told.signal);
    await assert.rejects(change, /Enough\./);
    await assert.rejects(store.read(told.signal), /Enough\./);
  });

  it("closes its table", () => {
    const table = new MemoryTable();
    queueStore(table.open(), "prod", new InstantClock()).close();
    assert.equal(table.closed, 1);
  });
});

describe("A write whose answer was lost", () => {
  it("is known again by its mark: the change is made once and its result told", async () => {
    const table = new MemoryTable(() => "lost and tried again");
    const store = queueStore(table.open(), "prod", new InstantClock());
    assert.equal(await add(store, "ann"), "prod-1");
    assert.deepEqual(idsOf(await store.read(signal)), ["prod-1"]);
    assert.equal(table.writes, 1);
  });

  it("is known again after others wrote on", async () => {
    const table = new MemoryTable();
    const clock = new InstantClock();
    const others = queueStore(table.open(), "prod", clock);
    const fates: WriteFate[] = ["lost and tried again"];
    table.fate = () => fates.pop() ?? "written";
    const store = queueStore(table.open(), "prod", {
      now: () => clock.now(),
      random: () => 0.5,
      sleep: async () => {
        for (let writes = 0; writes < 15; writes++) {
          await add(others, "bob");
        }
      },
    });
    assert.equal(await add(store, "ann"), "prod-1");
    const { tickets } = await others.read(signal);
    assert.equal(tickets.filter(({ requestedBy }) => requestedBy === "ann").length, 1);
    assert.equal(tickets.length, 16);
  });
});

describe("Several stores at one table", () => {
  it("lose nothing and do nothing twice, whoever comes between whom and whichever answer is lost", async function () {
    this.timeout(30_000);
    let conflicts = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.infiniteStream(fc.nat(3)),
        fc.infiniteStream(fc.constantFrom<WriteFate>("written", "written", "lost and tried again")),
        fc.integer({ min: 2, max: 4 }),
        async (lags, fates, stores) => {
          const table = new MemoryTable(() => nextOf(fates));
          const names = Array.from({ length: stores }, (_, index) => `holder-${index}`);
          const clock = new InstantClock();
          const given = await Promise.all(
            names.map(async (name) => {
              const store = queueStore(
                table.open(() => nextOf(lags)),
                "prod",
                clock,
              );
              return [await add(store, name), await add(store, name), await add(store, name)];
            }),
          );
          const { tickets, nextTicket, version } = await queueStore(table.open(), "prod", clock).read(signal);
          assert.equal(tickets.length, 3 * stores);
          assert.equal(nextTicket, 3 * stores + 1);
          assert.equal(version, 3 * stores);
          given.forEach((ids, index) => {
            const own = tickets.filter(({ requestedBy }) => requestedBy === names[index]);
            assert.deepEqual(
              own.map(({ id }) => id),
              ids,
            );
          });
          conflicts += table.conflicts;
        },
      ),
      { numRuns: 60, seed: 20300102 },
    );
    assert.ok(conflicts > 100, `they met only ${conflicts} times`);
  });

  it("get one lease between them, and the next one its higher token", async () => {
    const table = new MemoryTable();
    const clock = new InstantClock();
    const tokens: number[] = [];
    for (let round = 0; round < 10; round++) {
      const claims = await Promise.all(
        [0, 1, 2].map((holder) =>
          queueStore(
            table.open(() => holder),
            "prod",
            clock,
          ).change((lane, now) => {
            const claimed = claim(
              lane,
              { request: promote("prod2"), holder: `h${holder}`, seconds: 60 },
              now,
            );
            return "lease" in claimed
              ? { lane: claimed.lane, result: claimed.lease.token }
              : { lane, result: undefined };
          }, signal),
        ),
      );
      const got = claims.filter((token) => token !== undefined);
      assert.equal(got.length, 1, `${got.length} leases at once`);
      tokens.push(...got);
      clock.time += 60_000;
    }
    assert.deepEqual(tokens, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});
