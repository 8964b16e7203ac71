import assert from "node:assert/strict";

import { colorsByZone } from "../../providers/switch/support/deployed";
import { FakeSession } from "../support/fakeSession";
import { add, assertAllOn, assertQueueEmpty, OTHERS } from "../support/moves";
import { flat, runDuotone } from "../support/run";

describe("duotone rollback", () => {
  it("goes back to the colour that the ledger names, as a rollback", async () => {
    const session = await FakeSession.deployed();
    await runDuotone(session, ["promote", "--yes"]);
    const told = await runDuotone(session, ["rollback", "--yes"]);
    assert.equal(told.exitCode, 0, told.noted);
    assert.match(
      told.printed,
      /^Roll back to prod1: the public names of stack prod move from prod2 to prod1\./,
    );
    assert.match(told.printed, /git commit -m "Roll back to prod1 of prod" Pulumi\.prod\.yaml$/);
    assertAllOn(session, "prod1");
    const intent = session.aws.stores.bodies.at(-2);
    assert.ok(intent?.kind === "intent" && intent.action === "rollback");
  });

  it("goes to the other colour where nothing was ever promoted", async () => {
    const session = await FakeSession.deployed();
    const told = await runDuotone(session, ["rollback", "--yes", "--json"]);
    assert.equal(told.exitCode, 0, told.noted);
    assert.equal(told.document?.to, "prod2");
  });

  describe("after a promotion whose engine was killed while the names moved", () => {
    /** Prod2 was in use before, and a second promotion to it has moved one zone of two when all is lost. */
    async function killed(): Promise<FakeSession> {
      const session = await FakeSession.deployed();
      await runDuotone(session, ["promote", "--yes"]);
      await runDuotone(session, ["rollback", "--yes"]);
      session.aws.onBatch = () => {
        session.aws.killAt(1);
      };
      await runDuotone(session, ["promote", "--yes"]);
      session.aws.onBatch = () => undefined;
      session.aws.revive();
      assert.deepEqual(colorsByZone(session.aws), { Z0COM: ["prod2"], Z0ORG: ["prod1"] });
      assert.equal(session.file.activeColor, "prod2");
      assert.equal(session.aws.stores.lane.tickets.length, 1);
      return session;
    }

    async function assertBack(session: FakeSession, args: readonly string[]): Promise<void> {
      const told = await runDuotone(session, [...args, "--yes"]);
      assert.equal(told.exitCode, 0, told.noted);
      assert.match(told.printed, / prod1: the public names of stack prod move from prod2 to prod1\./);
      assertAllOn(session, "prod1");
      assert.equal(session.file.activeColor, "prod1");
      assertQueueEmpty(session);
      const last = session.aws.stores.bodies.at(-1);
      assert.ok(last?.kind === "outcome" && last.result === "done" && last.activeColor === "prod1");
    }

    it("goes back to the colour that is active still, in the place that the promotion has kept", async () => {
      await assertBack(await killed(), ["rollback"]);
    });

    it("does so where the stack's file was put back by hand", async () => {
      const session = await killed();
      session.file.activeColor = "prod1";
      await assertBack(session, ["rollback"]);
    });

    it("is the same as a promotion to that colour", async () => {
      const session = await killed();
      session.file.activeColor = "prod1";
      await assertBack(session, ["promote", "prod1"]);
    });

    it("says whose place it takes, before and after", async () => {
      const told = await runDuotone(await killed(), ["rollback", "--yes"]);
      assert.match(
        flat(told.printed),
        / 1 ticket ahead: prod-4, promote prod2, ann@example\.com; it takes the place of prod-4, unless that is still at work /,
      );
      assert.match(
        told.noted,
        /in the place of ticket prod-4 \(promote prod2, asked for by ann@example\.com .*\), which was cut off/,
      );
    });

    it("leaves others who wait in their places behind it", async () => {
      const session = await killed();
      const other = await add(session, OTHERS);
      const told = await runDuotone(session, ["rollback", "--yes"]);
      assert.equal(told.exitCode, 0, told.noted);
      assert.deepEqual(
        session.aws.stores.lane.tickets.map(({ id }) => id),
        [other],
      );
    });

    for (const args of [["promote"], ["promote", "prod2"]]) {
      it(`can be finished instead: ${args.join(" ")}`, async () => {
        const session = await killed();
        const told = await runDuotone(session, [...args, "--yes"]);
        assert.equal(told.exitCode, 0, told.noted);
        assert.match(
          told.printed,
          /^Promote prod2: the public names of stack prod move from prod1 to prod2\./,
        );
        assertAllOn(session, "prod2");
        assertQueueEmpty(session);
      });
    }
  });

  it("puts the stack's file back where it asks for a colour that was never moved to", async () => {
    const session = await FakeSession.deployed();
    session.file.activeColor = "prod2";
    const told = await runDuotone(session, ["rollback", "--yes"]);
    assert.equal(told.exitCode, 0, told.noted);
    assert.equal(session.file.activeColor, "prod1");
    assertAllOn(session, "prod1");
    assertQueueEmpty(session);
  });

  it("takes nobody's place where the stack's file asks for what nobody has begun", async () => {
    const session = await FakeSession.deployed();
    session.file.activeColor = "prod2";
    const waiting = await add(session, { action: "promote", color: "prod2", requestedBy: "bob" });
    const told = await runDuotone(session, ["rollback", "--yes", "--wait", "5"]);
    assert.equal(told.exitCode, 4, told.noted);
    assert.deepEqual(
      session.aws.stores.lane.tickets.map(({ id }) => id),
      [waiting],
    );
  });

  it("goes back from a promotion that has moved all names and was not told so in time", async () => {
    const session = await FakeSession.deployed();
    session.aws.pendingPolls = 10_000;
    await runDuotone(session, ["promote", "--yes"]);
    session.aws.settle();
    session.aws.pendingPolls = 0;
    const told = await runDuotone(session, ["rollback", "--yes"]);
    assert.equal(told.exitCode, 0, told.noted);
    assertAllOn(session, "prod1");
    assertQueueEmpty(session);
  });
});
