import { execFile } from "node:child_process";
import { hostname, userInfo } from "node:os";
import { promisify } from "node:util";

import type { Person } from "./context";

/** Milliseconds for git to say who commits here. */
const GIT_LIMIT = 5_000;

/**
 * Who runs this, for others: the e-mail address that git knows here, or else the machine's user.
 *
 * @param cwd Folder whose git configuration counts.
 */
export async function personHere(cwd: string): Promise<Person> {
  const name = (await gitEmail(cwd)) ?? userInfo().username;
  return { name, holder: `${name} on ${hostname()} (process ${process.pid})` };
}

async function gitEmail(cwd: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)("git", ["config", "user.email"], {
      cwd,
      timeout: GIT_LIMIT,
    });
    return stdout.trim() === "" ? undefined : stdout.trim();
  } catch {
    return undefined;
  }
}
