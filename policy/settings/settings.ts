import { z } from "zod";

import { type InventoryStack, inventorySchema, type InventoryVertical } from "./inventory";

const exemptionSchema = z.strictObject({
  rule: z.string().regex(/^[A-Z]{2,3}-[0-9A-Z]{1,2}$/),

  /** `<project>/<stack>` */
  stack: z.string().min(1),
  type: z.string().min(1),

  /** Logical name of the resource, letter by letter; `*` for all of the type. */
  name: z.string().min(1),

  /** Words of the finding, letter by letter: what else the rule finds there still counts. Absent: all that it finds. */
  finding: z.string().min(1).optional(),
  owner: z.string().min(1),
  reason: z.string().min(10),
  expires: z.iso.datetime({ offset: true }),
});

/** A violation that somebody answers for, until a day. */
export type Exemption = z.infer<typeof exemptionSchema>;

/** What the pack is configured with, as the engine hands it over. */
export const settingsSchema = z.strictObject({
  /** The time that ages and expiries are reckoned from; given, so that the same stack gets the same answer. */
  asOf: z.iso.datetime({ offset: true }),
  inventory: inventorySchema,
  exemptions: z.array(exemptionSchema),

  /** Reported back, so that whoever started the run knows that the pack ran. */
  proof: z.string().min(1).optional(),
});

/** The pack's settings for one stack. */
export interface Settings extends z.infer<typeof settingsSchema> {
  /** `<project>/<stack>` of the stack that is looked at. */
  readonly stackName: string;
}

/** Settings, or every problem with them. */
export type SettingsOrProblems = { readonly settings: Settings } | { readonly problems: readonly string[] };

/** Reads what the pack was configured with; every key counts, and an unknown one is a problem. */
export function readSettings(came: unknown, stackName: string): SettingsOrProblems {
  const parsed = settingsSchema.safeParse(came);
  if (!parsed.success) {
    return {
      problems: parsed.error.issues.map(
        ({ path, message }) =>
          `${path.length === 0 ? "the settings" : path.map(String).join(".")}: ${message}`,
      ),
    };
  }
  return parsed.data.inventory.stacks[stackName] === undefined
    ? {
        problems: [
          `inventory.stacks: ${stackName} is not among them (${Object.keys(parsed.data.inventory.stacks).join(", ") || "there is none"})`,
        ],
      }
    : { settings: { ...parsed.data, stackName } };
}

/** What the inventory says of the stack that is looked at. */
export function stackOf({ inventory, stackName }: Settings): InventoryStack {
  const stack = inventory.stacks[stackName];
  if (stack === undefined) {
    throw new Error(`${stackName} is not in the inventory`);
  }
  return stack;
}

/** Verticals of the stack that is looked at. */
export function ownVerticals({ inventory, stackName }: Settings): readonly InventoryVertical[] {
  return inventory.verticals.filter(({ stack }) => stack === stackName);
}

/** Whether a vertical holds personal or banking data. */
export function isRestricted({ classification }: Pick<InventoryVertical, "classification">): boolean {
  return classification === "pii" || classification === "banking";
}
