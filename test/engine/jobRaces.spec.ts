import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

import type { Fault } from "../../sandbox/cloud/faults";
import { ActiveColour } from "./jobTable";
import type { TestJob } from "./jobTimers";
import { LIMIT, useJobInstances } from "./useJobInstances";

/**
 * Each test has a job of its own, whose turns are counted from when it begins. On a machine that is busy it takes most of a
 * minute to run a turn.
 */
const TURNS: TestJob = { minutes: [0, 1, 2], seconds: [0], timeoutMinutes: 10, does: "sleep 2" };

const JOBS = { returned: TURNS, stale: TURNS };

/** Each instance is told by a parameter of its own whether it is active, so that one can be told before the other. */
const OF_SLOW = "/duotone/slow/active-color";
const OF_QUICK = "/duotone/quick/active-color";

/** Milliseconds between two looks at the table. */
const LOOK = 200;

/** Of the calls by which the quick one asks whether it is active, one does not come back until it is let go. */
const held = (after: number): Fault => ({
  id: "held",
  match: { service: "ssm", action: "GetParameter", resource: OF_QUICK },
  effect: { kind: "hold", when: "before" },
  after,
  times: 1,
});

describe("jobs whose runners are at different turns", function () {
  this.timeout(LIMIT);
  const world = useJobInstances(JOBS, [
    { cluster: "prod1", parameter: OF_SLOW },
    { cluster: "prod2", parameter: OF_QUICK },
  ]);
  const colours: ActiveColour[] = [];
  after(() => {
    colours.forEach((colour) => {
      colour.close();
    });
  });

  const untilItem = async (job: string, isThere: (item: Readonly<Record<string, string>>) => boolean) => {
    while (!isThere(await world().table.item(job))) {
      await pause(LOOK);
    }
  };

  /**
   * The first turn is run by the quick one. The slow one waits with the second, and is not active; the quick one comes to the
   * third, and one of its calls is held.
   */
  const untilHeld = async (job: keyof typeof JOBS, after: number) => {
    const { instances, cloud } = world();
    const [slow, quick] = instances;
    const [ofSlow, ofQuick] = [OF_SLOW, OF_QUICK].map(
      (parameter) => new ActiveColour(cloud.endpoint, parameter),
    );
    assert.ok(slow && quick && ofSlow && ofQuick);
    colours.push(ofSlow, ofQuick);
    await Promise.all([ofSlow, ofQuick].map((colour) => colour.move("prod2")));
    await world().plan();
    const [first, second, third] = world().turns(job);
    assert.ok(first && second && third);
    const until = (turn: string) => pause(Math.max(0, Date.parse(turn) - Date.now()));
    await until(first);
    quick.wake(job);
    await untilItem(job, ({ endedAt }) => endedAt !== undefined);
    await quick.rest(job);
    await until(second);
    slow.wake(job);
    await until(third);
    await cloud.gateway.setFaults([held(after)]);
    quick.wake(job);
    await cloud.gateway.untilHeld("some", AbortSignal.timeout(LIMIT / 2));
    const end = async () => {
      await cloud.gateway.clearFaults();
      await Promise.all([slow.rest(job), quick.rest(job)]);
    };
    return { ofSlow, ofQuick, first, second, third, end };
  };
  const said = (job: string) => ({
    begun: world()
      .begun(job)
      .map(({ turn, colour, run }) => [turn, colour, run]),
    skipped: world()
      .runnerLines(job)
      .filter(({ skipped }) => skipped !== undefined),
  });

  it("say of no turn that it is skipped which is still begun, where a lease was given back", async () => {
    // The lease is taken, and whether the colour is still active is asked once more.
    const { ofSlow, ofQuick, first, second, third, end } = await untilHeld("returned", 1);
    await Promise.all([ofSlow, ofQuick].map((colour) => colour.move("prod1")));
    await end();
    const { begun, skipped } = said("returned");
    assert.deepEqual(skipped, []);
    assert.deepEqual(begun, [
      [first, "prod2", 1],
      [second, "prod1", 3],
      [third, "prod1", 4],
    ]);
  });

  it("take no lease by what was read before somebody else had it", async () => {
    // What the table says is read, and nothing is taken.
    const { ofSlow, first, second, third, end } = await untilHeld("stale", 0);
    await ofSlow.move("prod1");
    await untilItem("stale", ({ lastTurn }) => lastTurn === second);
    await ofSlow.move("prod2");
    await untilItem("stale", ({ endedAt }) => endedAt !== undefined);
    await end();
    const { begun, skipped } = said("stale");
    assert.deepEqual(skipped, []);
    assert.deepEqual(begun, [
      [first, "prod2", 1],
      [second, "prod1", 2],
      [third, "prod2", 3],
    ]);
  });
});
