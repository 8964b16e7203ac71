import assert from "node:assert/strict";

import { Slots, together } from "../../../sandbox/engine/together";
import { UserError } from "../../../sandbox/userError";

/** Waits until the signal fires, then fails as a cancelled task does. */
function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => {
      setTimeout(() => {
        reject(new Error("aborted"));
      }, 20);
    });
  });
}

describe("together", () => {
  it("gives the results in the order of the tasks", async () => {
    const late = () => new Promise<string>((resolve) => setTimeout(resolve, 10, "late"));
    assert.deepEqual(
      await together<[string, number]>(new AbortController(), [late, () => Promise.resolve(1)]),
      ["late", 1],
    );
  });

  it("stops the others when one fails, waits for them, and tells only the reason", async () => {
    const controller = new AbortController();
    let ended = false;
    const other = () =>
      untilAborted(controller.signal).finally(() => {
        ended = true;
      });
    await assert.rejects(
      together(controller, [other, () => Promise.reject(new UserError("no Go"))]),
      (error: unknown) => error instanceof UserError && error.message === "no Go",
    );
    assert.ok(ended);
  });

  it("tells every user's mistake, once", async () => {
    const controller = new AbortController();
    const mistake = (message: string) => () => Promise.reject(new UserError(message));
    await assert.rejects(together(controller, [mistake("a"), mistake("b"), mistake("a")]), {
      message: "a\n\nb",
    });
  });

  it("throws what is no user's mistake as it is", async () => {
    const bug = new TypeError("bug");
    await assert.rejects(
      together(new AbortController(), [() => Promise.reject(bug), () => Promise.reject(new UserError("a"))]),
      bug,
    );
  });

  it("fails inside another one without hiding that one's reason", async () => {
    const controller = new AbortController();
    const inner = () => together(controller, [() => untilAborted(controller.signal)]);
    await assert.rejects(together(controller, [inner, () => Promise.reject(new UserError("why"))]), {
      message: "why",
    });
  });
});

describe("Slots", () => {
  it("let so many tasks run at once and no more, in the order in which they came", async () => {
    const slots = new Slots(2);
    const started: number[] = [];
    let running = 0;
    let most = 0;
    await Promise.all(
      [0, 1, 2, 3, 4].map((task) =>
        slots.run(async () => {
          started.push(task);
          most = Math.max(most, ++running);
          await new Promise((resolve) => setTimeout(resolve, 5));
          running--;
        }),
      ),
    );
    assert.equal(most, 2);
    assert.deepEqual(started, [0, 1, 2, 3, 4]);
  });

  it("are free again after a task that failed", async () => {
    const slots = new Slots(1);
    await assert.rejects(slots.run(() => Promise.reject(new Error("x"))));
    assert.equal(await slots.run(() => Promise.resolve("next")), "next");
  });
});
