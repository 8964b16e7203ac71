import { open } from "node:fs/promises";
import path from "node:path";

import { secretsIn } from "../../policy/model/secretPatterns";
import { FOUNDATION } from "./stackPlaces";
import { checkStackFile } from "./stackFileCheck";
import type { FileFinding } from "./fileFinding";

/** Bytes of a file that are looked at. Keys and tokens are put into files of people, which are smaller. */
const MOST_BYTES = 2 * 1024 * 1024;

/** Findings that are listed; more would help nobody. */
const MOST_FINDINGS = 100;

/** Files that are read at once. */
const AT_ONCE = 16;

const STACK_FILE = new RegExp(`^(?:${FOUNDATION}/)?Pulumi[^/]*\\.ya?ml$`);

/**
 * Refuses what must not be in the tree in plain text: secrets in the stacks' files, and private keys and tokens in any
 * file. A policy cannot see either: it gets values decrypted, and files not at all.
 *
 * @param root Folder of the project.
 * @param files Paths relative to it: tracked files and new ones.
 * @returns By file and line. At most a hundred.
 */
export async function checkFiles(root: string, files: readonly string[]): Promise<readonly FileFinding[]> {
  const findings: FileFinding[] = [];
  for (let start = 0; start < files.length && findings.length < MOST_FINDINGS; start += AT_ONCE) {
    const some = files.slice(start, start + AT_ONCE);
    findings.push(...(await Promise.all(some.map((file) => checkFile(root, file)))).flat());
  }
  return findings.slice(0, MOST_FINDINGS);
}

async function checkFile(root: string, file: string): Promise<readonly FileFinding[]> {
  const text = await beginningOf(path.join(root, file));
  return text === undefined ? [] : checkText(file, text);
}

/** What one file's text holds that must not be there. */
export function checkText(file: string, text: string): readonly FileFinding[] {
  const secrets = secretsIn(text, "source").map(({ kind, line }) => ({
    file,
    line,
    message:
      `Here is ${kind} in plain text. Take it out and make a new one, for this one is known to whoever has the branch: ` +
      "secrets are made and kept by AWS Secrets Manager.",
  }));
  return STACK_FILE.test(file) ? [...checkStackFile(file, text), ...secrets] : secrets;
}

/**
 * A file's first bytes, each as one character: what is looked for is ASCII, and a file need not be text to hold it.
 *
 * @returns undefined where there is no file: deleted and not yet committed, a submodule, or a link to a folder.
 */
async function beginningOf(file: string): Promise<string | undefined> {
  let handle;
  try {
    handle = await open(file, "r");
    const bytes = Math.min(MOST_BYTES, (await handle.stat()).size);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.toString("latin1", 0, bytesRead);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (code === "ENOENT" || code === "EISDIR") {
      return undefined;
    }
    throw cause;
  } finally {
    await handle?.close();
  }
}
