import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

import * as ts from "typescript";

/** The providers, and what they use of the program. */
const FOLDERS = ["providers", path.join("components", "images")];

/**
 * Compiles the providers of a work copy, each file beside itself: Node takes `operations.js` before `operations.ts`.
 *
 * Every process of a dynamic provider compiles its code when it starts, which takes it longer than its work. Where
 * hundreds are started, it is done once.
 *
 * @param workDir Root of the copy, below the clone. Never the clone itself: its sources would be outrun by old output.
 */
export async function compileProviders(workDir: string): Promise<void> {
  const compilerOptions = { module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2022 };
  for (const folder of FOLDERS.map((name) => path.join(workDir, name))) {
    for (const name of await readdir(folder, { recursive: true })) {
      if (name.endsWith(".ts")) {
        const file = path.join(folder, name);
        const { outputText } = ts.transpileModule(await readFile(file, "utf8"), {
          compilerOptions,
          fileName: file,
        });
        await writeFile(file.replace(/\.ts$/, ".js"), outputText);
      }
    }
  }
}
