import assert from "node:assert/strict";

import { MigrationRefusal } from "../../../providers/schema/migrations";
import type { MigrationState } from "../../../providers/schema/state";
import type { SendFate } from "./support/fakeDatabase";
import { COMMIT, World } from "./support/world";

/** What an attempt leaves whose holder was killed. */
const LEFT: MigrationState = {
  id: "id-0",
  attempt: 1,
  from: 41,
  to: 42,
  cluster: "prod2",
  commit: COMMIT,
  by: "bob",
  startedAt: "2030-01-02T03:00:00.000Z",
  record: 1,
  instanceId: "i-2",
};

function world(): World {
  const made = new World();
  made.database.state = { version: 41 };
  return made;
}

/** A command of `LEFT`'s attempt, as the killed holder has sent it. */
async function sentByAnother(of: World, seconds: number, exitCode = 0): Promise<void> {
  of.database.programs = [{ seconds, exitCode }, {}];
  await of.database.commands.send(
    {
      instanceId: "i-2",
      comment: "duotone migration id-0 attempt 1",
      line: "",
      deliverySeconds: 60,
      runSeconds: 60,
    },
    new AbortController().signal,
  );
}

describe("a migration", () => {
  it("runs one command on one instance, and only then is its version the database's", async () => {
    const of = world();
    of.database.programs = [{ seconds: 200, output: "one\ntwo\n" }];
    const end = await of.run();
    assert.deepEqual(end, {
      result: "done",
      commandId: "command-1",
      instanceId: "i-1",
      output: ["one", "two"],
      problems: [],
    });
    assert.deepEqual(
      of.database.sent.map(({ line, comment, runSeconds }) => [line, comment, runSeconds]),
      [["/usr/libexec/duotone/migrate 41 42", "duotone migration id-1 attempt 1", 3_600]],
    );
    assert.deepEqual(of.database.state, { id: "schema#core", version: 42 });
    assert.deepEqual(of.ledger, ["begun core 41-42", "done of 1 command-1"]);
    const versions = of.database.writes.map((state) => state?.version);
    assert.deepEqual([...new Set(versions.slice(0, -1))], [41]);
  });

  it("keeps its lease for as long as it takes, so that nobody else begins", async () => {
    const of = world();
    of.database.programs = [{ seconds: 1_000 }];
    const first = of.start();
    await of.clock.pass(900_000);
    await assert.rejects(of.run({ id: "id-2", holder: "bob on desk" }), (error: unknown) => {
      assert.ok(error instanceof MigrationRefusal);
      assert.match(error.message, /^ann on laptop is at a migration of core already/);
      return true;
    });
    await of.clock.pass(200_000);
    assert.equal((await first).result, "done");
    assert.equal(of.database.sent.length, 1);
  });

  it("is begun on a database that nothing was done to, and leaves nothing where it was never sent", async () => {
    const of = new World();
    of.busy = "bob has the turn.";
    await assert.rejects(of.run({ from: 0 }), { message: "bob has the turn." });
    assert.equal(of.database.item, undefined);
    of.busy = undefined;
    assert.equal((await of.run({ from: 0 })).result, "done");
    assert.deepEqual(of.database.state, { id: "schema#core", version: 42 });
  });

  it("stays where it has failed, with how, until it is run to its end", async () => {
    const of = world();
    of.database.programs = [{ exitCode: 3, output: "half-way\n" }, {}];
    const end = await of.run();
    assert.deepEqual(
      [end.result, end.output, end.problems[0]],
      ["failed", ["half-way"], "It ended with Failed, exit code 3."],
    );
    const { migration, holder, version } = of.database.state ?? {};
    assert.deepEqual(
      [version, holder, migration?.failure],
      [41, undefined, "It ended with Failed, exit code 3."],
    );
    await assert.rejects(of.run({ to: 43 }), /with a migration from 41 to 42 unfinished/);
    const again = await of.run({ id: "id-2", holder: "bob on desk" });
    assert.deepEqual([again.result, again.commandId], ["done", "command-2"]);
    assert.deepEqual(
      of.database.sent.map(({ comment, instanceId }) => `${comment} ${instanceId}`),
      ["duotone migration id-1 attempt 1 i-1", "duotone migration id-1 attempt 2 i-1"],
    );
    assert.equal(of.database.state?.version, 42);
  });

  it("is taken over from a holder that was killed, whose command is found by its comment and not sent again", async () => {
    const of = world();
    of.database.state = { version: 41, migration: LEFT, holder: "bob", leaseUntil: of.clock.now() - 1 };
    await sentByAnother(of, 120);
    const end = await of.run();
    assert.deepEqual([end.result, end.commandId, end.instanceId], ["done", "command-1", "i-2"]);
    assert.equal(of.database.sent.length, 1);
    assert.deepEqual(of.ledger, ["done of 1 command-1"]);
  });

  it("is not taken over while the lease lasts", async () => {
    const of = world();
    of.database.state = { version: 41, migration: LEFT, holder: "bob", leaseUntil: of.clock.now() + 90_000 };
    await assert.rejects(of.run(), /^MigrationRefusal: bob is at a migration of core already/);
  });

  it("writes down that a killed holder's command has failed before it tries again", async () => {
    const of = world();
    of.database.state = { version: 41, migration: { ...LEFT, commandId: "command-1" } };
    await sentByAnother(of, 1, 9);
    assert.equal((await of.run()).result, "done");
    assert.deepEqual(of.ledger, [
      "failed of 1 command-1 It ended with Failed, exit code 9.",
      "begun core 41-42",
      "done of 2 command-2",
    ]);
  });

  it("sends a command where the killed holder never did, on the instance that it had chosen", async () => {
    const of = world();
    of.database.state = { version: 41, migration: LEFT };
    const end = await of.run();
    assert.deepEqual([end.result, end.instanceId, of.database.sent.length], ["done", "i-2", 1]);
    assert.deepEqual(of.lines.slice(0, 1), ["no command of attempt 1 was ever sent"]);
  });

  const fates: readonly (readonly [fates: readonly SendFate[], sent: number])[] = [
    [["taken without an answer"], 1],
    [["lost on its way", "taken"], 1],
    [["throttled", "throttled", "taken"], 1],
    [["throttled", "taken without an answer"], 1],
  ];
  for (const [list, sent] of fates) {
    it(`sends one command where the first are ${list.join(", ")}`, async () => {
      const of = world();
      const left = [...list];
      of.database.sendFate = () => left.shift() ?? "taken";
      assert.equal((await of.run()).result, "done");
      assert.equal(of.database.sent.length, sent);
    });
  }

  it("has failed where SSM takes no command, and says why", async () => {
    const of = world();
    of.database.sendFate = () => "refused";
    const end = await of.run();
    assert.deepEqual([end.result, end.problems[0]], ["failed", "SSM does not reach it."]);
    assert.deepEqual(of.ledger, ["begun core 41-42", "failed of 1 - SSM does not reach it."]);
    assert.equal(of.database.state?.migration?.failure, "SSM does not reach it.");
  });

  it("refuses where no instance is healthy and answers, and leaves nothing", async () => {
    const of = world();
    of.database.instances = [
      { instanceId: "i-1", isHealthy: true, isOnline: false },
      { instanceId: "i-2", isHealthy: false, isOnline: true },
    ];
    await assert.rejects(
      of.run(),
      /i-1 is in service, and its SSM agent is offline; i-2 is not healthy or not in service, and its SSM agent answers\./,
    );
    assert.deepEqual(of.database.state, { id: "schema#core", version: 41 });
    assert.deepEqual(of.ledger, []);
  });

  it("has failed where its instance goes, and is done on another", async () => {
    const of = world();
    of.database.programs = [{ seconds: 10_000 }, {}];
    const first = of.start();
    await of.clock.pass(60_000);
    of.database.instances = of.database.instances.slice(1);
    await of.clock.pass(60_000);
    const end = await first;
    assert.deepEqual(
      [end.result, end.problems[0]],
      ["failed", "Instance i-1 went while the command was at work on it."],
    );
    const again = await of.run({ id: "id-2", holder: "bob" });
    assert.deepEqual([again.result, again.instanceId], ["done", "i-2"]);
  });

  it("asks its command to end when it is interrupted, and has failed then", async () => {
    const of = world();
    of.database.programs = [{ seconds: 1_000 }];
    const run = of.start();
    await of.clock.pass(20_000);
    of.interrupt();
    await of.clock.pass(20_000);
    const end = await run;
    assert.deepEqual([end.result, end.problems[0]], ["failed", "It ended with Cancelled."]);
    assert.deepEqual([of.database.state?.version, of.database.state?.holder], [41, undefined]);
  });

  it("gives the lease back where a command does not heed that, which the next run takes up", async () => {
    const of = world();
    of.database.programs = [{ seconds: 1_000 }];
    of.database.heedsCancel = false;
    const run = of.start();
    await of.clock.pass(20_000);
    of.interrupt();
    await of.clock.pass(200_000);
    const end = await run;
    assert.deepEqual([end.result, end.commandId], ["unknown", "command-1"]);
    assert.match(end.problems[1] ?? "", /What becomes of its command is not known here/);
    const next = await of.run({ id: "id-2", holder: "bob" });
    assert.deepEqual([next.result, of.database.sent.length], ["done", 1]);
  });

  it("leaves nothing where it is interrupted before anything was sent", async () => {
    const of = world();
    of.database.interfere = (call) => {
      if (call === "instances") {
        of.interrupt();
      }
    };
    await assert.rejects(of.run(), { message: "Interrupted." });
    assert.deepEqual(of.database.state, { id: "schema#core", version: 41 });
  });

  it("goes on looking where AWS does not answer for a while, and else leaves the command to the next run", async () => {
    const of = world();
    of.database.programs = [{ seconds: 100 }];
    let failures = 2;
    of.database.interfere = (call) => {
      if (call === "look" && failures > 0) {
        failures -= 1;
        throw new Error("No answer.");
      }
    };
    assert.equal((await of.run()).result, "done");

    const other = world();
    other.database.programs = [{ seconds: 100 }];
    other.database.interfere = (call) => {
      if (call === "look") {
        throw new Error("No answer.");
      }
    };
    const end = await other.run();
    assert.equal(end.result, "unknown");
    assert.deepEqual(end.problems.slice(0, 1), ["No answer."]);
    assert.deepEqual(
      [other.database.state?.holder, other.database.state?.migration?.commandId],
      [undefined, "command-1"],
    );
    other.database.interfere = () => undefined;
    assert.deepEqual([(await other.run()).result, other.database.sent.length], ["done", 1]);
  });

  it("is not begun where the ledger takes no record, and its version is not written before the ledger has it", async () => {
    const of = world();
    of.ledgerFails = "begun";
    await assert.rejects(of.run(), /The ledger takes nothing\./);
    assert.deepEqual([of.database.sent.length, of.database.state], [0, { id: "schema#core", version: 41 }]);
    of.ledgerFails = "ended";
    const end = await of.run();
    assert.equal(end.result, "unknown");
    assert.equal(of.database.state?.version, 41);
    of.ledgerFails = undefined;
    assert.deepEqual([(await of.run()).result, of.database.sent.length], ["done", 1]);
    assert.deepEqual(of.ledger, ["begun core 41-42", "done of 1 command-1"]);
  });

  it("does nothing more once its lease is another's", async () => {
    const of = world();
    of.database.programs = [{ seconds: 1_000 }];
    const run = of.start();
    await of.clock.pass(10_000);
    const { migration } = of.database.state ?? {};
    assert.ok(migration);
    of.database.state = { version: 41, migration, holder: "bob", leaseUntil: of.clock.now() + 90_000 };
    await of.clock.pass(60_000);
    const end = await run;
    assert.equal(end.result, "unknown");
    assert.match(end.problems[0] ?? "", /was taken over by bob/);
    assert.deepEqual(of.database.state?.holder, "bob");
  });

  it("is refused where the version has moved since it was decided", async () => {
    const of = world();
    of.database.state = { version: 42 };
    await assert.rejects(
      of.run(),
      /core's database is at version 42, and not ready to go from 41 to 42: somebody was faster/,
    );
  });

  it("survives writes whose answer is lost", async () => {
    const of = world();
    let writes = 0;
    of.database.writeFate = () => (++writes % 2 === 0 ? "lost and tried again" : "written");
    assert.equal((await of.run()).result, "done");
    assert.deepEqual(of.database.state, { id: "schema#core", version: 42 });
    assert.equal(of.database.sent.length, 1);
  });
});
