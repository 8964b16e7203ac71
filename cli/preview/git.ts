import { execFile } from "node:child_process";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

import { CliError, usageError } from "../cliError";
import { EXIT } from "../exitCodes";

/** Room for the names of a hundred thousand files. */
const MOST_OUTPUT = 16 * 1024 * 1024;

/** What a change is compared with, where nobody names a base; the first that there is. */
const BASES = ["origin/main", "main"];

/** A checkout, as far as a preview asks it. */
export interface Checkout {
  /** The commit that the change is compared with, and where it comes from in words. */
  base(wanted: string | undefined): Promise<{ readonly ref: string; readonly commit: string }>;

  /** Paths that differ from where the change began: committed, staged, in the working tree and new. Sorted. */
  changedSince(base: string): Promise<readonly string[]>;

  /** Tracked files and new ones that git does not ignore. Sorted. */
  ownFiles(): Promise<readonly string[]>;

  /** Whether that commit has the path. */
  has(commit: string, file: string): Promise<boolean>;

  /** Writes what a commit has of these paths below a folder. */
  extract(commit: string, paths: readonly string[], folder: string): Promise<void>;
}

/** @param root Folder of the checkout. It may lie below the top of the repository. */
export function checkoutAt(root: string): Checkout {
  const git = (...args: readonly string[]) => runGit(root, args);
  const names = async (...args: readonly string[]) =>
    (await git(...args)).split("\0").filter((name) => name !== "");
  const commitOf = async (ref: string) => {
    try {
      return (await git("rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`)).trim();
    } catch {
      return undefined;
    }
  };
  return {
    async base(wanted) {
      for (const ref of wanted === undefined ? BASES : [wanted]) {
        const commit = await commitOf(ref);
        if (commit !== undefined) {
          return { ref, commit };
        }
      }
      throw usageError(
        wanted === undefined
          ? `There is neither ${BASES.join(" nor ")} here to compare the change with. Name the base with --base, or fetch it: git fetch origin main`
          : `There is no commit "${wanted}" here. Fetch it, or name another with --base.`,
      );
    },
    async changedSince(base) {
      const lists = await Promise.all([
        names("diff", "--name-only", "--no-renames", "--relative", "-z", `${base}...HEAD`),
        names("diff", "--name-only", "--no-renames", "--relative", "-z", "HEAD"),
        names("ls-files", "--others", "--exclude-standard", "-z"),
      ]);
      return [...new Set(lists.flat())].sort();
    },
    async ownFiles() {
      return (
        await names("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate")
      ).sort();
    },
    async has(commit, file) {
      return (await names("ls-tree", "--name-only", "-z", commit, "--", file)).length > 0;
    },
    async extract(commit, paths, folder) {
      await mkdir(folder, { recursive: true });
      const archive = path.join(folder, "base.tar");
      await git("archive", "--format=tar", `--output=${archive}`, commit, "--", ...paths);
      await promisify(execFile)("tar", ["-xf", archive, "-C", folder]);
      await rm(archive);
    },
  };
}

async function runGit(root: string, args: readonly string[]): Promise<string> {
  // GIT_* of a calling hook would point git at another index.
  const environment = Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"));
  try {
    const { stdout } = await promisify(execFile)("git", [...args], {
      cwd: root,
      env: Object.fromEntries(environment),
      maxBuffer: MOST_OUTPUT,
    });
    return stdout;
  } catch (cause) {
    const said = cause instanceof Error && "stderr" in cause ? String(cause.stderr).trim() : String(cause);
    throw new CliError(EXIT.usage, `\`git ${args[0] ?? ""}\` failed in ${root}: ${said}`);
  }
}
