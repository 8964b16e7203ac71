import assert from "node:assert/strict";

import fc from "fast-check";

import { median, rounded, takeTurns } from "../../bench/turns";

describe("median", () => {
  it("is the middle value of an odd number, and the mean of the two in the middle of an even one", () => {
    assert.equal(median([9, 1, 2]), 2);
    assert.equal(median([10, 1, 2, 4]), 3);
    assert.equal(median([7]), 7);
  });

  it("has as many values above it as below it, and leaves the values as they were", () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const before = [...values];
        const middle = median(values);
        assert.deepEqual(values, before);
        assert.ok(values.filter((value) => value < middle).length <= values.length / 2);
        assert.ok(values.filter((value) => value > middle).length <= values.length / 2);
      }),
    );
  });

  it("refuses nothing", () => {
    assert.throws(() => median([]), /no median of nothing/);
  });
});

describe("rounded", () => {
  it("cuts to so many digits", () => {
    assert.equal(rounded(3.14159, 2), 3.14);
    assert.equal(rounded(2, 1), 2);
  });
});

describe("takeTurns", () => {
  /** Contestants that take so many seconds, on a clock that only they move; and the order in which they were called. */
  function race(seconds: { slow: number; quick: number }) {
    const calls: string[] = [];
    let milliseconds = 0;
    const contestant = (name: "slow" | "quick") => (round: number) => {
      calls.push(`${name} ${round}`);
      milliseconds += seconds[name] * 1000;
      return Promise.resolve(seconds[name]);
    };
    const contestants = { slow: contestant("slow"), quick: contestant("quick") };
    return { calls, contestants, now: () => milliseconds };
  }

  it("lets each have one turn per round", async () => {
    const { calls, contestants, now } = race({ slow: 3, quick: 1 });
    assert.deepEqual(await takeTurns(contestants, { repeats: 2, now }), { slow: [3, 3], quick: [1, 1] });
    assert.deepEqual(calls, ["slow 1", "quick 1", "slow 2", "quick 2"]);
  });

  it("begins no round that would not end within the limit", async () => {
    const { contestants, now } = race({ slow: 3, quick: 1 });
    const walls = await takeTurns(contestants, { repeats: 5, limitSeconds: 11, now });
    assert.deepEqual(walls, { slow: [3, 3], quick: [1, 1] });
  });

  it("does one round, however little time there is", async () => {
    const { contestants, now } = race({ slow: 3, quick: 1 });
    assert.deepEqual(await takeTurns(contestants, { repeats: 5, limitSeconds: -1, now }), {
      slow: [3],
      quick: [1],
    });
  });

  it("ends where a contestant fails", async () => {
    const contestants = { good: () => Promise.resolve(1), bad: () => Promise.reject(new Error("stuck")) };
    await assert.rejects(takeTurns(contestants, { repeats: 2 }), /stuck/);
  });
});
