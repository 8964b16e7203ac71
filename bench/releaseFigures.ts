import type { StepName, StepReport, StoryReport } from "../sandbox/story/report";
import type { MoveWalls } from "./moveNames";
import type { UpWalls } from "./recordsToSwitch";
import { median, rounded } from "./turns";

/** Every figure of the benchmark and its unit. What each is, and how it is measured, is said in README.md. */
export const RELEASE_UNITS = {
  names: "1",
  zones: "1",
  resources: "1",
  changeBatchesPerPromotion: "1",
  callsPerPromotion: "1",
  noopUpSeconds: "s",
  promoteSeconds: "s",
  rollbackSeconds: "s",
  manyToOneWall: "1",
  manySeconds: "s",
  oneSeconds: "s",
  manyToOneRepeats: "1",
  recordsToSwitchWall: "1",
  recordsSeconds: "s",
  switchSeconds: "s",
  recordsToSwitchRepeats: "1",
  peakMemoryMB: "MB",
  cores: "1",
} as const;

export type ReleaseFigures = Readonly<Record<keyof typeof RELEASE_UNITS, number>>;

/** What was measured, before anything is made of it. */
export interface ReleaseMeasurements {
  /** Of the story, told up to and including the rollback. */
  readonly report: StoryReport;

  /** Resources in prod's state. */
  readonly resources: number;
  readonly moves: MoveWalls;
  readonly ups: UpWalls;

  /** Processors that the benchmark could use. */
  readonly cores: number;
}

/**
 * The figures that are published.
 *
 * @throws Error where the story lacks a step, or a comparison its walls.
 */
export function releaseFigures({
  report,
  resources,
  moves,
  ups,
  cores,
}: ReleaseMeasurements): ReleaseFigures {
  const promotion = stepOf(report, "promote prod2");
  const [many, one] = [median(moves.many), median(moves.one)];
  const [records, theSwitch] = [median(ups.records), median(ups.switch)];
  return {
    names: report.publicNames,
    zones: report.hostedZones,
    resources,
    changeBatchesPerPromotion: promotion.changeBatches,
    callsPerPromotion: promotion.calls,
    noopUpSeconds: stepOf(report, "prod up again").seconds,
    promoteSeconds: promotion.seconds,
    rollbackSeconds: stepOf(report, "rollback prod1").seconds,
    manyToOneWall: rounded(many / one, 2),
    manySeconds: rounded(many, 2),
    oneSeconds: rounded(one, 2),
    manyToOneRepeats: moves.many.length,
    recordsToSwitchWall: rounded(records / theSwitch, 2),
    recordsSeconds: rounded(records, 1),
    switchSeconds: rounded(theSwitch, 1),
    recordsToSwitchRepeats: ups.records.length,
    peakMemoryMB: report.peakMemoryMB,
    cores,
  };
}

function stepOf(report: StoryReport, wanted: StepName): StepReport {
  const step = report.steps.find(({ name }) => name === wanted);
  if (step === undefined) {
    const told = report.steps.map(({ name }) => name).join(", ");
    throw new Error(`The story was not told as far as "${wanted}"; its steps were ${told}.`);
  }
  return step;
}
