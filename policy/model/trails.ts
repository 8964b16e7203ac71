import { advancedSelector } from "./advancedSelectors";
import { basicSelectors } from "./basicSelectors";
import type { TrailSelector } from "./trailSelector";
import { isPartlyUnknown, readList, type Value } from "./value";

export interface TrailSelectors {
  readonly selectors: readonly TrailSelector[];

  /** Whether there are selections that nobody knows yet. */
  readonly more: boolean;
}

/** What a trail selects where nothing is said. */
const ALL_MANAGEMENT: TrailSelector = {
  events: "management",
  reads: true,
  writes: true,
  allBut: [],
  takesIn: () => true,
};

/** What a trail writes down, by its properties. */
export function selectorsOf(trail: Value): TrailSelectors {
  const basic = readList(trail, "eventSelectors");
  const advanced = readList(trail, "advancedEventSelectors");
  const basics = basic.is === "known" ? basic.items : [];
  const advanceds = advanced.is === "known" ? advanced.items : [];
  const more =
    basic.is === "unknown" || advanced.is === "unknown" || isPartlyUnknown([...basics, ...advanceds]);
  if (basics.length + advanceds.length === 0 && !more) {
    return { selectors: [ALL_MANAGEMENT], more };
  }
  return {
    selectors: [...basics.flatMap(basicSelectors), ...advanceds.flatMap(advancedSelector)],
    more,
  };
}
