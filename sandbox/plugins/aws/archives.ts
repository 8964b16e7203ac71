import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { strToU8, zipSync } from "fflate";

import { isEnvelope, isObject, SIGNATURE_KEY, withoutEnvelope, type Value } from "./values";

/** Envelopes of the engine's wire format around files and collections of files (`sdk/nodejs/runtime/rpc.ts`, 3.220.0). */
const ASSET_SIGNATURE = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE_SIGNATURE = "0def7320c3a5731c473e5ecbe6d01bc7";

/** One date for all files, so that the same files make the same zip file. */
const FILE_DATE = new Date(2000, 0, 1);

/**
 * Writes an archive's files to a zip file, as the Terraform provider takes them, under a name that follows from them.
 *
 * @param archive A collection of files with text or with paths, as `pulumi.asset.AssetArchive` makes it.
 * @returns The zip file's path.
 * @throws Error for other kinds of file, which the stacks do not use.
 */
export function zipFileOf(archive: Value): string {
  const bare = withoutEnvelope(archive);
  const { assets, hash } = isObject(bare) && bare[SIGNATURE_KEY] === ARCHIVE_SIGNATURE ? bare : {};
  if (typeof hash !== "string") {
    throw new Error("An archive came without the hash that the engine gives it.");
  }
  const file = path.join(folder(), `${hash}.zip`);
  const names = isObject(assets) ? Object.keys(assets).sort() : [];
  // The state keeps the hash of an archive, and not what is in it.
  if (isObject(assets) && names.length > 0) {
    const files = Object.fromEntries(names.map((name) => [name, contentOf(name, assets[name])]));
    write(file, zipSync(files, { mtime: FILE_DATE }));
  }
  return file;
}

/** The archive of a zip file, as the state keeps it. What is no such file stays as it is: an unknown value, for example. */
export function archiveOf(zipFile: Value): Value {
  const hash = typeof zipFile === "string" ? /([0-9a-f]{64})\.zip$/.exec(zipFile)?.[1] : undefined;
  return hash === undefined ? zipFile : { [SIGNATURE_KEY]: ARCHIVE_SIGNATURE, hash };
}

function contentOf(name: string, asset: Value | undefined): Uint8Array {
  const bare = withoutEnvelope(asset);
  if (isObject(bare) && isEnvelope(bare) && bare[SIGNATURE_KEY] === ASSET_SIGNATURE) {
    const { text, path: file } = bare;
    if (typeof text === "string") {
      return strToU8(text);
    }
    if (typeof file === "string") {
      return readFileSync(file);
    }
  }
  throw new Error(`${name} in an archive must be a file or a text: the sandbox's aws plugin takes no other.`);
}

/** Beside the plugins, because a later run reads what the state names. */
function folder(): string {
  const home = path.join(process.env["PULUMI_HOME"] ?? tmpdir(), "archives");
  mkdirSync(home, { recursive: true });
  return home;
}

/** At once as a whole: several processes may write the same file. */
function write(file: string, content: Uint8Array | string): void {
  const part = `${file}.${process.pid}`;
  writeFileSync(part, content);
  renameSync(part, file);
}
