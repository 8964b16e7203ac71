import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

import { create } from "ts-node";

/** The program, that which bakes with what it needs of the rules, and those of the tests. */
const FOLDERS = [
  "components",
  "configuration",
  "foundation",
  "images",
  "policy",
  "providers",
  path.join("sandbox", "twoColours", "program"),
  path.join("test", "engine", "programs"),
];

/**
 * Compiles the sources of a work copy, each file beside itself: Node takes `operations.js` before `operations.ts`. Projects
 * name their compiled programs then.
 *
 * Each run of a program and each process of a dynamic provider compiles its code when it starts, which takes it longer than
 * its work. Where many are started, it is done once.
 *
 * @param workDir Root of the copy, below the clone. Never the clone itself: its sources would be outrun by old output.
 */
export async function compileSources(workDir: string): Promise<void> {
  const service = create({ cwd: workDir, transpileOnly: true });
  for (const file of await filesOf(workDir)) {
    if (file.endsWith(".ts")) {
      const code = service.compile(await readFile(file, "utf8"), file);
      // Without the map back to the source: the engine's host reads it for every promise of a program.
      await writeFile(file.replace(/\.ts$/, ".js"), code.replace(/^\/\/# sourceMappingURL=.*$/m, ""));
    } else if (path.basename(file) === "Pulumi.yaml") {
      await writeFile(file, compiledProject(file, await readFile(file, "utf8")));
    }
  }
}

/**
 * The text of a project's file that starts the compiled program.
 *
 * @throws Error where it does not say how the program is started: it would be compiled in every run again, unnoticed.
 */
function compiledProject(file: string, text: string): string {
  return [
    ["main: index.ts", "main: index.js"],
    ["typescript: true", "typescript: false"],
  ].reduce((project, [source = "", compiled = ""]) => {
    if (!project.includes(source)) {
      throw new Error(`${file} must have the text "${source}".`);
    }
    return project.replace(source, compiled);
  }, text);
}

async function filesOf(workDir: string): Promise<readonly string[]> {
  const inRoot = await readdir(workDir);
  const inFolders = await Promise.all(
    FOLDERS.map(async (folder) =>
      (await readdir(path.join(workDir, folder), { recursive: true })).map((name) => path.join(folder, name)),
    ),
  );
  return [...inRoot, ...inFolders.flat()].map((name) => path.join(workDir, name));
}
