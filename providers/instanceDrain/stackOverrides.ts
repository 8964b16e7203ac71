import { readFile } from "node:fs/promises";
import path from "node:path";

import { parse } from "yaml";

import type { Override } from "../switch/overrides";
import { overridesSchema } from "./inputs";

/**
 * The overrides in a stack's file as it is now.
 *
 * `pulumi destroy` runs no program, so that nothing that was written into the file since the last update would reach the
 * resource. Entries that cannot be used are none: `pulumi preview` says what is wrong with them.
 *
 * @param folder Of the project.
 */
export async function overridesInFile(folder: string, stack: string): Promise<readonly Override[]> {
  const file = path.join(folder, `Pulumi.${stack}.yaml`);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch {
    // A stack need not have a file.
    return [];
  }
  const { config } = (parse(text) ?? {}) as { readonly config?: Readonly<Record<string, unknown>> | null };
  const entries = config?.["duotone:overrides"];
  return (Array.isArray(entries) ? entries : []).flatMap(
    (entry) => overridesSchema.safeParse([entry]).data ?? [],
  );
}
