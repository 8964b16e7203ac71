import type { Command } from "commander";

import { type BaseOptions, baseUpdates } from "./commands/imagesBase";
import { exportImages, type ImagesExportOptions } from "./commands/imagesExport";
import { collectGarbage, type CollectionOptions } from "./commands/imagesGc";
import type { Surroundings } from "./context";
import { plainLeaf, withBaseOptions, withCollectionOptions, withPlainOptions } from "./options";

/** The commands that keep images tidy and up to date. They are about all stacks. */
export function addImageCareCommands(
  images: Command,
  surroundings: Surroundings,
  ended: (exitCode: number) => void,
): void {
  withCollectionOptions(
    plainLeaf(
      images,
      "gc",
      "Which images nothing needs any more, and why each of the others is kept. Deletes only with --delete.",
      ["duotone images gc", "duotone images gc --delete", "duotone images gc --delete --yes --json"],
    ),
  ).action(async (_: CollectionOptions, gc: Command) => {
    ended(
      await collectGarbage(surroundings, {
        ...gc.optsWithGlobals<CollectionOptions>(),
        color: isColored(gc),
      }),
    );
  });
  withBaseOptions(
    plainLeaf(
      images,
      "base-update",
      "Whether new base images are due: by their age, or by updates of Amazon Linux. Bakes them with --bake.",
      ["duotone images base-update", "duotone images base-update --bake --yes --json"],
    ),
  ).action(async (_: BaseOptions, base: Command) => {
    ended(
      await baseUpdates(surroundings, { ...base.optsWithGlobals<BaseOptions>(), color: isColored(base) }),
    );
  });
  withPlainOptions(
    plainLeaf(images, "export", "The catalogue's images as the rules of the policy pack read them.", [
      "duotone images export --output images.json",
    ]).option("--output <file>", "writes them into a file (default: stdout)"),
  ).action(async (_: ImagesExportOptions, exported: Command) => {
    ended(
      await exportImages(surroundings, {
        ...exported.optsWithGlobals<ImagesExportOptions>(),
        color: isColored(exported),
      }),
    );
  });
}

/** The command above has some of the same options, and takes those that are given for itself. */
function isColored(command: Command): boolean {
  const { color } = command.optsWithGlobals<{ readonly color: boolean }>();
  return color && command.opts<{ readonly color: boolean }>().color;
}
