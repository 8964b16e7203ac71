import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

import { assertOneAtATime, LEASE } from "./jobInstances";
import type { TestJob } from "./jobTimers";
import { LIMIT, useJobInstances } from "./useJobInstances";

const ONCE = { minutes: [0], seconds: [0], timeoutMinutes: 10 };
const TWICE = { minutes: [0], seconds: [0, 20], timeoutMinutes: 10 };

/** Due three minutes before anybody looked, of the four that its runner would watch it. */
const LATE = { minutes: [-3], seconds: [0], timeoutMinutes: 1 };

/** In a program, whether its turn is its first: the other colour is promoted once that is begun. */
const FIRST = '[ "$DUOTONE_CLUSTER" = prod1 ]';

/** Seconds after which a program ends that should have been killed long before. */
const FAR_TOO_LONG = 200;

const JOBS: Readonly<Record<string, TestJob>> = {
  // The first run's runner is killed, and with it, as systemd does it, all that is left of it.
  killed: {
    ...TWICE,
    does: `if ${FIRST}; then sleep 5; kill -KILL "$PPID"; kill -KILL 0; fi`,
  },
  // The first run does not end when it is asked to, and has a process in a session of its own.
  stubborn: {
    ...TWICE,
    does: `go_on() { for second in $(seq ${FAR_TOO_LONG}); do sleep 1; say "goes on"; done; }
trap "" TERM
if [ "\${1:-}" = apart ]; then go_on; elif ${FIRST}; then setsid "$0" apart & go_on; fi`,
  },
  // Its instance is to go: systemd asks the first run's runner to end.
  stopped: { ...ONCE, does: `if ${FIRST}; then kill -TERM "$PPID"; exec sleep ${FAR_TOO_LONG}; fi` },
  endless: { ...ONCE, timeoutMinutes: 1, does: `exec sleep ${FAR_TOO_LONG}` },
  failing: { ...TWICE, does: "exit 7" },
  unread: { ...LATE, does: "" },
  uncoloured: { ...LATE, does: "" },
};

/** Milliseconds between two looks at the table. */
const LOOK = 500;

