import { readFile } from "node:fs/promises";
import path from "node:path";

import { z } from "zod";

import { inventorySchema } from "../../policy/settings/inventory";
import { settingsSchema } from "../../policy/settings/settings";

const name = z.string().min(1);
const { crossings, recordedBuckets, restrictedBuckets } = inventorySchema.shape;
const { environment } = inventorySchema.shape.stacks.valueType.shape;
const { classification } = inventorySchema.shape.verticals.element.shape;

/** `policy/inventory.json`: what security says of the stacks, and no stack's file may change. */
export const securityInventorySchema = z.strictObject({
  stacks: z.record(
    z.string().regex(/^[^/]+\/[^/]+$/, "<project>/<stack>"),
    z.strictObject({
      environment,

      /** Verticals that the stack has in any case, each with the classification that its file must give it. */
      classifications: z.record(name, classification).default({}),

      /** Resources whose absence nobody would see otherwise: names by type. */
      mustExist: z.record(name, z.array(name).min(1)).default({}),
    }),
  ),
  crossings,
  recordedBuckets,
  restrictedBuckets,
});

/** `policy/exemptions.json` */
const exemptionsSchema = settingsSchema.shape.exemptions;

export type SecurityInventory = z.infer<typeof securityInventorySchema>;
export type Exemptions = z.infer<typeof exemptionsSchema>;

/** What the folder of the policies says beside the rules. */
export interface SecurityFiles {
  readonly inventory: SecurityInventory;
  readonly exemptions: Exemptions;
}

/** @param dir The folder `policy`. */
export async function readSecurityFiles(
  dir: string,
): Promise<{ readonly files: SecurityFiles } | { readonly problems: readonly string[] }> {
  const [inventory, exemptions] = await Promise.all([
    readStrictly(dir, "inventory.json", securityInventorySchema),
    readStrictly(dir, "exemptions.json", exemptionsSchema),
  ]);
  return inventory.value === undefined || exemptions.value === undefined
    ? { problems: [...inventory.problems, ...exemptions.problems] }
    : { files: { inventory: inventory.value, exemptions: exemptions.value } };
}

async function readStrictly<T>(
  dir: string,
  file: string,
  schema: z.ZodType<T>,
): Promise<{ readonly value: T | undefined; readonly problems: readonly string[] }> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path.join(dir, file), "utf8"));
  } catch (cause) {
    const why =
      cause instanceof SyntaxError
        ? "is no JSON"
        : "is missing: the base has no such file, or an older project";
    return { value: undefined, problems: [`policy/${file} ${why}.`] };
  }
  const parsed = schema.safeParse(json);
  return parsed.success
    ? { value: parsed.data, problems: [] }
    : {
        value: undefined,
        problems: parsed.error.issues.map(
          ({ path: at, message }) =>
            `policy/${file}: ${at.map(String).join(".") || "the whole file"}: ${message}`,
        ),
      };
}
