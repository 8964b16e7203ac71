import assert from "node:assert/strict";
import { EventEmitter } from "node:events";

import { Interrupted } from "../../cli/cliError";
import { Interruption } from "../../cli/interruption";

function interruption() {
  const source = new EventEmitter();
  const seen = { now: 0, exits: 0, wishes: [] as number[] };
  const subject = new Interruption(
    source,
    () => seen.now,
    () => (seen.exits += 1),
  );
  subject.onInterrupt((times) => seen.wishes.push(times));
  return { source, seen, subject };
}

describe("being asked to end", () => {
  it("aborts what waits at the first signal, and says 130", () => {
    const { source, seen, subject } = interruption();
    source.emit("SIGTERM");
    assert.ok(subject.signal.reason instanceof Interrupted);
    assert.equal(subject.signal.reason.exitCode, 130);
    assert.equal(subject.signal.reason.message, "Interrupted by SIGTERM.");
    assert.deepEqual(seen.wishes, [1]);
  });

  it("takes the signals of one moment for one: npx hands on what the terminal has sent already", () => {
    const { source, seen } = interruption();
    source.emit("SIGINT");
    seen.now = 900;
    source.emit("SIGINT");
    assert.deepEqual(seen.wishes, [1]);
    seen.now = 1_000;
    source.emit("SIGINT");
    assert.deepEqual([seen.wishes, seen.exits], [[1, 2], 0]);
    seen.now = 5_000;
    source.emit("SIGINT");
    assert.deepEqual([seen.wishes, seen.exits], [[1, 2], 1]);
  });

  it("listens no longer when it is closed", () => {
    const { source, subject } = interruption();
    subject.close();
    assert.equal(
      source.listenerCount("SIGINT") + source.listenerCount("SIGTERM") + source.listenerCount("SIGHUP"),
      0,
    );
  });
});
