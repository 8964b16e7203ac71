import assert from "node:assert/strict";

import { addTicket } from "../../../providers/queue/tickets";
import { claim } from "../../../providers/queue/leases";
import { claimedTurn, switchOperations } from "../../../providers/switch/operations";
import type { Properties } from "../../../providers/switch/types";
import {
  allOn,
  assertConverged,
  assertRecorded,
  deployed,
  ON_PROD1,
  ON_PROD2,
  reasons,
} from "./support/deployed";
import { awsError, CALLER } from "./support/fakeAws";
import { switchInputs } from "./support/fixture";
import { PROJECT } from "./support/stack";

const PROMOTE = { action: "promote", requestedBy: "ada@example.com" } as const;

describe("a release", () => {
  it("writes down what is to happen and what came of it, and tells people", async () => {
    const { aws, stack } = await deployed();
    const before = aws.stores.entries.length;
    assert.deepEqual(await stack.up(ON_PROD2), { did: "update" });
    const [intent, outcome] = aws.stores.bodies.slice(before);
    assert.ok(intent?.kind === "intent" && outcome?.kind === "outcome");
    assert.equal(intent.action, "promote");
    assert.deepEqual([intent.from, intent.to], [["prod1"], "prod2"]);
    assert.deepEqual(intent.services["core"], {
      old: { commit: "prod1-commit", imageId: "ami-prod1" },
      new: { commit: "prod2-commit", imageId: "ami-prod2" },
    });
    assert.deepEqual(intent.caller, CALLER);
    assert.equal(intent.author?.name, "Ada");
    assert.deepEqual([intent.ticket?.id, intent.ticket?.token], ["prod-2", 2]);
    assert.match(intent.gateDigest, /^[0-9a-f]{64}$/);
    assert.deepEqual(outcome, {
      kind: "outcome",
      intent: before + 1,
      result: "done",
      namesOn: { Z0COM: "prod2", Z0ORG: "prod2" },
      activeColor: "prod2",
      release: ON_PROD2.releases["prod2"],
    });
    const notice = aws.stores.notices.at(-1);
    assert.deepEqual(
      [notice?.kind, notice?.color, notice?.from, notice?.ledger?.sequence],
      ["released", "prod2", ["prod1"], before + 2],
    );
  });

  it("is written before anything moves, and moves nothing where the ledger takes no record", async () => {
    const { aws, stack } = await deployed();
    aws.interfere = (call, moment) => {
      if (call === "appendRecord" && moment === "before") {
        throw awsError("AccessDenied");
      }
    };
    const outcome = await stack.up(ON_PROD2);
    assert.ok("failed" in outcome && !outcome.recorded);
    assert.match(
      outcome.failed,
      /^The ledger took no record of what was about to happen, and nothing was changed: AccessDenied/,
    );
    assert.deepEqual(aws.names(), allOn("prod1"));
    assert.deepEqual(aws.batches, []);
    aws.interfere = () => undefined;
    assert.deepEqual(await stack.up(ON_PROD2), { did: "update" });
    await assertConverged(aws, stack, ON_PROD2);
  });

  it("is closed by the next run where the ledger takes no outcome, and moves nothing twice", async () => {
    const { aws, stack } = await deployed();
    aws.interfere = (call, moment, subject) => {
      if (call === "appendRecord" && moment === "before" && subject === "outcome") {
        throw awsError("SlowDown");
      }
    };
    const outcome = await stack.up(ON_PROD2);
    assert.ok("failed" in outcome && outcome.recorded);
    assert.match(outcome.failed, /^The names are on prod2, and the ledger took no record of it: SlowDown/);
    assert.deepEqual(aws.names(), allOn("prod2"));
    aws.interfere = () => undefined;
    const batches = aws.batches.length;
    assert.deepEqual(await stack.up(ON_PROD2), { did: "update" });
    assert.equal(aws.batches.length, batches);
    await assertConverged(aws, stack, ON_PROD2);
  });

  it("says of a batch that AWS refuses that nothing has moved", async () => {
    const { aws, stack } = await deployed();
    aws.interfere = (call, moment) => {
      if (call === "changeRecords" && moment === "before") {
        throw awsError("InvalidChangeBatch");
      }
    };
    const outcome = await stack.up(ON_PROD2);
    assert.ok("failed" in outcome && !outcome.recorded);
    assertRecorded(aws, "prod1");
    const last = aws.stores.bodies.at(-1);
    assert.ok(last?.kind === "outcome");
    assert.equal(last.result, "failed");
    assert.deepEqual(last.release, ON_PROD1.releases["prod1"]);
    assert.equal(aws.stores.notices.at(-1)?.kind, "failed");
  });

  it("back to what the names came from is a rollback, and a promotion once something changed there", async () => {
    const { aws, stack } = await deployed();
    const lastAction = () => {
      const intent = aws.stores.bodies.filter(({ kind }) => kind === "intent").at(-1);
      return intent?.kind === "intent" ? intent.action : undefined;
    };
    await stack.up(ON_PROD2);
    await stack.up(ON_PROD1);
    assert.equal(lastAction(), "rollback");
    assert.equal(aws.stores.notices.at(-1)?.kind, "rolled back");
    await stack.up(ON_PROD2);
    assert.equal(lastAction(), "rollback");
    const deployedAnew = {
      ...ON_PROD2.releases,
      prod1: { ...ON_PROD2.releases["prod1"], core: { commit: "newer", imageId: "ami-newer" } },
    };
    const anew = switchInputs({ activeColor: "prod2", releases: deployedAnew });
    for (const fleet of anew.fleets["prod1"] ?? []) {
      aws.describe(anew, "prod1", fleet);
    }
    await stack.up(anew);
    await stack.up(switchInputs({ activeColor: "prod1", releases: deployedAnew }));
    assert.equal(lastAction(), "promote");
  });

  it("waits while another run has the turn, and moves nothing that is already there", async () => {
    const { aws, stack } = await deployed();
    const claimed = claim(
      aws.stores.lane,
      { request: { ...PROMOTE, color: "prod1", byRun: true }, holder: "another run", seconds: 60 },
      aws.clock.now(),
    );
    assert.ok("lane" in claimed);
    aws.stores.lane = claimed.lane;
    const started = aws.clock.now();
    assert.deepEqual(await stack.up(ON_PROD2), { did: "update" });
    assert.ok(aws.clock.now() - started >= 60_000);
    assert.ok(stack.progress.some((line) => line.includes("another run has held")));
    await assertConverged(aws, stack, ON_PROD2);
  });

  it("is refused where the queue's head is another ticket, at preview already", async () => {
    const { aws, stack } = await deployed();
    aws.stores.lane = addTicket(aws.stores.lane, { ...PROMOTE, color: "prod1" }, 0).lane;
    const { refused } = await stack.preview(ON_PROD2);
    assert.match(
      reasons({ refused }),
      /^\[queue\] The turn in the queue of prod is that of prod-2 \(promote prod1/,
    );
    aws.stores.lane = { ...aws.stores.lane, tickets: [] };
    aws.stores.lane = addTicket(aws.stores.lane, { ...PROMOTE, color: "prod2" }, 0).lane;
    assert.deepEqual((await stack.preview(ON_PROD2)).refused, []);
    assert.deepEqual(await stack.up(ON_PROD2), { did: "update" });
    await assertConverged(aws, stack, ON_PROD2);
    const intent = aws.stores.bodies.at(-2);
    assert.ok(intent?.kind === "intent");
    assert.equal(intent.ticket?.requestedBy, "ada@example.com");
  });

  it("moves nothing once its turn was overtaken", async () => {
    const { aws, stack } = await deployed();
    const ticket = addTicket(aws.stores.lane, { ...PROMOTE, color: "prod2" }, 0);
    const claimed = claim(
      ticket.lane,
      { ticketId: ticket.ticket.id, holder: "the command", seconds: 60 },
      aws.clock.now(),
    );
    assert.ok("lane" in claimed);
    aws.stores.lane = claimed.lane;
    const operations = switchOperations({
      cloudFor: () => aws.cloud(),
      clock: aws.clock,
      project: PROJECT,
      progress: () => undefined,
      turn: { ticketId: ticket.ticket.id, token: claimed.lease.token },
    });
    const state = stack.recorded?.outputs ?? {};
    const news: Properties = { ...state, activeColor: "prod2" };
    const { inputs, failures } = await operations.check(state, news);
    assert.deepEqual(failures, []);

    aws.clock.pass(61_000);
    const next = claim(
      aws.stores.lane,
      { ticketId: ticket.ticket.id, holder: "a second command", seconds: 60 },
      aws.clock.now(),
    );
    assert.ok("lane" in next);
    aws.stores.lane = next.lane;
    await assert.rejects(operations.update("id", state, inputs), /token 2 is not held any more/);
    assert.deepEqual(aws.names(), allOn("prod1"));
    assert.deepEqual(aws.batches, []);

    const holder = switchOperations({
      cloudFor: () => aws.cloud(),
      clock: aws.clock,
      project: PROJECT,
      progress: () => undefined,
      turn: { ticketId: ticket.ticket.id, token: next.lease.token },
    });
    await holder.update("id", state, inputs);
    assert.deepEqual(aws.names(), allOn("prod2"));
    assertRecorded(aws, "prod2");
  });

  it("is refused in a freeze window, passes it with an override, and says so in the ledger", async () => {
    const { aws, stack } = await deployed();
    const freezeWindows = [
      { reason: "Year's end", from: "1970-01-01T00:00:00Z", until: "1970-01-02T00:00:00Z" },
    ];
    const frozen = switchInputs({ activeColor: "prod2", freezeWindows });
    assert.match(
      reasons(await stack.preview(frozen)),
      /^\[freeze\] A freeze window is on until 1970-01-02T00:00:00Z: Year's end\. Wait for its end/,
    );
    const overrides = [
      { gate: "freeze" as const, reason: "An outage", by: "ada@example.com", until: "1970-01-01T01:00:00Z" },
    ];
    assert.deepEqual(await stack.up({ ...frozen, overrides }), { did: "update" });
    const intent = aws.stores.bodies.at(-2);
    assert.ok(intent?.kind === "intent");
    assert.deepEqual(intent.overrides, overrides);
    assert.equal(aws.stores.notices.at(-1)?.kind, "override used");
    // The way back is judged by the same gate, and the override still counts.
    assert.deepEqual(await stack.up({ ...frozen, overrides, activeColor: "prod1" }), { did: "update" });
  });

  it("is refused while the ledger cannot be relied on, and nothing else is", async () => {
    const { aws, stack } = await deployed();
    aws.interfere = (call, moment) => {
      if (call === "readLedger" && moment === "before") {
        throw new Error("Record 2 was changed.");
      }
    };
    assert.match(
      reasons(await stack.preview(ON_PROD2)),
      /^\[ledger\] The ledger is not to be relied on: Record 2 was changed\./,
    );
    assert.deepEqual(await stack.preview(ON_PROD1), { refused: [], changes: false });
  });

  it("lists every reason at once", async () => {
    const { aws, stack } = await deployed();
    aws.setHealthy("core-prod2", 0, 2, "arn:tg/core-prod2");
    aws.setHealthy("batch-prod2", 1, 2);
    aws.stores.lane = addTicket(aws.stores.lane, { ...PROMOTE, color: "prod1" }, 0).lane;
    const freezeWindows = [
      { reason: "Year's end", from: "1970-01-01T00:00:00Z", until: "1970-01-02T00:00:00Z" },
    ];
    const { refused } = await stack.preview(switchInputs({ activeColor: "prod2", freezeWindows }));
    assert.deepEqual(
      refused.map(({ reason }) => /^\[\w+\] \w+/.exec(reason)?.[0]),
      ["[health] core", "[health] batch", "[freeze] A", "[queue] The"],
    );
  });
});

describe("the turn that was claimed for a run", () => {
  it("comes from the environment, both halves or neither", () => {
    assert.equal(claimedTurn({}), undefined);
    assert.deepEqual(claimedTurn({ DUOTONE_TICKET: "prod-4", DUOTONE_FENCING_TOKEN: "17" }), {
      ticketId: "prod-4",
      token: 17,
    });
    for (const environment of [
      { DUOTONE_TICKET: "prod-4" },
      { DUOTONE_FENCING_TOKEN: "17" },
      { DUOTONE_TICKET: "prod-4", DUOTONE_FENCING_TOKEN: "seventeen" },
      { DUOTONE_TICKET: "", DUOTONE_FENCING_TOKEN: "17" },
    ]) {
      assert.throws(
        () => claimedTurn(environment),
        /Set both as `duotone queue claim` prints them, or neither/,
      );
    }
  });
});
