import { randomUUID } from "node:crypto";
import { mkdir, readFile, readlink, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";

/** Milliseconds between two signs of life of a lock's owner. */
const HEARTBEAT = 10_000;

/** Milliseconds without a sign of life after which an owner that cannot be asked counts as gone. */
const SILENCE = 60_000;

const POLL = 250;

/** Who holds a lock. */
export interface LockOwner {
  readonly pid: number;

  /** When the process began, as the kernel counts, because process ids are given out again. Empty where unknown. */
  readonly began: string;

  /** Machine, boot and process namespace: only there does the process id mean anything. */
  readonly where: string;

  /** When the lock was taken, in milliseconds since 1970. */
  readonly since: number;

  /** Tells two locks of one process apart. */
  readonly ticket: string;
}

export interface HeldLock {
  release(): Promise<void>;
}

export interface LockOptions {
  readonly signal?: AbortSignal | undefined;

  /** Called at every look at a lock that somebody else holds. */
  readonly onWait?: ((owner: LockOwner | undefined) => void) | undefined;
}

/**
 * Takes a lock that several processes share through the file system, waiting while its owner lives.
 *
 * The lock of an owner that is gone is broken: at once if it ran on this machine, after a minute of silence if not.
 * Two waiting processes may, within the same millisecond, both break it and both go on. Users of the lock must stand
 * that: it spares work that would be done twice, and nothing else.
 */
export async function takeLock(file: string, options: LockOptions = {}): Promise<HeldLock> {
  for (;;) {
    options.signal?.throwIfAborted();
    const held = await tryLock(file);
    if (held !== undefined) {
      return held;
    }
    options.onWait?.((await readOwner(file))?.owner);
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
}

/** Takes a lock if nobody who still lives has it. */
export async function tryLock(file: string): Promise<HeldLock | undefined> {
  await mkdir(path.dirname(file), { recursive: true });
  const held = await createLock(file);
  if (held !== undefined) {
    return held;
  }
  const found = await readOwner(file);
  if (found !== undefined && (await isGone(found, await processPlace()))) {
    await breakLock(file, found.text);
    return createLock(file);
  }
  return undefined;
}

async function createLock(file: string): Promise<HeldLock | undefined> {
  const owner: LockOwner = {
    pid: process.pid,
    began: (await processStart(process.pid)) ?? "",
    where: await processPlace(),
    since: Date.now(),
    ticket: randomUUID(),
  };
  const text = JSON.stringify(owner);
  try {
    await writeFile(file, text, { flag: "wx" });
  } catch (error) {
    if (isCode(error, "EEXIST")) {
      return undefined;
    }
    // A full disk leaves an empty file, which would hold up everybody for a minute.
    await rm(file, { force: true });
    throw error;
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    // A lock that was taken away shows at the release; a missed beat is made up by the next.
    utimes(file, now, now).catch(() => undefined);
  }, HEARTBEAT).unref();
  return {
    release: async () => {
      clearInterval(heartbeat);
      if ((await readOwner(file))?.text === text) {
        await rm(file, { force: true });
      }
    },
  };
}

interface FoundLock {
  readonly text: string;

  /** `undefined` while the owner is still writing the file, or if it died doing so. */
  readonly owner: LockOwner | undefined;

  /** Milliseconds since the last sign of life. */
  readonly silent: number;
}

async function readOwner(file: string): Promise<FoundLock | undefined> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(file, "utf8"), stat(file)]);
    return { text, owner: parseOwner(text), silent: Date.now() - mtimeMs };
  } catch (error) {
    if (isCode(error, "ENOENT")) {
      return undefined;
    }
    throw error;
  }
}

function parseOwner(text: string): LockOwner | undefined {
  try {
    return JSON.parse(text) as LockOwner;
  } catch {
    return undefined;
  }
}

async function isGone(found: FoundLock, here: string): Promise<boolean> {
  if (found.owner?.where !== here) {
    return found.silent > SILENCE;
  }
  const began = await processStart(found.owner.pid);
  return began === undefined || began !== found.owner.began;
}

/** Removes the lock that was judged, and no other: one taken in the meantime is put back. */
async function breakLock(file: string, judged: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (isCode(error, "ENOENT")) {
      return;
    }
    throw error;
  }
  if ((await readFile(aside, "utf8")) === judged) {
    await rm(aside, { force: true });
  } else {
    await rename(aside, file);
  }
}

/**
 * When a process began: field 22 of /proc/<pid>/stat, in clock ticks since boot (proc(5)). Empty where there is no
 * /proc and the process lives; `undefined` where there is no such process.
 */
export async function processStart(pid: number): Promise<string | undefined> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!isCode(error, "EPERM")) {
      return undefined;
    }
  }
  try {
    const text = await readFile(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name in parentheses, and may contain anything.
    return text.slice(text.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return process.platform === "linux" ? undefined : "";
  }
}

/** Names the machine, its boot and the process namespace. */
async function processPlace(): Promise<string> {
  const [boot, namespace] = await Promise.all([
    readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => ""),
    readlink("/proc/self/ns/pid").catch(() => ""),
  ]);
  return [hostname(), boot.trim(), namespace].join("/");
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
