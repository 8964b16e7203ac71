import type { Inventory } from "../settings/inventory";
import { type Settings, stackOf } from "../settings/settings";

type Gate = NonNullable<Inventory["stacks"][string]["overrides"]>[number]["gate"];

/** Milliseconds that an override may last; one that lasts longer counts for nothing. */
const LONGEST_OVERRIDE = 24 * 60 * 60 * 1000;

/** Whether the stack's own file lets something pass for a service for now. */
export function isOverridden(settings: Settings, gate: Gate, service: string): boolean {
  const now = Date.parse(settings.asOf);
  return (stackOf(settings).overrides ?? []).some((override) => {
    const left = Date.parse(override.until) - now;
    const isAbout =
      override.gate === gate && (override.service === undefined || override.service === service);
    return isAbout && left > 0 && left <= LONGEST_OVERRIDE;
  });
}
