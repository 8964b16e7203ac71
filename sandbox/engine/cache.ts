import { createHash, randomUUID } from "node:crypto";
import { access, mkdir, readdir, readlink, rename, rm, symlink } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";

import { type LockOwner, takeLock, tryLock } from "./lock";

/** Folders of the cache whose entries are made here. Others below the same root belong to somebody else. */
const KINDS = ["bin", "go", "linux-root", "packer-plugins", "python", "terraform", "vendor"] as const;
export type EntryKind = (typeof KINDS)[number];

/** Something that is made once and then used by every clone of this user. */
export interface EntryRequest {
  readonly kind: EntryKind;

  /** Names the entry within its kind. Whatever changes the content must change the key. */
  readonly key: string;

  /** Files, relative to the entry, without which it is not whole. Links are followed. */
  readonly files: readonly string[];

  /** Makes the entry in a new empty folder, which stays where it is. */
  make(folder: string): Promise<void>;

  /** Called while another process makes the same entry. */
  readonly onWait?: ((owner: LockOwner | undefined) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface CacheEntry {
  /** The entry's folder. Its name is the same on every run. */
  readonly folder: string;

  /** Whether it was made now. */
  readonly made: boolean;
}

/** The user's cache folder for this project: the XDG base directory, as the specification says, else `~/.cache`. */
export function cacheRoot(env: NodeJS.ProcessEnv): string {
  const base = env.XDG_CACHE_HOME;
  // The XDG base directory specification has relative paths ignored.
  const home = env.HOME === undefined || env.HOME === "" ? homedir() : env.HOME;
  return path.join(base !== undefined && path.isAbsolute(base) ? base : path.join(home, ".cache"), "duotone");
}

/** A short key of texts: 16 hex digits of their SHA-256, with the borders between them counted in. */
export function keyOf(...parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}

/**
 * The entry, made if it is not there.
 *
 * An entry is a link to a folder of its own name plus a random part, and the link is put in place, in one step, when
 * the folder is whole. A run that is killed, or a disk that is full, therefore leaves a folder that nothing links to,
 * and the next run removes it.
 *
 * @param root As `cacheRoot` gives it.
 * @throws what `make` throws, and Error where `make` left out one of the files.
 */
export async function cacheEntry(root: string, request: EntryRequest): Promise<CacheEntry> {
  const kindDir = path.join(root, request.kind);
  const folder = path.join(kindDir, request.key);
  if (await isWhole(folder, request.files)) {
    return { folder, made: false };
  }
  const lock = await takeLock(lockFile(root, request.kind, request.key), request);
  try {
    if (await isWhole(folder, request.files)) {
      return { folder, made: false };
    }
    await rm(folder, { force: true });
    await removeLeftovers(kindDir, request.key);
    await makeEntry(folder, request);
    return { folder, made: true };
  } finally {
    await lock.release();
  }
}

/** Whether an entry is there and whole, without making it. */
export function hasEntry(
  root: string,
  request: Pick<EntryRequest, "kind" | "key" | "files">,
): Promise<boolean> {
  return isWhole(path.join(root, request.kind, request.key), request.files);
}

async function makeEntry(folder: string, request: EntryRequest): Promise<void> {
  const made = `${folder}.${randomUUID()}`;
  const link = `${folder}.${randomUUID()}`;
  try {
    await mkdir(made, { recursive: true });
    await request.make(made);
    if (!(await isWhole(made, request.files))) {
      throw new Error(`${request.kind}/${request.key} was made without one of: ${request.files.join(", ")}`);
    }
    await symlink(path.basename(made), link);
    await rename(link, folder);
  } catch (error) {
    await rm(link, { force: true });
    await rm(made, { recursive: true, force: true });
    throw error;
  }
}

async function isWhole(folder: string, files: readonly string[]): Promise<boolean> {
  try {
    await Promise.all(files.map((file) => access(path.join(folder, file))));
    return true;
  } catch {
    return false;
  }
}

/** Removes what killed runs left in the cache. Entries that a living process is making are left alone. */
export async function sweepCache(root: string): Promise<void> {
  for (const kind of KINDS) {
    const kindDir = path.join(root, kind);
    const keys = new Set((await leftovers(kindDir)).map(keyOfLeftover));
    for (const key of keys) {
      const lock = await tryLock(lockFile(root, kind, key));
      try {
        if (lock !== undefined) {
          await removeLeftovers(kindDir, key);
        }
      } finally {
        await lock?.release();
      }
    }
  }
}

/** Removes folders and links of a key that were never put in place. The caller holds the key's lock. */
async function removeLeftovers(kindDir: string, key: string): Promise<void> {
  const names = await leftovers(kindDir);
  for (const name of names.filter((candidate) => keyOfLeftover(candidate) === key)) {
    await rm(path.join(kindDir, name), { recursive: true, force: true });
  }
}

/** Names in a kind's folder with a random part to which no entry's link points. */
async function leftovers(kindDir: string): Promise<string[]> {
  const names = await namesIn(kindDir);
  const links = names.filter((name) => !RANDOM_PART.test(name)).map((name) => path.join(kindDir, name));
  const inUse = new Set(await Promise.all(links.map((link) => readlink(link).catch(() => ""))));
  return names.filter((name) => RANDOM_PART.test(name) && !inUse.has(name));
}

const RANDOM_PART = /\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function keyOfLeftover(name: string): string {
  return name.replace(RANDOM_PART, "");
}

function lockFile(root: string, kind: string, key: string): string {
  return path.join(root, "locks", `${kind}-${key}.lock`);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    // Nothing was cached yet.
    return [];
  }
}
