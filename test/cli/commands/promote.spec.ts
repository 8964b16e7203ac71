import assert from "node:assert/strict";

import { claim } from "../../../providers/queue/leases";
import { FakeSession } from "../support/fakeSession";
import { add, assertAllOn, assertQueueEmpty, OTHERS } from "../support/moves";
import { flat, runDuotone } from "../support/run";

describe("duotone promote", () => {
  it("shows what is about to happen, moves the names, and shows what happened", async () => {
    const session = await FakeSession.deployed();
    const told = await runDuotone(session, ["promote", "--reference", "CHG-7", "--reason", "November"], {
      answers: ["y"],
    });
    assert.equal(told.exitCode, 0, told.noted);
    assert.equal(
      told.printed,
      [
        "Promote prod2: the public names of stack prod move from prod1 to prod2.",
        "",
        "  service  prod1, now            prod2, then           healthy  alarms",
        "  ────────────────────────────────────────────────────────────────────",
        "  core     aaaaaaa ami-0aaaaaaa  bbbbbbb ami-0bbbbbbb  2/2      ok",
        "  web      aaaaaaa ami-0aaaaaaa  bbbbbbb ami-0bbbbbbb  2/2      ok",
        "  shop     aaaaaaa ami-0aaaaaaa  bbbbbbb ami-0bbbbbbb  2/2      ok",
        "  batch    aaaaaaa ami-0aaaaaaa  bbbbbbb ami-0bbbbbbb  2/2      ok",
        "",
        "  names       Z0COM: core.example.com, www.example.com",
        "              Z0ORG: shop.example.org",
        "  ticket      a new one, ann@example.com; nobody is ahead",
        "  why         CHG-7",
        "              November",
        "  freeze      none",
        "  overrides   none",
        "  gate        nothing in the way now; the preview asks again",
        "  by hand     pulumi config set activeColor prod2 --stack prod && pulumi up",
        "              --stack prod",
        "",
        "prod2 has the public names of stack prod.",
        "",
        "  moved       3 names in 2 zones, 2 change batches",
        "  names on    Z0COM: prod2",
        "              Z0ORG: prod2",
        "  ledger      record 4, done",
        "  ticket      prod-2, done",
        "  took        queue 0.0 s, preview 0.0 s, update 0.8 s; together 0.8 s",
        "  back        duotone rollback --stack prod",
        '  commit      git commit -m "Promote prod2 of prod" Pulumi.prod.yaml',
      ].join("\n"),
    );
    assert.deepEqual(told.questions, ["Promote prod2? [y/N]"]);
    assertAllOn(session, "prod2");
    assertQueueEmpty(session);
    assert.equal(session.file.activeColor, "prod2");
    assert.deepEqual(session.writes, ["activeColor=prod2"]);
  });

  it("runs the engine under its ticket and token, which the ledger then names", async () => {
    const session = await FakeSession.deployed();
    await runDuotone(session, ["promote", "--yes", "--reference", "CHG-7"]);
    const env = { DUOTONE_TICKET: "prod-2", DUOTONE_FENCING_TOKEN: "2" };
    assert.deepEqual(session.runs, [
      { kind: "preview", env, message: "Promote prod2 (prod-2)" },
      { kind: "update", env, message: "Promote prod2 (prod-2)" },
    ]);
    const intent = session.aws.stores.bodies.at(-2);
    assert.ok(intent?.kind === "intent");
    assert.deepEqual(intent.ticket, {
      id: "prod-2",
      token: 2,
      requestedBy: "ann@example.com",
      reference: "CHG-7",
    });
  });

  it("gives a program one document with plan and report", async () => {
    const session = await FakeSession.deployed();
    const { document, exitCode } = await runDuotone(session, ["promote", "prod2", "--yes", "--json"]);
    assert.equal(exitCode, 0);
    const { plan, report, ...rest } = document ?? {};
    assert.deepEqual(rest, {
      command: "promote",
      stack: "prod",
      exitCode: 0,
      result: "done",
      from: "prod1",
      to: "prod2",
    });
    assert.ok(typeof plan === "object" && plan !== null && "services" in plan && "refusals" in plan);
    const { entries } = session.aws.stores;
    assert.deepEqual(report, {
      action: "promote",
      stack: "prod",
      stackFile: "Pulumi.prod.yaml",
      from: "prod1",
      to: "prod2",
      names: 3,
      namesOn: { Z0COM: "prod2", Z0ORG: "prod2" },
      batches: 2,
      ledger: { sequence: 4, hash: entries.at(-1)?.hash, result: "done" },
      ticket: "prod-2, done",
      took: [
        ["queue", 0],
        ["preview", 0],
        ["update", 750],
      ],
    });
  });

  it("says every reason of a refused preview, puts the file back and leaves the queue", async () => {
    const session = await FakeSession.deployed();
    session.aws.setHealthy("core-prod2", 1, 2, "arn:tg/core-prod2");
    session.aws.setHealthy("batch-prod2", 0, 2);
    const told = await runDuotone(session, ["promote", "--yes", "--json"]);
    assert.equal(told.exitCode, 3);
    assert.match(told.printed, /gate +2 reasons against it now:\n {2}- \[health\] core on prod2: 1 of 2/);
    const { reasons, error } = told.document ?? {};
    assert.equal(error, "Refused by the gate:");
    assert.ok(Array.isArray(reasons) && reasons.length === 2);
    assert.match(String(reasons[0]), /^\[health\] core on prod2: 1 of 2 targets healthy, needs 2/);
    assert.match(String(reasons[1]), /^\[health\] batch on prod2: 0 of 2 instances healthy/);
    assert.match(told.noted, /Pulumi\.prod\.yaml is as before: activeColor prod1\./);
    assert.equal(session.file.activeColor, "prod1");
    assert.deepEqual(
      session.runs.map(({ kind }) => kind),
      ["preview"],
    );
    const notice = session.aws.stores.notices.at(-1);
    assert.deepEqual([notice?.kind, notice?.color, notice?.reasons], ["refused", "prod2", reasons]);
    assertAllOn(session, "prod1");
    assertQueueEmpty(session);
  });

  it("puts the file back where the gate refuses only in the update", async () => {
    const session = await FakeSession.deployed();
    session.beforeUpdate = () => {
      session.aws.setHealthy("web-prod2", 0, 2, "arn:tg/web-prod2");
      return undefined;
    };
    const told = await runDuotone(session, ["promote", "--yes"]);
    assert.equal(told.exitCode, 3);
    assert.match(told.noted, /Refused by the gate:\n {2}- \[health\] web on prod2/);
    assert.deepEqual(session.writes, ["activeColor=prod2", "activeColor=prod1"]);
    assertAllOn(session, "prod1");
    assertQueueEmpty(session);
  });

  it("puts the file back where the engine is killed before a name has moved", async () => {
    const session = await FakeSession.deployed();
    session.beforeUpdate = () => "signal: killed";
    const told = await runDuotone(session, ["promote", "--yes"]);
    assert.equal(told.exitCode, 1);
    assert.match(told.noted, /The update failed:\n {2}- signal: killed/);
    assert.equal(session.file.activeColor, "prod1");
    assertQueueEmpty(session);
  });

  it("keeps file and place where names have moved and the update failed", async () => {
    const session = await FakeSession.deployed();
    session.aws.pendingPolls = 10_000;
    const told = await runDuotone(session, ["promote", "--yes"]);
    assert.equal(told.exitCode, 1);
    assert.match(told.noted, /Names have moved to prod2, so Pulumi\.prod\.yaml stays as it is/);
    assert.match(told.noted, /Ticket prod-2 keeps its place/);
    assert.equal(session.file.activeColor, "prod2");
    assert.deepEqual(
      session.aws.stores.lane.tickets.map(({ id }) => id),
      ["prod-2"],
    );
    assertAllOn(session, "prod2");

    session.aws.settle();
    session.aws.pendingPolls = 0;
    const again = await runDuotone(session, ["promote", "--yes"]);
    assert.equal(again.exitCode, 0, again.noted);
    assert.match(again.printed, /^Promote prod2: the public names of stack prod move from prod1 to prod2\./);
    assertQueueEmpty(session);
    const last = session.aws.stores.bodies.at(-1);
    assert.ok(last?.kind === "outcome" && last.result === "done");
  });

  it("says that all is done where only the rest of the update was cut off", async () => {
    const session = await FakeSession.deployed();
    let interrupt: () => void = () => undefined;
    session.afterUpdate = () => {
      interrupt();
      return "update canceled";
    };
    const told = await runDuotone(session, ["promote", "--yes", "--json"], {
      onStart: (end) => {
        interrupt = end;
      },
    });
    assert.equal(told.exitCode, 130);
    assert.match(String(told.document?.reasons), /^All names have moved to prod2, and the ledger says so/);
    assert.equal(session.file.activeColor, "prod2");
    assertQueueEmpty(session);
  });

  it("keeps the file where nobody can say whether names have moved", async () => {
    const session = await FakeSession.deployed();
    session.beforeUpdate = () => {
      session.aws.interfere = (call) => {
        if (call === "listRecords") {
          throw new Error("Route 53 does not answer.");
        }
      };
      return "signal: killed";
    };
    const told = await runDuotone(session, ["promote", "--yes"]);
    assert.equal(told.exitCode, 1);
    assert.match(told.noted, /Nobody can say whether names have moved to prod2/);
    assert.equal(session.file.activeColor, "prod2");
  });

  it("ends the engine where the turn is lost, and puts the file back", async () => {
    const session = await FakeSession.deployed();
    session.beforePreview = async ({ signal }) => {
      // The lease ends unseen, and somebody else takes the turn.
      session.aws.clock.pass(100_000);
      await session.aws.stores.queue.change((lane, now) => {
        const claimed = claim(lane, { ticketId: "prod-2", holder: "bob", seconds: 60 }, now);
        assert.ok("lease" in claimed);
        return { lane: claimed.lane, result: undefined };
      }, new AbortController().signal);
      session.wake();
      await new Promise((resolve) => {
        signal.addEventListener("abort", resolve);
      });
      return "update canceled";
    };
    const told = await runDuotone(session, ["promote", "--yes"]);
    assert.equal(told.exitCode, 1);
    assert.match(told.noted, /lease/i);
    assert.equal(session.file.activeColor, "prod1");
    assert.equal(session.aws.stores.lane.lease?.holder, "bob");
    assertAllOn(session, "prod1");
  });

  it("waits for those ahead, and goes when its turn comes", async () => {
    const session = await FakeSession.deployed();
    const other = await add(session, OTHERS);
    let looks = 0;
    session.aws.interfere = (call, moment) => {
      if (call === "changeQueue" && moment === "before" && ++looks === 6) {
        const { lane } = session.aws.stores;
        session.aws.stores.lane = { ...lane, tickets: lane.tickets.filter(({ id }) => id !== other) };
      }
    };
    const told = await runDuotone(session, ["promote", "--yes"]);
    assert.equal(told.exitCode, 0, told.noted);
    assert.match(flat(told.printed), / 1 ticket ahead: prod-2, deploy prod2 \(core ccccccc\), bob /);
    assert.match(told.printed, /took +queue [1-9]/);
    assertAllOn(session, "prod2");
  });

  it("shows once more what those ahead have changed, and asks again", async () => {
    const session = await FakeSession.deployed();
    const other = await add(session, OTHERS);
    let looks = 0;
    session.aws.interfere = async (call, moment) => {
      if (call === "changeQueue" && moment === "before" && ++looks === 6) {
        session.aws.interfere = () => undefined;
        const { lane } = session.aws.stores;
        session.aws.stores.lane = { ...lane, tickets: lane.tickets.filter(({ id }) => id !== other) };
        // Whoever was ahead has deployed to the colour.
        await session.setConfig("releases.prod2.core", "c".repeat(40));
        const phase = { update: () => undefined, line: () => undefined };
        await session.update({ message: "", env: {}, phase, signal: new AbortController().signal });
        session.runs.length = 0;
      }
    };
    const told = await runDuotone(session, ["promote"], { answers: ["y", "n"] });
    assert.deepEqual(told.questions, ["Promote prod2? [y/N]", "Go on? [y/N]"]);
    assert.equal(told.exitCode, 3);
    assert.match(
      told.printed,
      / {2}core +aaaaaaa ami-0aaaaaaa {2}bbbbbbb ami-0bbbbbbb[\s\S]* {2}core +aaaaaaa ami-0aaaaaaa {2}ccccccc/,
    );
    assert.deepEqual(session.runs, []);
    assert.equal(session.file.activeColor, "prod1");
    assertQueueEmpty(session);
  });

  it("gives up after its patience, and takes its ticket out again", async () => {
    const session = await FakeSession.deployed();
    await add(session, OTHERS);
    const told = await runDuotone(session, ["promote", "--yes", "--wait", "30s", "--json"]);
    assert.equal(told.exitCode, 4);
    assert.match(String(told.document?.error), /Waited 30 s for the turn of prod-3/);
    assert.match(String(told.document?.error), /Ticket prod-3 is out of the queue again\./);
    assert.deepEqual(
      session.aws.stores.lane.tickets.map(({ id }) => id),
      ["prod-2"],
    );
    assert.deepEqual(session.writes, []);
    assert.deepEqual(session.runs, []);
  });

  it("uses the ticket that asks for the same already", async () => {
    const session = await FakeSession.deployed();
    await add(session, { action: "promote", color: "prod2", requestedBy: "bob", reference: "CHG-9" });
    const told = await runDuotone(session, ["promote", "--yes"]);
    assert.equal(told.exitCode, 0, told.noted);
    assert.match(told.printed, /ticket +prod-2, promote prod2, bob, CHG-9; nobody is ahead/);
    assert.equal(session.runs[0]?.env.DUOTONE_TICKET, "prod-2");
    assertQueueEmpty(session);
  });

  it("leaves another's ticket in its place where the gate refuses", async () => {
    const session = await FakeSession.deployed();
    await add(session, { action: "promote", color: "prod2", requestedBy: "bob" });
    session.aws.setHealthy("core-prod2", 1, 2, "arn:tg/core-prod2");
    const told = await runDuotone(session, ["promote", "--yes"]);
    assert.equal(told.exitCode, 3);
    assert.match(told.noted, /Ticket prod-2 keeps its place/);
    assert.equal(session.aws.stores.lane.lease, undefined);
    assert.deepEqual(
      session.aws.stores.lane.tickets.map(({ id }) => id),
      ["prod-2"],
    );
  });

  it("refuses a ticket that asks for something else", async () => {
    const session = await FakeSession.deployed();
    await add(session, OTHERS);
    const told = await runDuotone(session, ["promote", "--yes", "--ticket", "prod-2"]);
    assert.equal(told.exitCode, 2);
    assert.match(told.noted, /prod-2 .* does not ask for this: promote prod2/);
  });

  it("changes nothing where it is interrupted while it waits", async () => {
    const session = await FakeSession.deployed();
    await add(session, OTHERS);
    let interrupt: () => void = () => undefined;
    let looks = 0;
    session.aws.interfere = (call, moment) => {
      if (call === "changeQueue" && moment === "after" && ++looks === 4) {
        interrupt();
      }
    };
    const told = await runDuotone(session, ["promote", "--yes"], {
      onStart: (end) => {
        interrupt = end;
      },
    });
    assert.equal(told.exitCode, 130);
    assert.deepEqual(
      session.aws.stores.lane.tickets.map(({ id }) => id),
      ["prod-2"],
    );
    assert.deepEqual(session.writes, []);
  });

  it("puts everything back where it is interrupted in the preview", async () => {
    const session = await FakeSession.deployed();
    let interrupt: () => void = () => undefined;
    session.beforePreview = () => {
      interrupt();
      return "preview canceled";
    };
    const told = await runDuotone(session, ["promote", "--yes", "--json"], {
      onStart: (end) => {
        interrupt = end;
      },
    });
    assert.equal(told.exitCode, 130);
    assert.equal(told.document?.error, "Interrupted by SIGINT.");
    assert.equal(session.file.activeColor, "prod1");
    assertQueueEmpty(session);
  });

  it("asks about other changes that the update would carry out", async () => {
    const session = await FakeSession.deployed();
    const preview = session.preview.bind(session);
    session.preview = async (run) => ({
      ...(await preview(run)),
      changed: ["public-names", "core-group", "web-group"],
    });
    const told = await runDuotone(session, ["promote"], { answers: ["yes", "no"] });
    assert.equal(told.exitCode, 3);
    assert.match(told.noted, /2 resources would change with the names: core-group and web-group\./);
    assert.deepEqual(told.questions, ["Promote prod2? [y/N]", "Change them, too? [y/N]"]);
    assert.equal(session.file.activeColor, "prod1");
    assertQueueEmpty(session);
  });

  it("does nothing without a yes", async () => {
    for (const [answers, exitCode] of [
      [["n"], 3],
      [[""], 3],
      [undefined, 2],
    ] as const) {
      const session = await FakeSession.deployed();
      const told = await runDuotone(session, ["promote"], answers === undefined ? {} : { answers });
      assert.equal(told.exitCode, exitCode);
      assert.deepEqual([session.writes, session.runs], [[], []]);
      assertQueueEmpty(session);
    }
  });

  it("has nothing to do where the names are there already", async () => {
    const session = await FakeSession.deployed("prod2");
    const told = await runDuotone(session, ["promote", "prod2", "--json"]);
    assert.equal(told.exitCode, 0);
    assert.equal(told.document?.result, "nothing to do");
    assert.deepEqual(session.writes, []);
  });

  it("refuses what is no colour, and stacks without colours, deployment or credentials", async () => {
    const session = await FakeSession.deployed();
    const told = await runDuotone(session, ["promote", "qaprod1"]);
    assert.equal(told.exitCode, 2);
    assert.match(told.noted, /"qaprod1" is not a colour\. The colours are: prod1, prod2\./);

    session.hasSwitch = false;
    assert.match((await runDuotone(session, ["promote"])).noted, /no release switch/);
    session.isDeployed = false;
    const never = await runDuotone(session, ["promote"]);
    assert.match(never.noted, /Stack prod was never deployed/);
    assert.equal(never.exitCode, 2);
  });

  it("says what overrides pass by, and who answers for them", async () => {
    const session = await FakeSession.deployed();
    session.aws.setHealthy("core-prod2", 1, 2, "arn:tg/core-prod2");
    const until = new Date(3_600_000).toISOString();
    session.file.overrides = [
      { gate: "health", service: "core", reason: "one target is enough tonight", by: "cleo", until },
    ];
    const told = await runDuotone(session, ["promote", "--yes"]);
    assert.equal(told.exitCode, 0, told.noted);
    assert.match(
      flat(told.printed),
      /overrides cleo, until 1970-01-01T01:00:00\.000Z: one target is enough tonight\. It passes by: \[health\] core/,
    );
    const intent = session.aws.stores.bodies.at(-2);
    assert.ok(intent?.kind === "intent" && intent.overrides.length === 1);
  });
});