describe("jobs that meet faults", function () {
  this.timeout(LIMIT);
  const world = useJobInstances(JOBS, [
    { cluster: "prod1" },
    { cluster: "prod2" },
    { cluster: "qaprod1" },
    { cluster: "prod1", parameter: "/duotone/none" },
  ]);

  /** By job, until when the first run had its lease, as it last stood in the table. */
  const leases: Record<string, number> = {};

  /** Looks at a job until a turn of it is begun. */
  const untilBegun = async (job: string, index: number): Promise<void> => {
    const turn = world().turns(job)[index];
    for (;;) {
      const { lastTurn, leaseUntil, colour } = await world().table.item(job);
      if (lastTurn === turn) {
        return;
      }
      if (lastTurn !== undefined && leaseUntil !== undefined && colour === "prod1") {
        leases[job] = Number(leaseUntil);
      }
      await pause(LOOK);
    }
  };

  /** Once all first turns are begun, an instance is cut off and the other colour is promoted. */
  const breakThings = async (): Promise<void> => {
    const [first] = world().instances;
    await Promise.all(
      ["killed", "stubborn", "stopped", "endless", "failing"].map((job) => untilBegun(job, 0)),
    );
    await first?.cutOff("stubborn");
    await world().active.move("prod2");
    await Promise.all([untilBegun("killed", 1), untilBegun("stubborn", 1)]);
    await first?.reconnect("stubborn");
  };

  // Everything happens at once, as on an instance with many jobs.
  before(async function () {
    this.timeout(LIMIT);
    await world().active.move("prod1");
    const [prod1, prod2, qaprod1, blind] = world().instances;
    assert.ok(prod1 && prod2 && qaprod1 && blind);
    await Promise.all([
      world().play("killed", [prod1, prod2, qaprod1]),
      ...["stubborn", "stopped", "endless", "failing"].map((job) => world().play(job, [prod1, prod2])),
      world().play("uncoloured", [qaprod1]),
      world().play("unread", [blind]),
      breakThings(),
    ]);
  });

  /** What the active colour ran before the promotion, and what the other one ran after it. */
  const twoRuns = (job: string) => {
    const [first, second, ...more] = world().begun(job);
    assert.ok(first && second, JSON.stringify(world().runnerLines(job)));
    assert.deepEqual(more, []);
    assert.deepEqual([first.turn, second.turn], world().turns(job));
    assert.deepEqual([first.colour, second.colour], ["prod1", "prod2"]);
    return { first, second };
  };

  it("are taken over from a runner that was killed, when its lease has run out and not before", () => {
    const { first, second } = twoRuns("killed");
    assert.ok(Date.parse(second.leased ?? "") > (leases.killed ?? Infinity));
    const takeOvers = world()
      .runnerLines("killed")
      .flatMap(({ instance, tookOver }) => (tookOver === undefined ? [] : [[instance, tookOver]]));
    assert.deepEqual(takeOvers, [["i-1", `i-0 of prod1, whose last turn was ${first.turn}`]]);
    assertOneAtATime(world().programLines("killed"));
  });

  it("are not begun again where their runner was killed in the middle of them", () => {
    const { first, second } = twoRuns("killed");
    const words = (turn: string) =>
      world()
        .programLines("killed", turn)
        .map(({ what }) => what);
    assert.deepEqual(words(first.turn), ["begins"]);
    assert.deepEqual(words(second.turn), ["begins", "ends"]);
    assert.deepEqual(
      world()
        .ended("killed")
        .map(({ turn, outcome }) => [turn, outcome]),
      [[second.turn, "succeeded"]],
    );
  });

  it("are ended before the lease of an instance runs out that is cut off, with all that they started", () => {
    const { first, second } = twoRuns("stubborn");
    const lease = leases.stubborn ?? 0;
    const words = world().programLines("stubborn", first.turn);
    assert.equal(words.filter(({ what }) => what === "begins").length, 2, "one of them in another session");
    assert.ok(words.length > LEASE / 2, JSON.stringify(words));
    const last = words.at(-1);
    assert.ok(last && last.what === "goes on" && last.time < lease, JSON.stringify({ last, lease }));
    assert.ok(Date.parse(second.leased ?? "") > lease);
    assertOneAtATime(world().programLines("stubborn"));
  });

  it("are said to have lost their lease there, and why it was not renewed", () => {
    const { first, second } = twoRuns("stubborn");
    assert.deepEqual(
      world()
        .ended("stubborn")
        .map(({ turn, outcome, exitCode }) => [turn, outcome, exitCode]),
      [
        [first.turn, "lost its lease", 137],
        [second.turn, "succeeded", 0],
      ],
    );
    const heartbeats = world()
      .runnerLines("stubborn")
      .flatMap(({ heartbeat }) => heartbeat ?? []);
    assert.deepEqual(heartbeats, ["no answer in 12 seconds"]);
  });

  it("are ended when their time is up", () => {
    assert.deepEqual(
      world()
        .ended("endless")
        .map(({ outcome, exitCode }) => [outcome, exitCode]),
      [["timed out", 143]],
    );
    const [{ started = "", ended = "" } = {}] = world().ended("endless");
    const took = Date.parse(ended) - Date.parse(started);
    // The runner counts in whole seconds, and on a busy machine an answer of the table is long in coming.
    assert.ok(took > 59_000 && took < 110_000, `${took} ms`);
  });

  it("are ended, and not begun again, where their instance is to go, and their lease is given back", async () => {
    const expected = ["stopped", 143];
    assert.deepEqual(
      world()
        .ended("stopped")
        .map(({ outcome, exitCode }) => [outcome, exitCode]),
      [expected],
    );
    assert.deepEqual(
      world()
        .programLines("stopped")
        .map(({ what }) => what),
      ["begins"],
    );
    const { outcome, exitCode } = await world().table.item("stopped");
    assert.deepEqual([outcome, Number(exitCode)], expected);
  });

  it("have their next turn where one has failed, and that is written down", async () => {
    const [first, second] = world().turns("failing");
    assert.deepEqual(
      world()
        .ended("failing")
        .map(({ turn, outcome, exitCode }) => [turn, outcome, exitCode]),
      [
        [first, "failed", 7],
        [second, "failed", 7],
      ],
    );
    const { lastTurn, outcome, exitCode } = await world().table.item("failing");
    assert.deepEqual([lastTurn, outcome, exitCode], [second, "failed", "7"]);
  });

  it("are not run where it cannot be read which colour is active, and that is said", async () => {
    assert.deepEqual(world().programLines("unread"), []);
    const [line, ...more] = world().runnerLines("unread");
    assert.deepEqual(more, []);
    assert.match(line?.skipped ?? "", /^which colour is active cannot be read: /);
    assert.deepEqual(await world().table.item("unread"), {});
  });

  it("are never run in a cluster that is neither colour, and that is said where nobody else ran them", async () => {
    const [, , qaprod1] = world().instances;
    assert.deepEqual(qaprod1?.programLines, []);
    assert.deepEqual(
      qaprod1.runnerLines.map(({ job, skipped }) => [job, skipped !== undefined]),
      [["uncoloured", true]],
    );
    assert.deepEqual(await world().table.item("uncoloured"), {});
  });

  it("leave their leases free, and print nothing else", async () => {
    for (const job of Object.keys(JOBS)) {
      const { holder, claim } = await world().table.item(job);
      assert.deepEqual({ holder, claim }, { holder: undefined, claim: undefined }, job);
    }
    // The shell says itself that a job was killed which would not end.
    assert.deepEqual(
      Object.keys(JOBS).flatMap((job) =>
        world()
          .others(job)
          .filter((line) => !/: line \d+: +\d+ Killed/.test(line)),
      ),
      [],
    );
  });
});
