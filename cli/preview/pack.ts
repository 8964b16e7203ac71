import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

import { CliError, usageError } from "../cliError";
import { EXIT } from "../exitCodes";
import type { Checkout } from "./git";

/** Where the packs of running previews lie, below the project: from there, node finds the project's modules. */
const PACKS = ".duotone";

/** Folder of the policies, and the compiler settings that its own extend. */
const POLICY = "policy";
const COMPILER_SETTINGS = "tsconfig.json";

/** Milliseconds for the compiler; it takes a few seconds. */
const COMPILE_LIMIT = 120_000;

/** A compiled pack, with the files of security beside it. */
export interface Pack {
  readonly dir: string;

  /** Where it comes from, for people: `main (9c8be7e)`. */
  readonly from: string;
  remove(): Promise<void>;
}

/** Where the pack, the exemptions and the inventory are taken from. */
export type PackSource =
  | { readonly is: "commit"; readonly checkout: Checkout; readonly commit: string; readonly from: string }
  | { readonly is: "folder"; readonly root: string; readonly from: string };

/**
 * Takes the policies from their source, never from what is judged, and compiles them.
 *
 * @param root A project with installed modules; the pack lies below it until it is removed.
 * @throws CliError where the source has no policies, or they do not compile.
 */
export async function preparePack(root: string, source: PackSource): Promise<Pack> {
  const packs = path.join(root, PACKS);
  await mkdir(packs, { recursive: true });
  const folder = await mkdtemp(path.join(packs, "pack-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await fetchSource(source, folder);
    const dir = path.join(folder, POLICY);
    await compile(root, dir, source.from);
    return { dir, from: source.from, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function fetchSource(source: PackSource, folder: string): Promise<void> {
  if (source.is === "commit") {
    const { checkout, commit, from } = source;
    if (!(await checkout.has(commit, POLICY))) {
      throw usageError(
        `${from} has no folder ${POLICY}, so there are no rules to judge the change by. Name a base that has one with ` +
          "--base; --pack-from worktree takes the change's own, which proves nothing to others.",
      );
    }
    await checkout.extract(commit, [POLICY, COMPILER_SETTINGS], folder);
    return;
  }
  const copied = (from: string) => !/(?:^|[\\/])(?:bin|node_modules)$/.test(from);
  for (const name of [POLICY, COMPILER_SETTINGS]) {
    await cp(path.join(source.root, name), path.join(folder, name), {
      recursive: true,
      filter: (from) => name !== POLICY || copied(path.relative(source.root, from)),
    });
  }
}

/** The compiled files are never committed: nobody could review them. */
async function compile(root: string, dir: string, from: string): Promise<void> {
  const compiler = require.resolve("typescript/bin/tsc", { paths: [root] });
  try {
    await promisify(execFile)(process.execPath, [compiler, "-p", dir], { timeout: COMPILE_LIMIT });
  } catch (cause) {
    const said = cause instanceof Error && "stdout" in cause ? String(cause.stdout).trim() : String(cause);
    throw new CliError(EXIT.failed, `The policies of ${from} do not compile:\n${said}`);
  }
}
