import { readFile } from "node:fs/promises";

/**
 * What a process has had of memory at most since it began its program, in MB of 1024 kB.
 *
 * `process.resourceUsage().maxRSS` is at least what the process that started it had.
 */
export async function peakMemory(process: number | "self"): Promise<number> {
  const status = await readFile(`/proc/${process}/status`, "utf8");
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}
