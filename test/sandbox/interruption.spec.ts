import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

const INTERRUPTION = path.resolve(__dirname, "../../sandbox/interruption.ts");

/** A program that works, is asked to end, and ends in order; or whose tidying up takes for ever. */
const PROGRAM = `
const { Interruption } = require(${JSON.stringify(INTERRUPTION)});
const interruption = new Interruption();
setInterval(() => undefined, 1000);
console.log("ready");
interruption.until(new Promise(() => undefined)).catch(async (error) => {
  console.log(error.message);
  if (process.argv[1] === "forever") await new Promise(() => undefined);
  process.exit(error.exitCode);
});
`;

describe("Interruption", function () {
  this.timeout(10_000);
  let child: ChildProcess | undefined;
  afterEach(() => child?.kill("SIGKILL"));

  const start = async (argument: string) => {
    const args = ["-r", "ts-node/register/transpile-only", "-e", PROGRAM, argument];
    child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const said: string[] = [];
    child.stdout?.on("data", (chunk: Buffer) => said.push(chunk.toString()));
    while (!said.join("").includes("ready")) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return { program: child, said, ended: once(child, "close") };
  };

  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const) {
    it(`turns ${signal} into an error with the shell's exit code, ${code}`, async () => {
      const { program, said, ended } = await start("once");
      program.kill(signal);
      assert.deepEqual(await ended, [code, null]);
      assert.match(said.join(""), new RegExp(`Interrupted by ${signal}`));
    });
  }

  it("ends at once at the second signal, though tidying up is not done", async () => {
    const { program, said, ended } = await start("forever");
    program.kill("SIGINT");
    while (!said.join("").includes("Interrupted")) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    program.kill("SIGINT");
    assert.deepEqual(await ended, [130, null]);
  });
});
