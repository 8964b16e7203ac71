import { canonical } from "../canonicalJson";
import { readInputs, readState } from "./inputs";
import { wantedRecords } from "./records";
import type { SwitchInputs } from "./types";

/**
 * Whether the checked inputs ask for anything that the state does not hold.
 *
 * Blind to the order of maps and lists, to omitted optionals, to the bounds of waits and to the provider's own
 * text; awake to what `check` saw of an interrupted switch (`liveColor`) and to changes that were not yet INSYNC.
 */
export function hasChanged(olds: unknown, news: Readonly<Record<string, unknown>>): boolean {
  const state = readState(olds);
  const read = readInputs(news);
  if (state === undefined || "problems" in read) {
    return true;
  }
  const { records, pendingChanges, ...before } = state;
  return (
    news["liveColor"] !== undefined ||
    Object.keys(pendingChanges ?? {}).length > 0 ||
    fingerprint(before) !== fingerprint(read.inputs) ||
    canonical(records) !== canonical(wantedRecords(read.inputs))
  );
}

function fingerprint(inputs: SwitchInputs): string {
  const { colors, names, fleets, jobs, ...rest } = inputs;
  return canonical({
    ...rest,
    timeouts: undefined,
    colors: [...colors].sort(),
    names: sortedBy(names, ({ fqdn }) => fqdn),
    fleets: Object.fromEntries(
      Object.entries(fleets).map(([color, fleet]) => [color, sortedBy(fleet, ({ service }) => service)]),
    ),
    jobs: sortedBy(jobs, ({ vertical, parameterName }) => `${vertical} ${parameterName}`),
  });
}

function sortedBy<T>(items: readonly T[], key: (item: T) => string): readonly T[] {
  return [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
