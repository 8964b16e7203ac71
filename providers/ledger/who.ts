import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

import { clientSettings } from "../aws/clientSettings";
import type { CommitAuthor, Intent } from "./record";

/** What git ends with where there is no repository, or no commit in it. */
const GIT_FATAL = 128;

const run = promisify(execFile);

/**
 * The caller as AWS sees it: of the credentials that Pulumi itself runs with, before any role is assumed.
 *
 * @param region Region whose STS is asked.
 */
export async function callerIdentity(region: string, abortSignal: AbortSignal): Promise<Intent["caller"]> {
  const sts = new STSClient(clientSettings(region));
  try {
    const { Arn, Account } = await sts.send(new GetCallerIdentityCommand({}), { abortSignal });
    if (Arn === undefined || Account === undefined) {
      throw new Error("STS did not say who the caller is.");
    }
    return { arn: Arn, account: Account };
  } finally {
    sts.destroy();
  }
}

/** The author of the commit that a folder has checked out; null where there is no git, no repository or no commit. */
export async function commitAuthor(folder: string, signal: AbortSignal): Promise<CommitAuthor | null> {
  const git = async (...args: readonly string[]) => {
    // Without optional locks, so that looking never gets in the way of a commit that is being made.
    const env = { ...process.env, GIT_OPTIONAL_LOCKS: "0" };
    const { stdout } = await run("git", args, { cwd: folder, env, signal, maxBuffer: Infinity });
    return stdout;
  };
  try {
    const [commit = "", name = "", email = ""] = (
      await git("log", "-1", "--no-show-signature", "--format=%H%x00%an%x00%ae")
    )
      .trimEnd()
      .split("\0");
    const changes = await git("status", "--porcelain", "--", ".");
    return { commit, name, email, dirty: changes !== "" };
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    if (code === GIT_FATAL || code === "ENOENT") {
      return null;
    }
    throw error;
  }
}
