import { chmod, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";

import { UserError } from "../userError";
import { type EntryRequest, cacheEntry, hasEntry, keyOf } from "./cache";
import { complaint, runCommand } from "./commands";
import type { EngineContext, ToolchainPart } from "./context";
import { DownloadError, askFor, downloadFile, downloadText } from "./download";
import { type Python, pythonEnvironment } from "./python";
import { type VendorArchive, listedChecksum } from "./vendorArchives";

/** Seconds for unpacking an archive of 200 MB. */
const UNPACK_LIMIT = 5 * 60;

/** Milliseconds for which a host that stayed silent is not asked again, so that only one run in an hour waits for it. */
const SILENCE_REMEMBERED = 60 * 60 * 1000;

/**
 * Whether all these can be downloaded from their vendors.
 *
 * @param again Asks even a host that stayed silent a short while ago.
 * @returns `undefined` where they can, else the sentence that says why not.
 */
export async function vendorSilence(
  urls: readonly string[],
  context: Pick<EngineContext, "cacheRoot" | "signal">,
  again: boolean,
): Promise<string | undefined> {
  const memory = path.join(context.cacheRoot, `silent-${keyOf(...urls)}.json`);
  const remembered = again ? undefined : await remembrance(memory);
  if (remembered !== undefined) {
    return remembered;
  }
  try {
    await Promise.all(urls.map((url) => askFor(url, context.signal)));
    return undefined;
  } catch (error) {
    if (!(error instanceof DownloadError)) {
      throw error;
    }
    if (error.silent) {
      await writeFile(memory, JSON.stringify({ at: Date.now(), message: error.message }));
    }
    return error.message;
  }
}

async function remembrance(file: string): Promise<string | undefined> {
  try {
    const { at, message } = JSON.parse(await readFile(file, "utf8")) as { at: number; message: string };
    const age = Date.now() - at;
    return age >= 0 && age < SILENCE_REMEMBERED ? `${message} when it was last asked` : undefined;
  } catch {
    // Nothing is remembered, or a killed run left half a file: ask.
    return undefined;
  }
}

/** Whether the archive was unpacked by an earlier run. */
export function isUnpacked(
  archive: VendorArchive,
  context: Pick<EngineContext, "cacheRoot">,
): Promise<boolean> {
  return hasEntry(context.cacheRoot, entryOf(archive));
}

/**
 * The programs of a vendor's archive, downloaded, checked and unpacked if they were not yet.
 *
 * @throws UserError where the vendor's host fails or the archive is not the one that is expected. Nothing of it is kept.
 */
export async function vendorPrograms(
  archive: VendorArchive,
  python: Python,
  context: EngineContext,
): Promise<ToolchainPart> {
  const started = performance.now();
  const step = context.report.step(`${archive.name} ${archive.version}`);
  try {
    const entry = await cacheEntry(context.cacheRoot, {
      ...entryOf(archive),
      signal: context.signal,
      onWait: () => {
        step.update("waiting for another process that downloads it");
      },
      make: (folder) =>
        unpack(archive, folder, python, context, (detail) => {
          step.update(detail);
        }),
    });
    step.done(entry.made ? `from ${new URL(archive.url).host}` : "from the cache, the vendor's");
    return {
      tool: archive.name,
      version: archive.version,
      origin: "vendor",
      path: path.join(entry.folder, archive.name),
      seconds: (performance.now() - started) / 1000,
    };
  } catch (error) {
    const known = error instanceof DownloadError ? new UserError(error.message) : error;
    step.fail(known instanceof UserError ? known.message : "given up");
    throw known;
  }
}

function entryOf(archive: VendorArchive): Pick<EntryRequest, "kind" | "key" | "files"> {
  return { kind: "vendor", key: `${archive.name}-${keyOf(archive.url)}`, files: archive.programs };
}

async function unpack(
  archive: VendorArchive,
  folder: string,
  python: Python,
  context: EngineContext,
  update: (detail: string) => void,
): Promise<void> {
  const { url, checksum } = archive;
  const name = path.posix.basename(new URL(url).pathname);
  const expected =
    "sha256" in checksum
      ? checksum.sha256
      : listedChecksum(await downloadText(checksum.list, context.signal), name);
  const file = path.join(folder, name);
  const found = await downloadFile(
    url,
    file,
    (bytes) => {
      update(`downloading, ${(bytes / 1e6).toFixed(0)} MB`);
    },
    context.signal,
  );
  if (found !== expected) {
    throw new UserError(`${url} has SHA-256 ${found}, and ${expected} was expected: it is not used.`);
  }
  update("unpacking");
  const [command, ...args] =
    archive.format === "zip"
      ? [python.path, "-m", "zipfile", "-e", file, folder]
      : ["tar", "-xzf", file, "-C", folder, `--strip-components=${archive.strip}`];
  const ended = await runCommand(command, args, {
    cwd: folder,
    env: pythonEnvironment(context.env),
    limitSeconds: UNPACK_LIMIT,
    signal: context.signal,
  });
  const trouble = complaint(ended, UNPACK_LIMIT);
  if (trouble !== undefined) {
    throw new UserError(`Unpacking ${name}: ${command} ${trouble}`);
  }
  await makeRunnable(archive, folder);
  await rm(file);
}

/** Python's zipfile forgets that a file may be run. */
async function makeRunnable(archive: VendorArchive, folder: string): Promise<void> {
  const unpacked = new Set(await readdir(folder));
  const missing = archive.programs.filter((program) => !unpacked.has(program));
  if (missing.length > 0) {
    throw new UserError(`${archive.url} does not contain ${missing.join(", ")}.`);
  }
  await Promise.all(archive.programs.map((program) => chmod(path.join(folder, program), 0o755)));
}
