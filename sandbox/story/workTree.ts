import { execFile } from "node:child_process";
import { access, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

import type { Sandbox } from "../session";

/** The branch that a preview compares with where nobody names another. */
const BASE = "main";

/** Whose commit it is; the sandbox knows nobody of this machine. */
const AUTHOR = ["-c", "user.name=sandbox", "-c", "user.email=sandbox@example.com"];

/** One line of one file, and what stands there instead. */
export interface ChangedLine {
  /** Relative to the project. */
  readonly file: string;

  /** Text that the file has exactly once. */
  readonly before: string;
  readonly after: string;
}

/** Makes the work copy a repository with one commit, which a change is compared with, where it is none yet. */
export async function beginHistory(sandbox: Pick<Sandbox, "workDir" | "env">): Promise<void> {
  try {
    await access(path.join(sandbox.workDir, ".git"));
  } catch {
    await git(sandbox, "init", "--quiet", `--initial-branch=${BASE}`);
    await commitAll(sandbox);
  }
}

/** Makes the work copy as it is the commit that later changes are compared with. */
export async function recordHistory(sandbox: Pick<Sandbox, "workDir" | "env">): Promise<void> {
  await beginHistory(sandbox);
  await commitAll(sandbox, "--allow-empty");
}

/**
 * Does something while the work copy has these lines, and puts back what the commit has.
 *
 * @throws Error where a file does not have a text exactly once.
 */
export async function withLines<T>(
  sandbox: Pick<Sandbox, "workDir" | "env">,
  lines: readonly ChangedLine[],
  work: () => Promise<T>,
): Promise<T> {
  const files = [...new Set(lines.map(({ file }) => file))];
  try {
    for (const line of lines) {
      const file = path.join(sandbox.workDir, line.file);
      await writeFile(file, changedText(await readFile(file, "utf8"), line));
    }
    return await work();
  } finally {
    await git(sandbox, "checkout", "--quiet", "--", ...files);
  }
}

/** A file's text with one line changed. */
export function changedText(text: string, { file, before, after }: ChangedLine): string {
  const count = text.split(before).length - 1;
  if (count !== 1) {
    throw new Error(`${file} has the text ${count} times instead of once: ${before}`);
  }
  // A function, because of the dollars in a text.
  return text.replace(before, () => after);
}

async function commitAll(sandbox: Pick<Sandbox, "workDir" | "env">, ...options: string[]): Promise<void> {
  await git(sandbox, "add", "--all");
  await git(sandbox, ...AUTHOR, "commit", "--quiet", ...options, "--message", "The work copy");
}

/** Files of the work copy that differ from its commit. */
export async function changedFiles(sandbox: Pick<Sandbox, "workDir" | "env">): Promise<readonly string[]> {
  const listed = await git(sandbox, "status", "--porcelain", "-z");
  return listed.split("\0").filter((entry) => entry !== "");
}

async function git({ workDir, env }: Pick<Sandbox, "workDir" | "env">, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("git", args, { cwd: workDir, env: { ...env } });
  return stdout;
}
