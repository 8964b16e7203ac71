import { readFile } from "node:fs/promises";

import { markedProcesses } from "./reaper";

/** Milliseconds. The kernel walks all pages of a process for an answer: once a second took a tenth of a processor. */
const SAMPLE_INTERVAL = 5000;

/** The kernel's answers are in kB of 1024 bytes. */
const KB_PER_MB = 1024;

/**
 * Watches how much memory a run takes: the sum over all processes that carry its mark, every five seconds.
 *
 * Proportional set size, in which shared pages count once: the plugins of six accounts share their programs' code.
 * Linux only.
 */
export class MemoryWatch {
  private timer: NodeJS.Timeout | undefined;
  private peak = 0;

  public constructor(private readonly runId: string) {}

  /** The largest sum so far, in MB of 1024 kB. */
  public get peakMB(): number {
    return Math.round(this.peak / KB_PER_MB);
  }

  public start(): void {
    const sample = () => {
      void this.sample().finally(() => {
        if (this.timer !== undefined) {
          this.timer = setTimeout(sample, SAMPLE_INTERVAL).unref();
        }
      });
    };
    this.timer = setTimeout(sample, 0).unref();
  }

  public stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Takes one sample. */
  public async sample(): Promise<void> {
    let sum = 0;
    for (const pid of markedProcesses(this.runId)) {
      sum += await proportionalKB(pid);
    }
    this.peak = Math.max(this.peak, sum);
  }
}

/** @returns 0 for a process that is gone. */
async function proportionalKB(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
  return Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0);
}
