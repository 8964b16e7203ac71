import path from "node:path";

import type { InventoryImage } from "../../policy/settings/inventory";
import { inventoryImages } from "./inventoryImages";
import { learnStacks } from "./knownStacks";
import type { PreviewTools } from "./runPreview";
import { stackPlaces } from "./stackPlaces";

/** What the rules would read of the image catalogue now, and what could not be read for it. */
export interface ExportedImages {
  readonly images: readonly InventoryImage[];
  readonly notes: readonly string[];
}

/** @param root Folder of the root program, whose stack files say which services and stacks there are. */
export async function imagesToExport(
  root: string,
  { openSession, progress, signal }: Pick<PreviewTools, "openSession" | "progress" | "signal">,
): Promise<ExportedImages> {
  const places = await stackPlaces(root);
  const { stacks, catalogue, inAccount, notes, problems } = await progress.phase("Inventory", () =>
    learnStacks(
      root,
      places,
      (place) => openSession({ cwd: path.join(root, place.folder), stack: place.stack }),
      signal,
    ),
  );
  return { images: inventoryImages(catalogue, stacks, inAccount), notes: [...problems, ...notes] };
}
