import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import path from "node:path";
import { Writable } from "node:stream";
import { promisify } from "node:util";

import { drained } from "../../cli/drained";

describe("what was written before the end", () => {
  it("is waited for, however slow its reader is", async () => {
    const taken: string[] = [];
    const slow = new Writable({
      highWaterMark: 1,
      write(chunk: Buffer, _encoding, next) {
        setImmediate(() => {
          taken.push(chunk.toString());
          next();
        });
      },
    });
    slow.write("one");
    slow.write("two");
    await drained(slow);
    assert.deepEqual(taken.slice(0, 2), ["one", "two"]);
  });

  it("is not waited for where the reader is gone", async () => {
    const gone = new Writable({
      write: (_chunk, _encoding, next) => {
        next(new Error("EPIPE"));
      },
    });
    gone.on("error", () => undefined);
    gone.write("one");
    await drained(gone);
  });

  it("reaches a program that reads much more than a pipe has room for", async () => {
    const length = 4 * 1024 * 1024;
    const script = `
      const { drained } = require(${JSON.stringify(path.resolve(__dirname, "../../cli/drained"))});
      process.stdout.write("x".repeat(${length}));
      void drained(process.stdout).then(() => process.exit(0));`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--require", "ts-node/register/transpile-only", "--eval", script],
      { cwd: path.resolve(__dirname, "../.."), maxBuffer: 2 * length },
    );
    assert.equal(stdout.length, length);
  });
});
