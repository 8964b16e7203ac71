import { type Override, overrideFor } from "../../providers/switch/overrides";

/** Services whose instances may be replaced although people use them, and what is to be said about it. */
export interface Replaceable {
  readonly services: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * Applies the overrides of gate `protect` that are in force: the engine may replace launch template, group and drain of those
 * services in the active colour, for example after a change of settings. Balancers and names stay protected.
 */
export function replaceableServices(
  overrides: readonly Override[],
  services: readonly string[],
  now: number,
): Replaceable {
  const named = services.map((service) => ({ service, ...overrideFor(overrides, "protect", service, now) }));
  return {
    services: named.flatMap(({ service, override }) => (override === undefined ? [] : [service])),
    warnings: named.flatMap(({ service, override, notes }) =>
      override === undefined
        ? notes
        : [
            `${override.by} lets the instances of ${service} be replaced in the active colour until ${override.until}: ${override.reason}`,
          ],
    ),
  };
}
