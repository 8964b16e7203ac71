import assert from "node:assert/strict";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { run, type Invocation } from "../../../../sandbox/plugins/command/process";
import { untilEnded } from "./servedPlugin";

describe("running a command", function () {
  // Generous, because a busy machine starts processes and loads the AWS SDK slowly.
  this.timeout(20_000);
  const lines: string[] = [];
  const shell = (
    command: string,
    changes: Partial<Invocation> = {},
  ): Promise<Awaited<ReturnType<typeof run>>> =>
    run({
      argv: ["/bin/sh", "-c", command],
      dir: undefined,
      environment: { PATH: process.env["PATH"] },
      stdin: undefined,
      onLine: (stream, line) => lines.push(`${stream}: ${line}`),
      signal: new AbortController().signal,
      ...changes,
    });

  beforeEach(() => lines.splice(0));

  it("keeps both streams apart and passes every line on, an unfinished last one too", async () => {
    const finished = await shell("printf 'one\\ntwo'; printf 'err\\r\\n' >&2");
    assert.equal(finished.stdout, "one\ntwo");
    assert.equal(finished.stderr, "err\r\n");
    assert.equal(finished.failure, undefined);
    assert.deepEqual(lines.sort(), ["stderr: err", "stdout: one", "stdout: two"]);
  });

  it("keeps characters together that arrive in two pieces", async () => {
    await shell("printf '\\303'; sleep 0.1; printf '\\244\\n'");
    assert.deepEqual(lines, ["stdout: ä"]);
  });

  it("gives the command its folder, its input and nothing but its environment", async () => {
    const dir = await realpath(await mkdtemp(path.join(os.tmpdir(), "command-")));
    try {
      const finished = await shell("pwd -P; cat; echo; echo [$A][$HOME]", {
        dir,
        stdin: "typed",
        environment: { A: "1", PATH: "/bin:/usr/bin" },
      });
      assert.equal(finished.stdout, `${dir}\ntyped\n[1][]\n`);
    } finally {
      await rm(dir, { recursive: true });
    }
  });

  const failures: [string, Promise<unknown> | (() => ReturnType<typeof run>), RegExp][] = [
    ["an exit status", () => shell("exit 3"), /^exit status 3$/],
    ["a signal", () => shell("kill -TERM $$"), /^signal: terminated$/],
    [
      "a missing folder",
      () => shell("true", { dir: "/no/such/folder" }),
      /^dir \/no\/such\/folder is missing: make it first/,
    ],
    ["a file as folder", () => shell("true", { dir: "/etc/passwd" }), /^dir \/etc\/passwd is no folder/],
    [
      "an unknown program",
      () => shell("true", { argv: ["no-such-program", "x"] }),
      /^"no-such-program" is not on PATH/,
    ],
    ["an unknown file", () => shell("true", { argv: ["/no/such/program", "x"] }), /ENOENT/],
  ];
  for (const [what, attempt, expected] of failures) {
    it(`reports ${what}`, async () => {
      const finished = await (typeof attempt === "function" ? attempt() : attempt);
      assert.match((finished as { failure?: string }).failure ?? "", expected);
    });
  }

  it("looks for a program on the plugin's own PATH, not on the command's", async () => {
    const finished = await shell("", {
      argv: ["sh", "-c", "echo $0 $PATH"],
      environment: { PATH: "/nowhere" },
    });
    assert.equal(finished.stdout, "sh /nowhere\n");
  });

  it("ends the whole process group at once when cancelled", async () => {
    const cancellation = new AbortController();
    const pids: number[] = [];
    const finished = await shell("sleep 300 & echo $!; (trap '' TERM; echo $$; sleep 300); wait", {
      signal: cancellation.signal,
      onLine: (_, line) => {
        pids.push(Number(line));
        if (pids.length === 2) {
          cancellation.abort();
        }
      },
    });
    assert.equal(finished.failure, "signal: killed");
    assert.equal(pids.length, 2);
    await Promise.all(pids.map(untilEnded));
  });

  it("ends a command that is started after the cancellation", async () => {
    assert.equal((await shell("sleep 300", { signal: AbortSignal.abort() })).failure, "signal: killed");
  });
});
