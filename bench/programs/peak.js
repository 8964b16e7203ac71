"use strict";

const { readFileSync, writeSync } = require("node:fs");

// Loaded before the program: says in the end what its process had at most of memory, in kB. Not what the kernel says of the
// process as such (maxRSS): that begins with what the process that started it had.
process.on("exit", () => {
  const [, peak] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"));
  writeSync(3, peak);
});
