import { fstatSync } from "node:fs";

/**
 * Calls `end` once, when the plugin has no engine any more or is told to end.
 *
 * The engine holds the other side of the plugin's standard input open for as long as it lives, however it dies: the
 * end of that pipe is seen at once, where a look at the parent's process id would be late, and wrong behind a script.
 */
export function onEngineEnd(end: () => void): void {
  let ended = false;
  const once = () => {
    if (!ended) {
      ended = true;
      end();
    }
  };
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    process.on(signal, once);
  }
  const input = fstatSync(0);
  if (input.isFIFO() || input.isSocket()) {
    process.stdin.on("end", once).on("error", once).resume();
  }
}
