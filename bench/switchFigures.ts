import type { Drift } from "./drift";
import type { MoveWalls } from "./moveNames";
import type { CreateWalls } from "./parallelCreates";
import type { ProviderTexts } from "./providerTexts";
import type { UpWalls } from "./recordsToSwitch";
import type { Moves } from "./thereAndBack";
import { median, rounded } from "./turns";

/** Every figure of the benchmark and its unit. What each is, and how it is measured, is said in README.md. */
export const SWITCH_UNITS = {
  names: "1",
  zones: "1",
  changeRequests: "1",
  rollbackToPromotion: "1",
  promotionSeconds: "s",
  rollbackSeconds: "s",
  rollbackToPromotionRepeats: "1",
  rollbackCreates: "1",
  rollbackDeletes: "1",
  noopChanges: "1",
  manyToOneWall: "1",
  manySeconds: "s",
  oneSeconds: "s",
  manyToOneRepeats: "1",
  recordsToSwitchWall: "1",
  recordsSeconds: "s",
  switchSeconds: "s",
  recordsToSwitchRepeats: "1",
  providerTextBytesMax: "B",
  providerTexts: "1",
  providerClasses: "1",
  sixteenToOneWall: "1",
  sixteenSeconds: "s",
  oneCreateSeconds: "s",
  sixteenToOneRepeats: "1",
  driftSeen: "1",
  driftInjected: "1",
  driftMistaken: "1",
  cores: "1",
} as const;

export type SwitchFigures = Readonly<Record<keyof typeof SWITCH_UNITS, number>>;

/** What was measured, before anything is made of it. */
export interface SwitchMeasurements {
  readonly names: number;
  readonly zones: number;

  /** Resources that an update of a stack changed in which nothing was to change. */
  readonly noopChanges: number;
  readonly moves: Moves;
  readonly manyToOne: MoveWalls;
  readonly ups: UpWalls;
  readonly texts: ProviderTexts;

  /** By dynamic class. */
  readonly creates: Readonly<Record<string, CreateWalls>>;
  readonly drift: Drift;

  /** Processors that the benchmark could use. */
  readonly cores: number;
}

/**
 * The figures that are published.
 *
 * @throws Error where a comparison has no walls, or nothing was injected.
 */
export function switchFigures(measured: SwitchMeasurements): SwitchFigures {
  const { moves, manyToOne, ups, texts, drift } = measured;
  const [promotion, rollback] = [median(moves.walls.promotion), median(moves.walls.rollback)];
  const [many, one] = [median(manyToOne.many), median(manyToOne.one)];
  const [records, theSwitch] = [median(ups.records), median(ups.switch)];
  const creates = slowest(measured.creates);
  if (drift.injected === 0) {
    throw new Error("Nothing was injected, so nothing can have been seen.");
  }
  return {
    names: measured.names,
    zones: measured.zones,
    changeRequests: Math.max(...moves.changeRequests),
    rollbackToPromotion: rounded(rollback / promotion, 2),
    promotionSeconds: rounded(promotion, 2),
    rollbackSeconds: rounded(rollback, 2),
    rollbackToPromotionRepeats: moves.walls.promotion.length,
    rollbackCreates: moves.rollbackCreates,
    rollbackDeletes: moves.rollbackDeletes,
    noopChanges: measured.noopChanges,
    manyToOneWall: rounded(many / one, 2),
    manySeconds: rounded(many, 2),
    oneSeconds: rounded(one, 2),
    manyToOneRepeats: manyToOne.many.length,
    recordsToSwitchWall: rounded(records / theSwitch, 2),
    recordsSeconds: rounded(records, 1),
    switchSeconds: rounded(theSwitch, 1),
    recordsToSwitchRepeats: ups.records.length,
    providerTextBytesMax: texts.largest,
    providerTexts: texts.texts,
    providerClasses: texts.classes,
    sixteenToOneWall: rounded(creates.sixteen / creates.one, 2),
    sixteenSeconds: rounded(creates.sixteen, 2),
    oneCreateSeconds: rounded(creates.one, 2),
    sixteenToOneRepeats: creates.repeats,
    // Cut, not rounded: 1 is what is seen of everything, and of nothing less.
    driftSeen: Math.floor((100 * drift.seen) / drift.injected) / 100,
    driftInjected: drift.injected,
    driftMistaken: drift.mistaken,
    cores: measured.cores,
  };
}

/** The class for which sixteen take longest, compared with one. */
function slowest(byClass: Readonly<Record<string, CreateWalls>>): {
  sixteen: number;
  one: number;
  repeats: number;
} {
  const medians = Object.values(byClass).map(({ sixteen, one }) => ({
    sixteen: median(sixteen),
    one: median(one),
    repeats: one.length,
  }));
  const [first] = medians.sort((a, b) => b.sixteen / b.one - a.sixteen / a.one);
  if (first === undefined) {
    throw new Error("No class was measured.");
  }
  return first;
}
