import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

import fc from "fast-check";

import { OutputTurns } from "./outputTurns";

/** An hour: never, as far as these tests go. */
const NEVER = 3_600_000;

class Shown {
  public text = "";

  public write(text: string): void {
    this.text += text;
  }
}

describe("OutputTurns", () => {
  it("shows the first as it writes, and keeps what the others write until it has ended", () => {
    const shown = new Shown();
    const turns = new OutputTurns(shown, NEVER);
    const [first, second] = [turns.open("first"), turns.open("second")];
    second.write("b1\n");
    first.write("a1\n");
    assert.equal(shown.text, "a1\n");
    second.write("b2\n");
    first.write("a2\n");
    first.end();
    assert.equal(shown.text, "a1\na2\nb1\nb2\n");
    second.write("b3\n");
    assert.equal(shown.text, "a1\na2\nb1\nb2\nb3\n");
    second.end();
    turns.close();
    assert.equal(shown.text, "a1\na2\nb1\nb2\nb3\n");
  });

  it("shows everything once, one after the other, in whatever order they write and end", () => {
    const writes = fc.array(fc.tuple(fc.nat(2), fc.string()));
    fc.assert(
      fc.property(writes, fc.shuffledSubarray([0, 1, 2]), (texts, ending) => {
        const shown = new Shown();
        const turns = new OutputTurns(shown, NEVER);
        const writers = [0, 1, 2].map((index) => turns.open(String(index)));
        texts.forEach(([index, text]) => writers[index]?.write(text));
        ending.forEach((index) => writers[index]?.end());
        turns.close();
        const of = (wanted: number) => texts.filter(([index]) => index === wanted).map(([, text]) => text);
        assert.equal(shown.text, [0, 1, 2].flatMap(of).join(""));
      }),
    );
  });

  it("says now and then what those are at whose output is kept, and nothing of those that say nothing", async () => {
    const shown = new Shown();
    const turns = new OutputTurns(shown, 20);
    turns.open("first").write("begun\n");
    turns.open("silent");
    turns.open("second").write("one\n  two\n\n");
    while (!shown.text.includes("[")) {
      await pause(5);
    }
    turns.close();
    assert.match(shown.text, /^begun\n(\[second\] two\n)+one\n {2}two\n\n$/);
  });

  it("does not break into a line", async () => {
    const shown = new Shown();
    const turns = new OutputTurns(shown, 10);
    turns.open("first").write("half a ");
    turns.open("second").write("one\n");
    await pause(100);
    assert.equal(shown.text, "half a ");
    turns.close();
  });
});
