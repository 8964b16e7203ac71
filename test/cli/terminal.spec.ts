import assert from "node:assert/strict";
import { PassThrough } from "node:stream";

import { processTerminal } from "../../cli/terminal";

/** Streams of a process that remember what was written. */
function streams({ tty = false, columns = 0 } = {}) {
  const make = () => Object.assign(new PassThrough(), { isTTY: tty, columns });
  const all = { stdin: make(), stdout: make(), stderr: make() };
  const text = (stream: PassThrough) => {
    const chunk = stream.read() as Buffer | null;
    return chunk === null ? "" : chunk.toString();
  };
  return {
    process: all as unknown as Pick<NodeJS.Process, "stdin" | "stdout" | "stderr">,
    type: (answer: string) => all.stdin.write(answer),
    end: () => all.stdin.end(),
    stdout: () => text(all.stdout),
    stderr: () => text(all.stderr),
  };
}

describe("the terminal", () => {
  it("prints on stdout and notes on stderr for people", () => {
    const fake = streams();
    const terminal = processTerminal(fake.process, {}, { json: false, color: true });
    terminal.print("screen");
    terminal.note("note");
    terminal.document({ a: 1 });
    assert.deepEqual([fake.stdout(), fake.stderr()], ["screen\n", "note\n"]);
  });

  it("has one JSON document on stdout for programs, and all else on stderr", () => {
    const fake = streams();
    const terminal = processTerminal(fake.process, {}, { json: true, color: true });
    terminal.print("screen");
    terminal.note("note");
    terminal.document({ a: 1 });
    assert.deepEqual(JSON.parse(fake.stdout()), { a: 1 });
    assert.equal(fake.stderr(), "screen\nnote\n");
  });

  it("paints only for a terminal, and for nobody who does not want it", () => {
    const painted = (tty: boolean, environment: Record<string, string>, color = true) =>
      processTerminal(streams({ tty }).process, environment, { json: false, color }).paint.bad("x");
    assert.equal(painted(true, {}), "\u001b[31mx\u001b[39m");
    for (const plain of [
      painted(false, {}),
      painted(true, { NO_COLOR: "1" }),
      painted(true, { TERM: "dumb" }),
      painted(true, {}, false),
    ]) {
      assert.equal(plain, "x");
    }
  });

  it("is as wide as the screen, within reason, and 80 where nobody knows", () => {
    const width = (columns: number) =>
      processTerminal(streams({ columns }).process, {}, { json: false, color: false }).columns;
    assert.deepEqual([width(0), width(20), width(100), width(500)], [80, 60, 100, 140]);
  });

  it("can ask only where somebody is there, and is live only on a terminal that is no log", () => {
    const on = (tty: boolean, environment: Record<string, string>) => {
      const { canAsk, isLive } = processTerminal(streams({ tty }).process, environment, {
        json: false,
        color: true,
      });
      return [canAsk, isLive];
    };
    assert.deepEqual(on(true, {}), [true, true]);
    assert.deepEqual(on(true, { CI: "true" }), [true, false]);
    assert.deepEqual(on(false, {}), [false, false]);
  });

  it("takes an answer, an end of input for an empty one, and gives up when asked to end", async () => {
    const ask = (fake: ReturnType<typeof streams>, signal = new AbortController().signal) =>
      processTerminal(fake.process, {}, { json: false, color: false }).ask("Go on? ", signal);
    const typed = streams();
    const answer = ask(typed);
    typed.type(" yes \n");
    assert.equal(await answer, "yes");
    assert.match(typed.stderr(), /^Go on\? /);

    const gone = streams();
    const nothing = ask(gone);
    gone.end();
    assert.equal(await nothing, "");

    const controller = new AbortController();
    const open = ask(streams(), controller.signal);
    controller.abort(new Error("Interrupted by SIGINT."));
    await assert.rejects(open, /Interrupted by SIGINT\./);
  });
});
