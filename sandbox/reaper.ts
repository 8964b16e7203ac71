import { readFileSync, readdirSync } from "node:fs";

/** Every process of a run carries this variable, set to the run's id, in the environment it was started with. */
export const RUN_VARIABLE = "DUOTONE_SANDBOX_RUN";

/** What the main process writes to let a run live on after it. A main process that dies cannot say it. */
export const RELEASE_MESSAGE = "release";

/** What the reaper writes once no stray signal can take it away any more. */
export const READY_MESSAGE = "ready";

/** How long a process may take to end by itself after SIGTERM before it gets SIGKILL, in milliseconds. */
export const GRACE_MS = 3000;

/** How long SIGKILL may take to show, in milliseconds: a process in a disk wait ends only when that is over. */
const KILL_LIMIT_MS = 20_000;

const POLL_MS = 100;

/**
 * Three scans in a row must find nothing, because a process between fork and exec still shows the environment of
 * its parent and takes on the mark only a moment later.
 */
const QUIET_SCANS = 3;

/** Ids of all processes but this one whose environment carries exactly this run's mark. Linux only: it reads /proc. */
export function markedProcesses(runId: string): number[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => pid !== process.pid && isMarked(pid, runId));
}

/** Whether a process carries exactly this run's mark. False for processes that are gone or of another user. */
export function isMarked(pid: number, runId: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1").split("\0").includes(`${RUN_VARIABLE}=${runId}`);
  } catch {
    // Gone since the listing, or another user's: not ours either way.
    return false;
  }
}

/**
 * Ends every process that carries the run's mark: SIGTERM to all, SIGKILL to those that remain after the grace.
 * The mark is read again before each signal, so that a process id that was given to someone else is left alone.
 *
 * @returns the ids of the processes that were told to end
 * @throws Error if processes remain long after SIGKILL, which only the kernel can hold up
 */
export async function endMarkedProcesses(runId: string, graceMs: number = GRACE_MS): Promise<number[]> {
  const told = new Set<number>();
  const started = Date.now();
  let quietScans = 0;
  while (quietScans < QUIET_SCANS) {
    const found = markedProcesses(runId);
    const waited = Date.now() - started;
    if (found.length > 0 && waited > graceMs + KILL_LIMIT_MS) {
      throw new Error(`Processes ${found.join(", ")} of run ${runId} do not end, even by SIGKILL.`);
    }
    quietScans = found.length === 0 ? quietScans + 1 : 0;
    for (const pid of found) {
      if (waited >= graceMs) {
        signal(pid, runId, "SIGKILL");
      } else if (!told.has(pid)) {
        signal(pid, runId, "SIGTERM");
      }
      told.add(pid);
    }
    await pause(POLL_MS);
  }
  return [...told];
}

function signal(pid: number, runId: string, name: "SIGTERM" | "SIGKILL"): void {
  if (!isMarked(pid, runId)) {
    return;
  }
  try {
    process.kill(pid, name);
  } catch {
    // It ended between the look and the signal.
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/**
 * What the reaper process does: it waits for its standard input to close, which the kernel does for the main
 * process however that ends, and then ends the run. Told to release the run, it goes without touching it. It says on
 * its standard output when it is ready.
 */
export async function reap(runId: string, graceMs: number): Promise<void> {
  // A terminal's Ctrl-C or a stray signal must not take away the one process that tidies up after it.
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => undefined);
  }
  process.stdout.write(READY_MESSAGE);
  let message = "";
  process.stdin.setEncoding("utf8");
  for await (const chunk of process.stdin) {
    message += String(chunk);
    if (message.includes(RELEASE_MESSAGE)) {
      return;
    }
  }
  await endMarkedProcesses(runId, graceMs);
}
