import { createHash } from "node:crypto";
import { readdir, readFile, readlink } from "node:fs/promises";
import path from "node:path";

/** What says which pack it is and what it is built of. */
const MANIFESTS = ["PulumiPolicy.yaml", "package.json", "package-lock.json", "tsconfig.json"];

/** Where the compiled pack is. It is what runs: sources beside it are not looked at. */
const COMPILED = "bin";

const NOT_THE_PACKS_OWN = ["node_modules", ".git"];

/**
 * SHA-256 in hex of a policy pack: of its manifests and its compiled `bin/` or, where it is not compiled, its TypeScript
 * sources. Null where there is no such folder.
 *
 * Each file counts with its path, its length and its bytes, so that nothing can be moved from one to the other unseen.
 */
export async function policyPackDigest(folder: string): Promise<string | null> {
  const files = await filesOf(folder);
  if (files === undefined) {
    return null;
  }
  const isCompiled = files.some((file) => file.startsWith(`${COMPILED}/`));
  const hash = createHash("sha256");
  for (const file of files.filter((name) => belongs(name, isCompiled)).sort()) {
    const content = await contentOf(path.join(folder, file));
    hash.update(`${Buffer.byteLength(file)}:${file}${content.length}:`).update(content);
  }
  return hash.digest("hex");
}

function belongs(file: string, isCompiled: boolean): boolean {
  return (
    MANIFESTS.includes(file) || (isCompiled ? file.startsWith(`${COMPILED}/`) : /\.[cm]?tsx?$/.test(file))
  );
}

/** Files and links below a folder, with forward slashes; undefined where there is no such folder. */
async function filesOf(folder: string): Promise<readonly string[] | undefined> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const found = await Promise.all(
      entries
        .filter(({ name }) => !NOT_THE_PACKS_OWN.includes(name))
        .map(async (entry) => {
          const inner = entry.isDirectory() ? await filesOf(path.join(folder, entry.name)) : undefined;
          return inner?.map((file) => `${entry.name}/${file}`) ?? [entry.name];
        }),
    );
    return found.flat();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}

/** A file's bytes; of a link where it leads, as git does. */
async function contentOf(file: string): Promise<Buffer> {
  try {
    return Buffer.from(await readlink(file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EINVAL") {
      return readFile(file);
    }
    throw error;
  }
}
