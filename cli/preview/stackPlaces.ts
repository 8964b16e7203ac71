import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

import { parse } from "yaml";

import { usageError } from "../cliError";

/** Folder of the foundation's project, below the root program's. */
export const FOUNDATION = "foundation";

/** One stack of the two projects, by its file. */
export interface StackPlace {
  /** `<project>/<stack>`, as the policies name it. */
  readonly name: string;
  readonly project: string;
  readonly stack: string;

  /** Folder of its project, relative to the root; empty for the root itself. */
  readonly folder: string;

  /** Its file, relative to the root: `foundation/Pulumi.org.yaml`. */
  readonly file: string;
}

const STACK_FILE = /^Pulumi\.([A-Za-z0-9_.-]+)\.ya?ml$/;

/**
 * Every stack that has a file, those of the root program first, sorted by name.
 *
 * @param root Folder of the root program.
 * @throws CliError where it is no project.
 */
export async function stackPlaces(root: string): Promise<readonly StackPlace[]> {
  return [...(await placesIn(root, "")), ...(await placesIn(root, FOUNDATION))];
}

async function placesIn(root: string, folder: string): Promise<readonly StackPlace[]> {
  const dir = path.join(root, folder);
  const project = await projectName(path.join(dir, "Pulumi.yaml"));
  const files = await readdir(dir);
  return files
    .flatMap((file) => {
      const stack = STACK_FILE.exec(file)?.[1];
      return stack === undefined
        ? []
        : [{ name: `${project}/${stack}`, project, stack, folder, file: path.posix.join(folder, file) }];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function projectName(file: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch {
    throw usageError(
      `There is no ${file}. Go to the folder of the root program, or name it with --cwd or --project.`,
    );
  }
  const name = (parse(text) as { name?: unknown } | null)?.name;
  if (typeof name !== "string") {
    throw usageError(`${file} has no name: a project's file begins with \`name: duotone\`.`);
  }
  return name;
}
