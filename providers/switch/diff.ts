import { canonical } from "../canonicalJson";
import { readInputs, readState } from "./inputs";
import { wantedRecords } from "./records";
import type { Fleet, SwitchState } from "./switchInputs";

/**
 * Whether the checked inputs ask for anything that the state does not hold.
 *
 * Blind to the order of maps and lists, to omitted optionals, to freeze windows, overrides and the bounds of
 * waits, and to the provider's own text; awake to what `check` or a refresh saw of an interrupted switch or of a hand
 * (`liveColor`), to changes that were not yet INSYNC and to a record without its outcome.
 *
 * A refresh asks it too, with what `read` found as the state and the inputs of the last update as those wanted. What
 * `check` saw before that update is among them, and is settled.
 */
export function hasChanged(olds: unknown, news: Readonly<Record<string, unknown>>): boolean {
  const state = readState(olds);
  const read = readInputs(news);
  if (state === undefined || "problems" in read) {
    return true;
  }
  const { records, pendingChanges, openRecord, liveColor, settledTrace, ...before } = state;
  const traced = news["trace"] === undefined || news["trace"] !== settledTrace ? news : {};
  return (
    (liveColor ?? traced["liveColor"]) !== undefined ||
    Object.keys(pendingChanges ?? {}).length > 0 ||
    (openRecord ?? traced["openRecord"]) !== undefined ||
    fingerprint(before) !== fingerprint(read.inputs) ||
    canonical(records) !== canonical(wantedRecords(read.inputs))
  );
}

function fingerprint(inputs: Omit<SwitchState, "records">): string {
  const { colors, names, fleets, jobs, ...rest } = inputs;
  return canonical({
    ...rest,
    ...WHEN_NOT_WHERE,
    colors: [...colors].sort(),
    names: sortedBy(names, ({ fqdn }) => fqdn),
    fleets: Object.fromEntries(
      Object.entries(fleets).map(([color, fleet]) => [
        color,
        sortedBy(fleet, ({ service }) => service).map(inAnyOrder),
      ]),
    ),
    jobs: sortedBy(jobs, ({ vertical, parameterName }) => `${vertical} ${parameterName}`),
  });
}

function inAnyOrder(fleet: Fleet): Fleet {
  return { ...fleet, alarmNames: [...fleet.alarmNames].sort() };
}

/** What decides when names move is no part of where they are: a change of it alone is no update. */
const WHEN_NOT_WHERE = {
  timeouts: undefined,
  freezeWindows: undefined,
  overrides: undefined,
  cameFrom: undefined,
};

function sortedBy<T>(items: readonly T[], key: (item: T) => string): readonly T[] {
  return [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
