import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

import { assertOneAtATime } from "./jobInstances";
import type { TestJob } from "./jobTimers";
import { type JobWorld, LIMIT, useJobInstances } from "./useJobInstances";

const COLOURS = ["prod1", "prod2"] as const;

const JOBS: Readonly<Record<string, TestJob>> = {
  // Every second run is still at it when the next turn is due.
  digest: {
    minutes: [0, 1],
    seconds: [0, 15, 30],
    timeoutMinutes: 10,
    does: "if [ $((DUOTONE_JOB_RUN % 2)) = 0 ]; then sleep 18; else sleep 2; fi",
  },
};

/** Milliseconds for which the colour is active that ran last; a runner needs about as long to begin a turn. */
const SHORT = 1500;

/** Milliseconds for which the other one is: longer than a runner waits between two looks, so that both colours get turns. */
const LONG = 9000;

/** Milliseconds between two looks at who runs. */
const LOOK = 500;

/** Moves the names again and again. */
async function moveOn({ active, table }: JobWorld, signal: AbortSignal): Promise<void> {
  let ranLast: string = COLOURS[1];
  const aWhile = async () => {
    for (const moved = Date.now(); Date.now() - moved < LONG;) {
      await pause(LOOK);
      const { colour, startedAt, endedAt } = await table.item("digest");
      if (colour !== undefined && startedAt !== undefined && endedAt === undefined) {
        ranLast = colour;
      }
    }
  };
  while (!signal.aborted) {
    await active.move(ranLast);
    await pause(SHORT);
    await active.move(ranLast === COLOURS[0] ? COLOURS[1] : COLOURS[0]);
    await aWhile();
  }
}

describe("jobs of two colours, while the names move again and again", function () {
  this.timeout(LIMIT);
  const world = useJobInstances(JOBS, [
    { cluster: COLOURS[0] },
    { cluster: COLOURS[1] },
    { cluster: COLOURS[1] },
  ]);
  before(async function () {
    this.timeout(LIMIT);
    const done = new AbortController();
    const moving = moveOn(world(), done.signal);
    await world()
      .play("digest", world().instances)
      .finally(() => {
        done.abort();
      });
    await moving;
  });

  it("run one at a time, whatever their colour", () => {
    assert.ok(world().active.moves.length > world().turns("digest").length, "the names hardly moved");
    assertOneAtATime(world().programLines("digest"));
    assert.deepEqual(world().others("digest"), []);
  });

  it("run each turn once and to its end, and lose none", () => {
    const lines = world().runnerLines("digest");
    const ran = world()
      .begun("digest")
      .map(({ turn }) => turn);
    assert.deepEqual(ran, [...new Set(ran)]);
    for (const turn of ran) {
      const words = world().programLines("digest", turn);
      assert.deepEqual(
        words.map(({ what }) => what),
        ["begins", "ends"],
      );
    }
    const skipped = lines.filter(({ skipped: why }) => why !== undefined).map(({ turn }) => turn);
    assert.deepEqual([...new Set([...ran, ...skipped])].sort(), world().turns("digest"));
    // What was skipped gave way to a later turn.
    assert.ok(
      skipped.every((turn) => !ran.includes(turn) && ran.some((later) => later > turn)),
      JSON.stringify(lines),
    );
    assert.deepEqual(
      world()
        .ended("digest")
        .map(({ outcome }) => outcome),
      ran.map(() => "succeeded"),
    );
  });

  it("are run by both colours, each by the one that is active when it has the lease", () => {
    const runs = world().begun("digest");
    assert.deepEqual([...new Set(runs.map(({ colour }) => colour))].sort(), [...COLOURS]);
    for (const { colour, leased = "", started = "", turn } of runs) {
      const was = world().active.between(Date.parse(leased), Date.parse(started));
      assert.ok(was.includes(colour), `${turn} was run by ${colour}, and ${was.join(", ")} was active`);
    }
  });

  it("leave the lease free, and how the last turn ended", async () => {
    const { holder, claim, lastTurn, outcome, exitCode, runs } = await world().table.item("digest");
    const begun = world().begun("digest");
    assert.deepEqual(
      { holder, claim, lastTurn, outcome, exitCode },
      {
        holder: undefined,
        claim: undefined,
        lastTurn: begun.at(-1)?.turn,
        outcome: "succeeded",
        exitCode: "0",
      },
    );
    assert.ok(Number(runs) >= begun.length);
  });
});
