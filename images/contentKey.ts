import { createHash } from "node:crypto";
import { lstat, readdir, readFile } from "node:fs/promises";
import path from "node:path";

/** What an image is made of, by name: each a digest, an id or a plain value. */
export type ContentParts = Readonly<Record<string, string>>;

/** Changes when the same parts must not count as the same content any more. */
const SCHEME = "duotone-image-1";

/** The content key: SHA-256 in hex over all parts, whatever their order. */
export function contentKey(parts: ContentParts): string {
  const sorted = Object.entries(parts).sort(([one], [other]) => (one < other ? -1 : 1));
  return sha256(JSON.stringify([SCHEME, sorted]));
}

/** What differs between two contents, one line for each part. */
export function partDifferences(was: ContentParts, is: ContentParts): string[] {
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].sort();
  return names
    .filter((name) => was[name] !== is[name])
    .map((name) => `${name}: was ${was[name] ?? "absent"}, is ${is[name] ?? "absent"}`);
}

/**
 * One digest over files and folders, with everything below them: over their contents and their paths.
 *
 * @param root Folder that the paths are relative to, so that it does not matter where the project lies.
 */
export async function digestOf(root: string, paths: readonly string[]): Promise<string> {
  const files = (await Promise.all(paths.map((one) => filesOf(root, one)))).flat().sort();
  const digests = await Promise.all(
    files.map(async (file) => [file, sha256(await readFile(path.join(root, file)))] as const),
  );
  return sha256(JSON.stringify(digests));
}

/** A file itself, or every file below a folder, in no order; paths relative to `root`. Links are not followed. */
export async function filesOf(root: string, one: string): Promise<string[]> {
  const full = path.join(root, one);
  if (!(await lstat(full)).isDirectory()) {
    return [one];
  }
  const names = await readdir(full);
  return (await Promise.all(names.map((name) => filesOf(root, path.posix.join(one, name))))).flat();
}

function sha256(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}
