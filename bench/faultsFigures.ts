import type { CaseResult } from "../sandbox/faults/matrixCase";
import type { Throttling } from "../sandbox/faults/throttling";
import type { Point } from "../sandbox/kills/drive";
import { rounded } from "./turns";

/** Every figure of the benchmark and its unit. What each is, and how it is measured, is said in README.md. */
export const FAULTS_UNITS = {
  cases: "1",
  split: "1",
  unsafe: "1",
  falseRefusals: "1",
  killPoints: "1",
  orphans: "1",
  duplicates: "1",
  byHand: "1",
  throttledSuccess: "1",
  throttledCallsRatio: "1",
} as const;

export type FaultsFigures = Readonly<Record<keyof typeof FAULTS_UNITS, number>>;

/** What was measured, before anything is made of it. */
export interface FaultsMeasurements {
  readonly cases: readonly CaseResult[];
  readonly throttling: Throttling;
  readonly kills: readonly Point[];
  readonly failures: readonly Point[];
}

/** The figures that are published. */
export function faultsFigures({ cases, throttling, kills, failures }: FaultsMeasurements): FaultsFigures {
  const found = (kind: keyof Point["findings"]) =>
    [...kills, ...failures].reduce((sum, { findings }) => sum + findings[kind].length, 0);
  return {
    cases: cases.length,
    split: cases.reduce((sum, { split }) => sum + split, 0) + found("split"),
    unsafe: cases.reduce((sum, { unsafe }) => sum + unsafe.length, 0) + found("unsafe"),
    falseRefusals: cases.filter(({ falseRefusal }) => falseRefusal !== undefined).length,
    killPoints: kills.length,
    orphans: found("orphans"),
    duplicates: found("duplicates"),
    byHand: found("byHand"),
    throttledSuccess: rounded(throttling.success, 2),
    throttledCallsRatio: rounded(throttling.callsRatio, 2),
  };
}

/** The least kills that are every kill: fewer say that boundaries were not found. */
const KILL_POINTS = 60;

/**
 * What makes a run no measurement: cases in which the switch said or did something else than it should, and kills that
 * were left out. What the figures count is no such thing: it is published.
 */
export function faultsProblems({
  cases,
  kills,
}: Pick<FaultsMeasurements, "cases" | "kills">): readonly string[] {
  const tooFew = kills.length < KILL_POINTS;
  return [
    ...cases.flatMap(({ name, problems }) => problems.map((problem) => `${name}: ${problem}`)),
    ...(tooFew ? [`only ${kills.length} kill points were found, and there are ${KILL_POINTS} or more`] : []),
  ];
}
