import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";

import { lineProgress, liveProgress } from "../../cli/progress";

describe("progress in lines", () => {
  it("tells a phase's beginning, what is new every ten seconds, and its end", async () => {
    const lines: string[] = [];
    let now = 0;
    const progress = lineProgress({ note: (text) => lines.push(text), now: () => now });
    const result = await progress.phase("Update", (phase) => {
      now = 5_000;
      phase.update("1 of 9 done");
      now = 12_000;
      phase.update("3 of 9 done");
      phase.update("4 of 9 done");
      now = 25_000;
      phase.update("3 of 9 done");
      phase.line("zone Z0: 5 names changed in one batch");
      return Promise.resolve(7);
    });
    assert.equal(result, 7);
    assert.deepEqual(lines, [
      "Update ...",
      "  3 of 9 done (12 s)",
      "  zone Z0: 5 names changed in one batch",
      "Update: done (25 s)",
    ]);
  });

  it("tells a failure and hands it on", async () => {
    const lines: string[] = [];
    const progress = lineProgress({ note: (text) => lines.push(text), now: () => 0 });
    await assert.rejects(
      progress.phase("Preview", () => Promise.reject(new Error("refused"))),
      /refused/,
    );
    assert.deepEqual(lines, ["Preview ...", "Preview: FAILED (0.0 s)"]);
  });
});

describe("progress on a terminal", () => {
  const stream = () =>
    Object.assign(new PassThrough(), { isTTY: true, columns: 80 }) as unknown as NodeJS.WriteStream;

  it("leaves the phase and its lines on the screen", async () => {
    const screen = stream();
    const result = await liveProgress(screen, () => 0).phase("Update", (phase) => {
      phase.update("1 of 9 done");
      phase.line("one");
      phase.line("two");
      return Promise.resolve("value");
    });
    assert.equal(result, "value");
    const written = String((screen as unknown as PassThrough).read());
    assert.match(stripVTControlCharacters(written), /Update \(0\.0 s\)\n[^\n]*one\n[^\n]*two\n$/);
  });

  it("hands a failure on as it is", async () => {
    const failure = new Error("refused");
    await assert.rejects(
      liveProgress(stream(), () => 0).phase("Preview", () => Promise.reject(failure)),
      (error) => error === failure,
    );
  });
});
