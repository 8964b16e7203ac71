import { execFile } from "node:child_process";
import { constants, copyFile, mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

import { UserError } from "./userError";

/** Room for the names of a hundred thousand files. */
const MAX_LIST_BYTES = 16 * 1024 * 1024;

/**
 * Makes a fresh copy of the clone's own files: tracked ones as they are on disk, and new ones that git does not ignore.
 *
 * The story sets configuration in the copy, so that the user's stack files stay as they are. The copy lies below the
 * clone, so that Node finds the clone's `node_modules` from it.
 *
 * @param projectDir Root of the clone.
 * @param copyDir Where the copy goes. What is there is removed.
 * @returns The copied paths, relative to the root.
 * @throws UserError where git is missing or the folder is no checkout.
 */
export async function makeWorkCopy(projectDir: string, copyDir: string): Promise<string[]> {
  const files = await ownFiles(projectDir);
  await rm(copyDir, { recursive: true, force: true });
  const folders = new Set(files.map((file) => path.dirname(path.join(copyDir, file))));
  for (const folder of folders) {
    await mkdir(folder, { recursive: true });
  }
  const copied: string[] = [];
  for (const file of files) {
    if (await copyIfThere(path.join(projectDir, file), path.join(copyDir, file))) {
      copied.push(file);
    }
  }
  return copied;
}

async function ownFiles(projectDir: string): Promise<string[]> {
  const list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"];
  try {
    // GIT_* of a calling hook would point git at another index.
    const environment = Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"));
    const { stdout } = await promisify(execFile)("git", list, {
      cwd: projectDir,
      env: Object.fromEntries(environment),
      maxBuffer: MAX_LIST_BYTES,
    });
    return stdout.split("\0").filter((file) => file !== "");
  } catch (cause) {
    throw new UserError(
      `The sandbox copies the files that git knows of in ${projectDir}, and git could not list them: ` +
        `${cause instanceof Error ? cause.message.trim() : String(cause)}\n` +
        "Install git, and run the sandbox in a clone of the repository.",
    );
  }
}

/** @returns Whether there was a file to copy: one that was deleted but not yet committed is listed all the same. */
async function copyIfThere(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE);
    return true;
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    // A submodule or a linked folder is listed as one entry; the program has neither.
    if (code === "ENOENT" || code === "EISDIR") {
      return false;
    }
    throw cause;
  }
}
