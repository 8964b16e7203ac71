import assert from "node:assert/strict";
import { mock } from "node:test";

import { consoleProgress } from "../../sandbox/progress";

/** Lets time pass in small steps: one long tick would show every timer the time at its end. */
function pass(milliseconds: number): void {
  for (let passed = 0; passed < milliseconds; passed += 100) {
    mock.timers.tick(100);
  }
}

describe("consoleProgress", () => {
  let written: string[];
  const log = { write: (text: string) => written.push(text) };

  beforeEach(() => {
    written = [];
    mock.timers.enable({ apis: ["setInterval", "Date"] });
  });

  afterEach(() => {
    mock.timers.reset();
  });

  it("writes one line, with its seconds, for a step that ends at once", () => {
    const step = consoleProgress(log).step("packer 1.15.1");
    pass(1300);
    step.done("from the cache");
    pass(60_000);
    assert.deepEqual(written, ["ok     packer 1.15.1: from the cache (1.3 s)\n"]);
  });

  it("writes a line after 2 s and then every 15 s while a step waits, with its latest detail", () => {
    const step = consoleProgress(log).step("pulumi");
    step.update("downloading");
    pass(5000);
    step.update("compiling");
    pass(25_000);
    step.fail("exit code 1");
    assert.deepEqual(written, [
      "...    pulumi: downloading (2.0 s)\n",
      "...    pulumi: compiling (17 s)\n",
      "FAILED pulumi: exit code 1 (30 s)\n",
    ]);
  });

  it("keeps the other steps' heartbeat when one ends", () => {
    const progress = consoleProgress(log);
    const [first, second] = [progress.step("a"), progress.step("b")];
    pass(1000);
    first.done();
    pass(1500);
    second.done();
    assert.deepEqual(written, ["ok     a (1.0 s)\n", "...    b (2.0 s)\n", "ok     b (2.5 s)\n"]);
  });

  it("ignores whatever comes after a step's end", () => {
    const step = consoleProgress(log).step("a");
    step.done();
    step.fail("late");
    step.done();
    step.update("late");
    pass(30_000);
    assert.deepEqual(written, ["ok     a (0.0 s)\n"]);
  });

  describe("on a terminal", () => {
    const terminal = { ...log, isTTY: true, columns: 30, write: (text: string) => written.push(text) };

    /** What a terminal of one line's memory shows: finished lines, and the last one. */
    function screen(): string[] {
      return written
        .join("")
        .split("\n")
        .map((line) => line.slice(line.lastIndexOf("\u001b[K") + 1).replace("[K", ""));
    }

    it("shows what is under way in the last line, within the terminal's width", () => {
      const progress = consoleProgress(terminal);
      progress.step("first").update("x".repeat(50));
      progress.step("second");
      pass(500);
      const last = screen().at(-1) ?? "";
      assert.match(last, /^\.\.\. {4}first: x+$/);
      assert.equal(last.length, 29);
    });

    it("puts the end of a step above the last line, and leaves nothing behind when all have ended", () => {
      const progress = consoleProgress(terminal);
      const [first, second] = [progress.step("a"), progress.step("b")];
      first.done();
      assert.deepEqual(screen(), ["ok     a (0.0 s)", "...    b (0.0 s)"]);
      second.done();
      assert.deepEqual(screen(), ["ok     a (0.0 s)", "ok     b (0.0 s)", ""]);
    });
  });
});
