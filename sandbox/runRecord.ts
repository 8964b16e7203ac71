import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";

import { z } from "zod";

import { stopRun } from "./processes";
import { markedProcesses } from "./reaper";
import { UserError } from "./userError";

const RECORD_FILE = "run.json";

/** Milliseconds that a running story has to end by itself before its processes are ended. */
const STOP_GRACE = 10_000;

const recordSchema = z.object({
  runId: z.string(),

  /** The main process, and when it started in clock ticks since boot: a number alone may be somebody else's by now. */
  pid: z.number(),
  pidStarted: z.string(),
  startedAt: z.string(),

  /** Whether the cloud outlives the main process. */
  kept: z.boolean(),
  endpoint: z.string().optional(),
});

/** The note that a run leaves in its state folder for as long as something of it may be alive. */
export type RunRecord = Readonly<z.infer<typeof recordSchema>>;

/**
 * Takes the state folder for a run of this process.
 *
 * @throws UserError where an earlier run of the folder is still alive, with what to do about it.
 */
export async function claimState(stateDir: string, runId: string): Promise<RunRecord> {
  await mkdir(stateDir, { recursive: true });
  const record: RunRecord = {
    runId,
    pid: process.pid,
    pidStarted: (await startOf(process.pid)) ?? "",
    startedAt: new Date().toISOString(),
    kept: false,
  };
  if (await createRecord(stateDir, record)) {
    return record;
  }
  const earlier = await readRecord(stateDir);
  if (earlier !== undefined && (await isAlive(earlier))) {
    throw new UserError(describeAlive(earlier, stateDir));
  }
  await removeRecord(stateDir);
  if (await createRecord(stateDir, record)) {
    return record;
  }
  throw new UserError(
    `Another run has just begun in ${stateDir}. Wait for it, or end it with: make sandbox-stop`,
  );
}

/** Replaces the note, for example to say that the cloud is kept. */
export async function updateRecord(stateDir: string, record: RunRecord): Promise<void> {
  await writeFile(path.join(stateDir, RECORD_FILE), toText(record));
}

export async function removeRecord(stateDir: string): Promise<void> {
  await rm(path.join(stateDir, RECORD_FILE), { force: true });
}

/** @returns The note; undefined where there is none, or none that can be read. */
export async function readRecord(stateDir: string): Promise<RunRecord | undefined> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(path.join(stateDir, RECORD_FILE), "utf8")));
  } catch {
    return undefined;
  }
}

/** Whether anything of a run is left: its main process, or a process that carries its mark. */
export async function isAlive(record: RunRecord): Promise<boolean> {
  return (await isMainAlive(record)) || markedProcesses(record.runId).length > 0;
}

/**
 * Ends the run of a state folder, kept or not, and removes its note.
 *
 * @returns A sentence that says what was done.
 */
export async function endRecordedRun(stateDir: string): Promise<string> {
  const record = await readRecord(stateDir);
  if (record === undefined) {
    return "No sandbox of this clone is running.";
  }
  const wasAlive = await isAlive(record);
  if (await isMainAlive(record)) {
    process.kill(record.pid, "SIGTERM");
    await waitWhile(() => isMainAlive(record), STOP_GRACE);
  }
  await stopRun(record.runId);
  await removeRecord(stateDir);
  return wasAlive ? `Sandbox ${record.runId} is ended.` : `Sandbox ${record.runId} had ended already.`;
}

/** Ends what this process has begun in a state folder. The run of another process is left alone. */
export async function endOwnRun(stateDir: string): Promise<void> {
  const record = await readRecord(stateDir);
  if (record?.pid === process.pid) {
    await stopRun(record.runId);
    await removeRecord(stateDir);
  }
}

/** The note is made whole or not at all, so that no one reads half of it. */
async function createRecord(stateDir: string, record: RunRecord): Promise<boolean> {
  const draft = path.join(stateDir, `run.${process.pid}.json`);
  await writeFile(draft, toText(record));
  try {
    await link(draft, path.join(stateDir, RECORD_FILE));
    return true;
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "EEXIST") {
      return false;
    }
    throw cause;
  } finally {
    await rm(draft, { force: true });
  }
}

function toText(record: RunRecord): string {
  return `${JSON.stringify(record, undefined, 2)}\n`;
}

function describeAlive({ runId, pid, kept, startedAt, endpoint }: RunRecord, stateDir: string): string {
  if (kept) {
    return (
      `The sandbox ${runId} was kept and still runs at ${endpoint ?? "an unknown address"}, since ${startedAt}.\n` +
      `Work with it (source ${path.join(stateDir, "env")}), or end it with: make sandbox-stop`
    );
  }
  return (
    `The sandbox ${runId} of this clone is running as process ${pid}, since ${startedAt}.\n` +
    "Wait for it, or end it with: make sandbox-stop"
  );
}

async function isMainAlive({ pid, pidStarted }: RunRecord): Promise<boolean> {
  return (await startOf(pid)) === pidStarted;
}

/** Field 22 of /proc/<pid>/stat, counted behind the command in parentheses; undefined where there is no such process. */
async function startOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
}

async function waitWhile(condition: () => Promise<boolean>, limit: number): Promise<void> {
  const deadline = Date.now() + limit;
  while (Date.now() < deadline && (await condition())) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
