import assert from "node:assert/strict";

import { runProgram } from "../../images/childProcess";

const env = { PATH: process.env.PATH };
const node = (script: string) => [process.execPath, ["-e", script]] as const;

describe("runProgram", () => {
  it("gives every line of both streams, and the exit code", async () => {
    const lines: string[] = [];
    const end = await runProgram(
      ...node(
        'console.log("one"); console.error("two"); process.stdout.write("three"); process.exitCode = 3',
      ),
      {
        env,
        onLine: (line) => lines.push(line),
      },
    );
    assert.equal(end?.exitCode, 3);
    assert.deepEqual(lines.sort(), ["one", "three", "two"]);
    assert.match(end.printed, /one\n/);
  });

  it("keeps the end of what was printed, not all of it", async () => {
    const end = await runProgram(
      ...node('console.log("first"); console.log("x".repeat(200000)); console.log("last")'),
      { env },
    );
    assert.ok((end?.printed.length ?? 0) <= 64 * 1024);
    assert.match(end?.printed ?? "", /x\nlast\n$/);
  });

  it("says that there is no such program, rather than fail", async () => {
    assert.equal(await runProgram("no-such-program", [], { env }), undefined);
  });

  it("asks the program to end and waits for its cleaning up", async () => {
    const controller = new AbortController();
    const script = `process.on("SIGTERM", () => setTimeout(() => { console.log("cleaned up"); process.exit(1) }, 100));
      console.log("ready"); setTimeout(() => {}, 60000);`;
    const end = await runProgram(...node(script), {
      env,
      signal: controller.signal,
      onLine: (line) => {
        if (line === "ready") {
          controller.abort();
        }
      },
    });
    assert.equal(end?.exitCode, 1);
    assert.match(end.printed, /cleaned up/);
  });

  it("ends a program that it started after it was to end", async () => {
    const end = await runProgram(...node("setTimeout(() => {}, 60000)"), {
      env,
      signal: AbortSignal.abort(),
    });
    assert.equal(end?.exitCode, undefined);
  });

  it("reads all of a program that is to end with it", async () => {
    const end = await runProgram(
      ...node(
        'console.log("one"); setTimeout(() => { console.error("two"); console.log("x".repeat(200000)) }, 100)',
      ),
      { env, endsWithUs: true },
    );
    assert.equal(end?.exitCode, 0);
    assert.equal(end.printed.length, 64 * 1024);
  });
});
