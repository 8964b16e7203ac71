import { RELEASE_MESSAGE } from "../reaper";
import { Gateway } from "./gateway";

/**
 * The gateway as a process of its own, so that a busy main process does not stall it. Its argument is the emulator's
 * address. It says its port on standard output, one line of JSON: `{"port": 42222}`. It ends when its standard input
 * closes, which the kernel does when the process that started it is gone, unless the line `release` came before.
 */
async function main(): Promise<void> {
  const [upstream] = process.argv.slice(2);
  if (upstream === undefined) {
    throw new Error("The gateway needs the emulator's address, for example http://127.0.0.1:41111.");
  }
  const port = await new Gateway(upstream, console.error).listen();
  process.stdout.write(`${JSON.stringify({ port })}\n`);
  let heard = "";
  process.stdin.setEncoding("utf8");
  for await (const chunk of process.stdin) {
    heard += String(chunk);
  }
  if (!heard.includes(RELEASE_MESSAGE)) {
    process.exit(0);
  }
}

void main();
