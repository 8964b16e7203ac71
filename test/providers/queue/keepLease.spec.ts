import assert from "node:assert/strict";

import { queueStore } from "../../../providers/queue/dynamoQueue";
import { keepLease, type KeptLease } from "../../../providers/queue/keepLease";
import { type Lease, emptyLane } from "../../../providers/queue/lane";
import { claim } from "../../../providers/queue/leases";
import { QueueRefusal } from "../../../providers/queue/refusal";
import type { QueueStore } from "../../../providers/queue/store";
import { MemoryTable } from "./support/memoryTable";
import { promote } from "./support/requests";
import { SteppedClock } from "./support/steppedClock";

describe("A lease that is kept", () => {
  const { signal } = new AbortController();
  let clock: SteppedClock;
  let table: MemoryTable;
  let store: QueueStore;
  let lease: Lease;
  let kept: KeptLease;
  let told: AbortController;

  beforeEach(async () => {
    clock = new SteppedClock();
    table = new MemoryTable();
    store = queueStore(table.open(), "prod", clock);
    lease = await take("ann");
    told = new AbortController();
    kept = keepLease(store, lease, { seconds: 60, clock }, told.signal);
  });

  afterEach(async () => {
    await kept.stop();
  });

  function take(holder: string): Promise<Lease> {
    return store.change((lane, now) => {
      const claimed = claim(lane, { request: promote("prod2"), holder, seconds: 60 }, now);
      assert.ok("lease" in claimed);
      return { lane: claimed.lane, result: claimed.lease };
    }, signal);
  }

  it("is renewed at each third of its time, for as long as the work goes on", async () => {
    await clock.pass(19_999);
    assert.equal(table.writes, 1);
    await clock.pass(1);
    assert.equal(table.writes, 2);
    await clock.pass(600_000);
    assert.equal(table.writes, 32);
    assert.equal(kept.lost.aborted, false);
    assert.equal(kept.latest().expiresAt, clock.now() + 60_000);
    assert.deepEqual((await store.read(signal)).lease, kept.latest());
  });

  for (const [name, stop] of [
    ["is no longer renewed once it is stopped", () => kept.stop()],
    [
      "is no longer renewed once the signal aborts",
      () => (told.abort(new Error("Interrupted.")), Promise.resolve()),
    ],
  ] as const) {
    it(`${name}, which is no loss`, async () => {
      await clock.pass(20_000);
      await stop();
      await clock.pass(600_000);
      assert.equal(table.writes, 2);
      assert.equal(kept.lost.aborted, false);
    });
  }

  it("is stopped only after a renewal under way has ended", async () => {
    let release: () => void = () => undefined;
    const slow = queueStore(
      {
        ...table.open(),
        put: async (...args) => {
          await new Promise<void>((resolve) => (release = resolve));
          return table.open().put(...args);
        },
      },
      "prod",
      clock,
    );
    await kept.stop();
    kept = keepLease(slow, lease, { seconds: 60, clock }, signal);
    await clock.pass(20_000);
    let isStopped = false;
    const stopped = kept.stop().then(() => (isStopped = true));
    await clock.pass(0);
    assert.equal(isStopped, false);
    release();
    await stopped;
  });

  it("is lost at once when somebody else holds the turn, with the reason", async () => {
    const other = {
      ...emptyLane("prod"),
      version: 9,
      nextTicket: 3,
      lastToken: 2,
    };
    await store.change(() => ({ lane: other, result: undefined }), signal);
    await take("bob");
    await clock.pass(20_000);
    assert.ok(kept.lost.reason instanceof QueueRefusal);
    assert.match(
      kept.lost.reason.message,
      /token 1 is not held any more .* It was overtaken: bob has held prod-3/,
    );
  });

  it("survives failures for as long as the lease lasts, and is whole again after", async () => {
    await clock.pass(20_000);
    table.fate = () => "lost";
    await clock.pass(55_000);
    assert.equal(kept.lost.aborted, false);
    table.fate = () => "written";
    await clock.pass(4_000);
    assert.equal(kept.lost.aborted, false);
    assert.ok(kept.latest().expiresAt > clock.now() + 50_000);
  });

  it("is lost at its end, to the second, when it cannot be renewed", async () => {
    const failing: QueueStore = {
      ...store,
      change: () => Promise.reject(new Error("DynamoDB is away.")),
    };
    await kept.stop();
    kept = keepLease(failing, lease, { seconds: 60, clock }, signal);
    await clock.pass(59_999);
    assert.equal(kept.lost.aborted, false);
    await clock.pass(1);
    assert.match(
      String(kept.lost.reason),
      /^Error: The lease of prod-1 \(token 1\) ended at 2030-01-02T03:05:05Z: it could not be renewed: DynamoDB is away\. Nothing more/,
    );
  });

  it("is lost at its end even while a renewal hangs", async () => {
    const hanging: QueueStore = {
      ...store,
      change: (_, end) =>
        new Promise((_resolve, reject) => {
          end.addEventListener("abort", () => {
            reject(end.reason as Error);
          });
        }),
    };
    await kept.stop();
    kept = keepLease(hanging, lease, { seconds: 60, clock }, signal);
    await clock.pass(60_000);
    assert.match(
      String(kept.lost.reason),
      /could not be renewed: Renewing the lease of prod-1 was not done within 40 s\./,
    );
  });

  it("is lost when the machine slept past its end, without another word to the queue", async () => {
    const { reads } = table;
    clock.jump(60_000);
    await clock.pass(0);
    assert.match(
      String(kept.lost.reason),
      /ended at 2030-01-02T03:05:05Z: this machine was held up or asleep\./,
    );
    assert.equal(table.reads, reads);
  });
});
