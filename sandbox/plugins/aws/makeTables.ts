import * as fs from "node:fs/promises";
import * as path from "node:path";
import { format, resolveConfig } from "prettier";

import { ensureToolchain } from "../../engine/toolchain";
import { consoleProgress } from "../../progress";
import { awsEnvironment } from "../install";
import { bridgeShapeOf } from "./backend";
import { computedTables } from "./computedTables";
import { textOf } from "./messages";
import types from "./types.json";

/** Writes `renames.json` and `gaps.json` anew from the SDK's type files and the bridge's schema. */
async function main(): Promise<void> {
  const shape = await bridgeShapeOf(awsEnvironment(await ensureToolchain(consoleProgress(process.stderr))));
  const { renames, gaps, conflicts } = computedTables(types, shape);
  if (conflicts.length > 0) {
    throw new Error(
      `Solve these by hand first, in types.json or computedTables.ts:\n - ${conflicts.join("\n - ")}`,
    );
  }
  await write("renames.json", renames);
  await write("gaps.json", gaps);
}

async function write(name: string, table: object): Promise<void> {
  const file = path.join(__dirname, name);
  const options = await resolveConfig(file);
  await fs.writeFile(file, await format(JSON.stringify(table), { ...options, filepath: file }));
}

main().catch((error: unknown) => {
  process.stderr.write(`${textOf(error)}\n`);
  process.exit(1);
});
