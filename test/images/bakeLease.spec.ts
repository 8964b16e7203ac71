import assert from "node:assert/strict";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";

import { livingBakes, takeLease } from "../../images/bakeLease";
import type { LeaseItem, LeaseTable } from "../../images/leaseTable";

const IMAGE = "core#1#arm64";

/** The leases in memory, by the rules of the table's conditional writes. */
class FakeLeases implements LeaseTable {
  public readonly items = new Map<string, LeaseItem>();
  public failing = false;

  public take(item: LeaseItem, now: number) {
    const before = this.items.get(item.image);
    if (before !== undefined && before.expiresAt > now && before.holder !== item.holder) {
      return Promise.resolve({ taken: false as const, holder: before });
    }
    this.items.set(item.image, item);
    return Promise.resolve({ taken: true as const, before });
  }

  public renew(item: LeaseItem) {
    if (this.failing) {
      return Promise.reject(new Error("no network"));
    }
    const ours = this.items.get(item.image)?.holder === item.holder;
    if (ours) {
      this.items.set(item.image, item);
    }
    return Promise.resolve(ours);
  }

  public giveBack({ image, holder }: LeaseItem) {
    if (this.items.get(image)?.holder === holder) {
      this.items.delete(image);
    }
    return Promise.resolve();
  }

  public list() {
    return Promise.resolve([...this.items.values()]);
  }

  public close(): void {
    this.items.clear();
  }
}

/** The lease of a bake that was killed: nobody renews it. */
const dead = (expiresAt: number): LeaseItem => ({
  image: IMAGE,
  holder: "another",
  where: "ci-1, process 7",
  since: "2026-11-02T10:00:00.000Z",
  expiresAt,
  contentKey: "dead",
});

describe("takeLease", () => {
  let table: FakeLeases;
  let lines: string[];
  let ending: AbortController;

  beforeEach(() => {
    table = new FakeLeases();
    lines = [];
    ending = new AbortController();
  });

  const take = (seconds: number) =>
    takeLease(table, {
      image: IMAGE,
      contentKey: "ours",
      seconds,
      report: (line) => lines.push(line),
      signal: ending.signal,
    });

  it("takes a lease that nobody has, says nothing, and gives it back", async () => {
    const lease = await take(60);
    assert.equal(lease.deadContentKey, undefined);
    assert.equal(table.items.get(IMAGE)?.contentKey, "ours");
    await lease.confirm();
    await lease.end();
    assert.deepEqual([table.items.size, lines], [0, []]);
  });

  it("has one of nine at work at a time", async () => {
    let atWork = 0;
    const most: number[] = [];
    await Promise.all(
      Array.from({ length: 9 }, async () => {
        const lease = await take(1);
        most.push(++atWork);
        await pause(5);
        atWork--;
        await lease.end();
      }),
    );
    assert.deepEqual(
      most,
      Array.from({ length: 9 }, () => 1),
    );
  });

  it("waits for a bake that is alive, saying for whom, and can be told to stop waiting", async () => {
    table.items.set(IMAGE, dead(Date.now() + 60_000));
    const waiting = take(60);
    await pause(20);
    assert.deepEqual(lines, [
      `${IMAGE} is being baked on ci-1, process 7, since 2026-11-02T10:00:00.000Z: waiting for its image, for 0 s`,
    ]);
    ending.abort();
    await assert.rejects(waiting, { name: "AbortError" });
    assert.equal(table.items.get(IMAGE)?.holder, "another");
  });

  it("takes over from a bake that gives no sign of life, and says what it was baking", async () => {
    table.items.set(IMAGE, dead(Date.now() + 60));
    const lease = await take(0.3);
    assert.equal(lease.deadContentKey, "dead");
    assert.match(
      lines.at(-1) ?? "",
      /the bake of core#1#arm64 on ci-1, process 7 gives no sign of life any more/,
    );
    await lease.end();
  });

  it("gives signs of life for as long as it is held", async () => {
    const lease = await take(0.15);
    const taken = table.items.get(IMAGE)?.expiresAt ?? 0;
    while ((table.items.get(IMAGE)?.expiresAt ?? 0) < taken + 300) {
      await pause(10);
    }
    assert.equal(lease.lost.aborted, false);
    await lease.end();
  });

  it("is lost when another has taken over, and is then not given back", async () => {
    const lease = await take(60);
    table.items.set(IMAGE, dead(Date.now() + 60_000));
    await assert.rejects(lease.confirm(), /another has taken over the bake of core#1#arm64/);
    assert.equal(lease.lost.aborted, true);
    await lease.end();
    assert.equal(table.items.get(IMAGE)?.holder, "another");
  });

  it("is lost when it could not be renewed in time", async () => {
    const lease = await take(0.1);
    table.failing = true;
    await once(lease.lost, "abort");
    assert.match(String(lease.lost.reason), /could not be renewed/);
    await lease.end();
  });
});

describe("livingBakes", () => {
  it("counts those whose time is not over", async () => {
    const table = new FakeLeases();
    table.items.set(IMAGE, dead(Date.now() - 1));
    table.items.set("core#2#arm64", { ...dead(Date.now() + 60_000), image: "core#2#arm64" });
    assert.deepEqual([...(await livingBakes(table))], ["core#2#arm64"]);
  });
});
