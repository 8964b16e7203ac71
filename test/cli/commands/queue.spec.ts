import assert from "node:assert/strict";

import { FakeSession } from "../support/fakeSession";
import { runDuotone } from "../support/run";

const CORE = `core=${"c".repeat(40)}`;

describe("duotone queue", () => {
  it("adds, lists, moves and cancels tickets", async () => {
    const session = await FakeSession.deployed();
    const added = await runDuotone(session, [
      "queue",
      "add",
      "deploy",
      "prod2",
      CORE,
      "--reason",
      "new basket",
    ]);
    assert.equal(added.exitCode, 0, added.noted);
    assert.equal(added.printed, "Added prod-2, deploy prod2 (core ccccccc), ann@example.com, place 1.");
    const second = await runDuotone(session, [
      "queue",
      "add",
      "promote",
      "prod2",
      "--reference",
      "CHG-7",
      "--json",
    ]);
    assert.deepEqual(second.document, {
      command: "queue add",
      stack: "prod",
      exitCode: 0,
      ticket: {
        action: "promote",
        color: "prod2",
        requestedBy: "ann@example.com",
        reference: "CHG-7",
        id: "prod-3",
        createdAt: "1970-01-01T00:00:00.750Z",
      },
      place: 2,
      superseded: [],
    });

    const listed = await runDuotone(session, ["queue", "list"]);
    assert.equal(
      listed.printed,
      [
        "Queue of prod: 2 tickets.",
        "",
        "     ticket  asks for            by               since (UTC)       reference",
        "  ───────────────────────────────────────────────────────────────────────────",
        "  1  prod-2  deploy prod2 (core  ann@example.com  1970-01-01 00:00",
        "             ccccccc)",
        "  2  prod-3  promote prod2       ann@example.com  1970-01-01 00:00  CHG-7",
        "",
        "  prod-2      new basket",
      ].join("\n"),
    );

    const moved = await runDuotone(session, ["queue", "move", "prod-3", "1", "--json"]);
    const queue = moved.document?.queue as { tickets: { id: string }[] };
    assert.deepEqual(
      queue.tickets.map(({ id }) => id),
      ["prod-3", "prod-2"],
    );

    const cancelled = await runDuotone(session, ["queue", "cancel", "prod-3"], { answers: ["y"] });
    assert.equal(cancelled.printed, "Cancelled prod-3, promote prod2, ann@example.com, CHG-7.");
    const kept = await runDuotone(session, ["queue", "cancel", "prod-2"], { answers: ["n"] });
    assert.equal(kept.exitCode, 3);
    assert.deepEqual(
      session.aws.stores.lane.tickets.map(({ id }) => id),
      ["prod-2"],
    );
  });

  it("lets a new deploy take the place of an older one where asked", async () => {
    const session = await FakeSession.deployed();
    await runDuotone(session, ["queue", "add", "deploy", "prod2", CORE]);
    const told = await runDuotone(session, ["queue", "add", "deploy", "prod2", CORE, "--supersede"]);
    assert.match(
      told.printed,
      /Added prod-3, .*, place 1\.\nIt takes the place of prod-2, deploy prod2 \(core ccccccc\)/,
    );
  });

  it("claims a turn for a release by hand, and finishes it", async () => {
    const session = await FakeSession.deployed();
    await runDuotone(session, ["queue", "add", "promote", "prod2"]);
    const claimed = await runDuotone(session, ["queue", "claim", "prod-2", "--for", "10m"]);
    assert.equal(
      claimed.printed,
      [
        "prod-2 has the turn until 1970-01-01 00:10 UTC, with fencing token 2. Release within it:",
        "  DUOTONE_TICKET=prod-2 DUOTONE_FENCING_TOKEN=2 pulumi up --stack prod",
        "  duotone queue finish 2 --stack prod",
      ].join("\n"),
    );
    const listed = await runDuotone(session, ["queue", "list"]);
    assert.match(listed.printed, /now +prod-2, by ann@example\.com on laptop \(process 7\), for 0\.0 s/);

    const back = await runDuotone(session, ["queue", "finish", "2", "--keep"]);
    assert.equal(back.printed, "Given back: prod-2, promote prod2, ann@example.com. It keeps its place.");
    const again = await runDuotone(session, ["queue", "claim", "prod-2", "--json"]);
    assert.deepEqual(again.document?.env, { DUOTONE_TICKET: "prod-2", DUOTONE_FENCING_TOKEN: "3" });
    const done = await runDuotone(session, ["queue", "finish", "3"]);
    assert.equal(done.printed, "Done: prod-2, promote prod2, ann@example.com.");
    assert.equal((await runDuotone(session, ["queue", "list"])).printed, "The queue of prod is empty.");
  });

  it("ends with 4 where a claim has waited in vain", async () => {
    const session = await FakeSession.deployed();
    await runDuotone(session, ["queue", "add", "promote", "prod2"]);
    await runDuotone(session, ["queue", "add", "promote", "prod1"]);
    const told = await runDuotone(session, ["queue", "claim", "prod-3", "--wait", "0"]);
    assert.equal(told.exitCode, 4);
    assert.match(told.noted, /Waited 0 s for the turn of prod-3/);
  });

  it("says what is wrong without a stack trace", async () => {
    const session = await FakeSession.deployed();
    for (const [args, said] of [
      [["move", "prod-9", "1"], /There is no ticket prod-9 in the queue of prod/],
      [["cancel", "prod-9", "--yes"], /There is no ticket prod-9/],
      [["finish", "9"], /The lease with token 9 is not held any more/],
      [["claim", "prod-9"], /There is no ticket prod-9/],
      [["add", "promote", "qaprod1"], /"qaprod1" is not a colour/],
      [["add", "promote", "prod2", CORE], /Only a deploy names services/],
      [["add", "deploy", "prod1", CORE], /prod1 is live/],
      [
        ["add", "deploy", "prod3", "core=1"],
        /There is no cluster "prod3"[\s\S]*"core=1" is not <service>=<commit>/,
      ],
    ] as const) {
      const told = await runDuotone(session, ["queue", ...args]);
      assert.match(told.noted, said, args.join(" "));
      assert.ok([2, 3, 4].includes(told.exitCode ?? 0));
      assert.doesNotMatch(told.noted, /\n +at /);
    }
    assert.deepEqual(session.aws.stores.lane.tickets, []);
  });
});
