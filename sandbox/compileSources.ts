import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

import { create } from "ts-node";

/** The program, and the programs of the tests. */
const FOLDERS = [
  "components",
  "configuration",
  "foundation",
  "providers",
  path.join("test", "engine", "programs"),
];

/**
 * Compiles the sources of a work copy, each file beside itself: Node takes `operations.js` before `operations.ts`.
 *
 * Each run of a program and each process of a dynamic provider compiles its code when it starts, which takes it longer than
 * its work. Where many are started, it is done once.
 *
 * @param workDir Root of the copy, below the clone. Never the clone itself: its sources would be outrun by old output.
 */
export async function compileSources(workDir: string): Promise<void> {
  const service = create({ cwd: workDir, transpileOnly: true });
  for (const file of await sourcesOf(workDir)) {
    const text = await readFile(file, "utf8");
    await writeFile(file.replace(/\.ts$/, ".js"), service.compile(text, file));
  }
}

async function sourcesOf(workDir: string): Promise<readonly string[]> {
  const inRoot = await readdir(workDir);
  const inFolders = await Promise.all(
    FOLDERS.map(async (folder) =>
      (await readdir(path.join(workDir, folder), { recursive: true })).map((name) => path.join(folder, name)),
    ),
  );
  return [...inRoot, ...inFolders.flat()]
    .filter((name) => name.endsWith(".ts"))
    .map((name) => path.join(workDir, name));
}
