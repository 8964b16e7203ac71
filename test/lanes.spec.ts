import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";

import { type Done, type Lane, type Piece, type Result, runLanes } from "./lanes";
import { OutputTurns } from "./outputTurns";

const PASSED: Result = { passed: 1, failed: 0, skipped: 0, notes: [] };

describe("runLanes", function () {
  this.timeout(30_000);

  async function shownBy(
    lanes: readonly Lane[],
    signal = new AbortController().signal,
  ): Promise<{ results: readonly Done[]; text: string }> {
    let text = "";
    const turns = new OutputTurns({ write: (more) => (text += more) });
    const results = await runLanes(lanes, { turns, runId: `test-${randomUUID()}`, signal });
    turns.close();
    return { results, text };
  }

  const piece = (title: string, run: Piece["run"]): Piece => ({ title, run });

  it("runs lanes side by side, and the pieces of one after the other", async () => {
    const order: string[] = [];
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const waiting = piece("waits for the other lane", async () => {
      await released;
      order.push("waited");
      return PASSED;
    });
    const next = (title: string, then?: () => void) =>
      piece(title, () => {
        order.push(title);
        then?.();
        return Promise.resolve(PASSED);
      });
    const { results } = await shownBy([
      { title: "a", pieces: [waiting, next("after it")] },
      { title: "b", pieces: [next("first"), next("second", release)] },
    ]);
    assert.deepEqual(order, ["first", "second", "waited", "after it"]);
    assert.deepEqual(
      results.map(({ title }) => title),
      ["waits for the other lane", "after it", "first", "second"],
    );
    assert.ok(results.every(({ seconds }) => seconds >= 0 && seconds < 30));
  });

  it("shows what the tools of each piece print below its title", async () => {
    const version = (title: string) =>
      piece(title, async ({ print, run }) => {
        print("it is of");
        assert.equal(await run("prettier", ["--version"]), 0);
        return PASSED;
      });
    const { text } = await shownBy([
      { title: "a", pieces: [version("one"), version("two")] },
      { title: "b", pieces: [version("three")] },
    ]);
    const section = (title: string) => `\\n== ${title}\\nit is of\\n\\d+\\.\\d+\\.\\d+\\n`;
    assert.match(text, new RegExp(`^${["one", "two", "three"].map(section).join("")}$`));
  });

  it("counts what cannot be run as one failure, and runs the rest", async () => {
    const broken = piece("broken", async ({ run }) => {
      await run("no-such-tool", []);
      return PASSED;
    });
    const sound = piece("sound", () => Promise.resolve(PASSED));
    const { results } = await shownBy([
      { title: "a", pieces: [broken, sound] },
      { title: "b", pieces: [sound] },
    ]);
    assert.deepEqual(
      results.map(({ failed }) => failed),
      [1, 0, 0],
    );
    assert.match(
      results[0]?.notes.join("\n") ?? "",
      /^Failed: broken\. .*no-such-tool.* could not be started/,
    );
  });

  it("begins nothing more once it is to stop", async () => {
    const stopping = new AbortController();
    const last = piece("last", () => {
      stopping.abort();
      return Promise.resolve(PASSED);
    });
    const { results, text } = await shownBy([{ title: "a", pieces: [last, last] }], stopping.signal);
    assert.deepEqual(
      results.map(({ title, passed }) => [title, passed]),
      [["last", 1]],
    );
    assert.equal(text.match(/== last/g)?.length, 1);
  });
});
