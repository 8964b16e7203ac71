import assert from "node:assert/strict";

import { migrationRecords, type MigrationAbout } from "../../../providers/schema/migrationRecords";
import type { LedgerStore } from "../../../providers/ledger/store";
import { LedgerConflict } from "../../../providers/ledger/store";
import type { Clock } from "../../../providers/switch/types";
import { intent, outcome } from "../ledger/support/fixture";
import { FakeStores } from "../switch/support/fakeStores";
import { VirtualClock } from "../switch/support/virtualClock";

const NEVER = new AbortController().signal;
const CALLER = { arn: "arn:aws:sts::333333333333:assumed-role/deployer/ada", account: "333333333333" };

const ABOUT: MigrationAbout = {
  id: "8d2f",
  service: "core",
  from: 41,
  to: 42,
  cluster: "prod2",
  commit: "b".repeat(40),
  by: "ann",
};

function ledgerOf() {
  const clock = new VirtualClock();
  const stores = new FakeStores(
    "prod",
    () => clock.now(),
    (_call, _subject, signal, effect) => {
      signal.throwIfAborted();
      return Promise.resolve().then(effect);
    },
  );
  const recordsIn = (ledger: LedgerStore) =>
    migrationRecords({ ledger, caller: CALLER, clock, reason: "wider names" });
  return { stores, clock, recordsIn, records: recordsIn(stores.ledger) };
}

describe("a migration's records", () => {
  it("say what was begun, by whom and why, and then what came of it", async () => {
    const { stores, records } = ledgerOf();
    const record = await records.begun({ ...ABOUT, commandId: "of the last attempt" }, NEVER);
    await records.ended({ ...ABOUT, record, commandId: "c-1", instanceId: "i-1" }, { result: "done" }, NEVER);
    const common = { kind: "migration", ...ABOUT, caller: CALLER, reason: "wider names" };
    assert.deepEqual(stores.bodies, [
      { ...common, result: "begun", begun: null },
      { ...common, result: "done", begun: 1, commandId: "c-1", instanceId: "i-1" },
    ]);
  });

  it("are not written twice where an earlier run has written what came of it", async () => {
    const { stores, records } = ledgerOf();
    const record = await records.begun(ABOUT, NEVER);
    await records.ended({ ...ABOUT, record }, { result: "failed", message: "It broke." }, NEVER);
    await records.ended({ ...ABOUT, record }, { result: "failed", message: "It broke." }, NEVER);
    assert.equal(stores.entries.length, 2);
  });

  it("do not come between a release's intent and its outcome", async () => {
    const { stores, records, clock } = ledgerOf();
    const record = await records.begun(ABOUT, NEVER);
    const head = await stores.ledger.append(intent(), await stores.ledger.head(NEVER), NEVER);
    await assert.rejects(
      records.begun(ABOUT, NEVER),
      /^MigrationRefusal: Record 2 of the ledger is a release that has not come to its end/,
    );
    let waits = 0;
    const waiting: Pick<Clock, "sleep"> = {
      sleep: async (...args) => {
        if (++waits === 2) {
          await stores.ledger.append(outcome(2), head, NEVER);
        }
        await clock.sleep(...args);
      },
    };
    const patient = migrationRecords({ ledger: stores.ledger, caller: CALLER, clock: waiting });
    await patient.ended({ ...ABOUT, record }, { result: "done" }, NEVER);
    assert.deepEqual(
      stores.bodies.map(({ kind }) => kind),
      ["migration", "intent", "outcome", "migration"],
    );
  });

  it("give up waiting for a release's outcome when their time is over", async () => {
    const { stores, records, clock } = ledgerOf();
    await stores.ledger.append(intent(), undefined, NEVER);
    const soon = clock.deadline(60, "Writing down");
    await assert.rejects(
      records.ended(ABOUT, { result: "done" }, soon),
      /Writing down was not done within 60 s/,
    );
  });

  it("give way to another run's, and say so where that never ends", async () => {
    const { stores, recordsIn } = ledgerOf();
    let conflicts = 3;
    const ledger: LedgerStore = {
      ...stores.ledger,
      append: (...args) => {
        conflicts -= 1;
        return conflicts >= 0 ? Promise.reject(new LedgerConflict("Taken.")) : stores.ledger.append(...args);
      },
    };
    assert.equal(await recordsIn(ledger).begun(ABOUT, NEVER), 1);
    conflicts = Infinity;
    await assert.rejects(recordsIn(ledger).begun(ABOUT, NEVER), /^LedgerConflict: Taken\./);
  });
});
