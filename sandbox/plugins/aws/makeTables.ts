import * as fs from "node:fs/promises";
import * as path from "node:path";
import { bridgeShapeOf } from "./backend";
import { computedTables } from "./computedTables";
import { readEnvironment } from "./environment";
import { textOf } from "./messages";
import types from "./types.json";

/** Writes `renames.json` and `gaps.json` anew from the SDK's type files and the bridge's schema. */
async function main(): Promise<void> {
  const shape = await bridgeShapeOf(readEnvironment(process.env));
  const { renames, gaps, conflicts } = computedTables(types, shape);
  if (conflicts.length > 0) {
    throw new Error(
      `Solve these by hand first, in types.json or computedTables.ts:\n - ${conflicts.join("\n - ")}`,
    );
  }
  await fs.writeFile(path.join(__dirname, "renames.json"), `${JSON.stringify(renames, undefined, 2)}\n`);
  await fs.writeFile(path.join(__dirname, "gaps.json"), `${JSON.stringify(gaps, undefined, 2)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${textOf(error)}\n`);
  process.exit(1);
});
