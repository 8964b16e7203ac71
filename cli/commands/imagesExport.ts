import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

import { CliError } from "../cliError";
import type { Surroundings } from "../context";
import { EXIT } from "../exitCodes";
import type * as exporting from "../preview/exportImages";
import { counted } from "../screens/words";
import { runTold } from "./command";

export interface ImagesExportOptions {
  readonly cwd?: string;
  readonly output?: string;
  readonly json?: boolean;
  readonly color: boolean;
}

/** What reads the stacks is loaded when it is asked. */
const load = createRequire(__filename);

/** `duotone images export` */
export function exportImages(surroundings: Surroundings, options: ImagesExportOptions): Promise<number> {
  return runTold({ command: "images export" }, surroundings, options, async (terminal) => {
    const { imagesToExport } = load("../preview/exportImages") as typeof exporting;
    const { images, notes } = await imagesToExport(path.resolve(surroundings.cwd, options.cwd ?? "."), {
      openSession: surroundings.openSession,
      progress: surroundings.progress(terminal),
      signal: surroundings.interruption.signal,
    });
    if (notes.length > 0) {
      throw new CliError(EXIT.failed, "Not everything could be read, so nothing was exported:", notes);
    }
    const { output } = options;
    if (output === undefined) {
      terminal.print(JSON.stringify(images, undefined, 2));
    } else {
      await writeFile(path.resolve(surroundings.cwd, output), `${JSON.stringify(images, undefined, 2)}\n`);
      terminal.print(`${counted(images.length, "image")} in ${output}.`);
    }
    return { document: { images } };
  });
}
