import assert from "node:assert/strict";

import {
  begin,
  failed,
  finished,
  giveBack,
  renew,
  type MigrationWish,
} from "../../../providers/schema/migrations";
import { SteppedClock } from "../queue/support/steppedClock";
import { FakeDatabase } from "./support/fakeDatabase";

const NEVER = new AbortController().signal;

const WISH: MigrationWish = {
  service: "core",
  id: "id-1",
  from: 41,
  to: 42,
  cluster: "prod2",
  commit: "b".repeat(40),
  by: "ann",
  holder: "ann on laptop",
  seconds: 90,
};

function database() {
  const clock = new SteppedClock(undefined, () => 0);
  const made = new FakeDatabase("core", clock);
  made.state = { version: 41 };
  return { made, clock };
}

/** Lets everybody go on who waits. */
async function settled<T>(work: Promise<T>, clock: SteppedClock): Promise<T> {
  const [result] = await Promise.all([work, clock.pass(10_000)]);
  return result;
}

describe("the state of a schema in its table", () => {
  for (const fate of ["lost", "lost and tried again"] as const) {
    it(`is changed once where the answer is ${fate}`, async () => {
      const { made, clock } = database();
      const fates = [fate, "written"] as const;
      let writes = 0;
      made.writeFate = () => fates[writes++] ?? "written";
      const change = made.store.change((state, now) => begin(state, WISH, now), NEVER);
      if (fate === "lost") {
        // A write of which nobody knows is told as it is: whoever asks again finds the state that it has left.
        await assert.rejects(settled(change, clock), /The connection broke/);
      } else {
        await settled(change, clock);
      }
      assert.deepEqual([writes, made.state?.holder], [1, "ann on laptop"]);
      await settled(
        made.store.change((state, now) => begin(state, WISH, now), NEVER),
        clock,
      );
      assert.equal(made.state?.migration?.id, "id-1");
    });
  }

  it("is taken by one of two who come at once", async () => {
    const { made, clock } = database();
    const take = (holder: string) =>
      made.store
        .change((state, now) => begin(state, { ...WISH, holder }, now), NEVER)
        .then(
          () => holder,
          (error: unknown) => String(error),
        );
    const said = await settled(Promise.all([take("ann"), take("bob"), take("cid")]), clock);
    assert.equal(said.filter((one) => /^(ann|bob|cid)$/.test(one)).length, 1, said.join("\n"));
    assert.equal(
      said.filter((one) => /^MigrationRefusal: \w+ is at a migration of core already/.test(one)).length,
      2,
    );
  });

  it("belongs to who took over, and the holder of before can change nothing any more", async () => {
    const { made, clock } = database();
    const { store } = made;
    await store.change((state, now) => begin(state, WISH, now), NEVER);
    await clock.pass(90_000);
    await store.change((state, now) => begin(state, { ...WISH, holder: "bob", id: "id-2" }, now), NEVER);
    assert.deepEqual([made.state?.holder, made.state?.migration?.id], ["bob", "id-1"]);
    const changes = [
      (state: typeof made.state, now: number) => renew(state, "ann on laptop", 90, now),
      (state: typeof made.state) => finished(state, "ann on laptop"),
      (state: typeof made.state) => failed(state, "ann on laptop", "It broke."),
      (state: typeof made.state) => giveBack(state, "ann on laptop"),
    ];
    for (const change of changes) {
      await assert.rejects(
        store.change(change, NEVER),
        /was taken over by bob, because it was not renewed in time/,
      );
    }
  });

  it("gives up where others never let it write", async () => {
    const { made, clock } = database();
    made.writeFate = () => "written";
    const { table } = made;
    Object.defineProperty(made, "table", { value: { ...table, put: () => Promise.resolve(false) } });
    const change = made.store.change((state, now) => begin(state, WISH, now), NEVER);
    await assert.rejects(settled(change, clock), /was changed by others 40 times in a row/);
  });

  it("says which item it is that nobody can read", async () => {
    const { made } = database();
    made.item = { id: { S: "schema#core" }, version: { S: "forty-one" } };
    await assert.rejects(
      made.store.read(NEVER),
      /^Error: The item "schema#core" of the vertical's coordination table is none/,
    );
  });
});
