import { median, rounded } from "./turns";

/** Services per cluster that are compared. */
export const SIZES = [1, 9, 36] as const;
export type Size = (typeof SIZES)[number];

/** Every figure of the benchmark and its unit. What each is, and how it is measured, is said in README.md. */
export const SCALE_UNITS = {
  programToBare: "1",
  programToBare1: "1",
  programToBare36: "1",
  growth4x: "1",
  mbPerResource: "MB",
  startToRequire: "1",
  startMemoryRatio: "1",
  emptyToRequire: "1",
  emptyMemoryRatio: "1",
  programSeconds1: "s",
  programSeconds9: "s",
  programSeconds36: "s",
  bareSeconds1: "s",
  bareSeconds9: "s",
  bareSeconds36: "s",
  programMB1: "MB",
  programMB9: "MB",
  programMB36: "MB",
  resources1: "1",
  resources9: "1",
  resources36: "1",
  oneSeconds: "s",
  oneMB: "MB",
  startSeconds: "s",
  startMB: "MB",
  startResources: "1",
  emptySeconds: "s",
  emptyMB: "MB",
  requireSeconds: "s",
  requireMB: "MB",
  repeats: "1",
  cores: "1",
} as const;

export type ScaleFigures = Readonly<Record<keyof typeof SCALE_UNITS, number>>;

/** What one contestant took in each round. */
export interface Rounds {
  /** Walls of its process. */
  readonly seconds: readonly number[];

  /** Peaks of its resident set, in MB of 1024 kB. */
  readonly peakMB: readonly number[];
}

/** Our program at some size, and one that registers the same resources with nothing but Pulumi's own classes. */
export interface SizeMeasurement {
  readonly program: Rounds;
  readonly bare: Rounds;

  /** Resources that both register. */
  readonly resources: number;
}

/** What was measured, before anything is made of it. */
export interface ScaleMeasurements {
  readonly sizes: Readonly<Record<Size, SizeMeasurement>>;

  /** Everything that our program loads, and one resource. */
  readonly one: Rounds;

  /** Our program with as little as a stack may have. */
  readonly start: Rounds;
  readonly startResources: number;

  /** The SDK's host with a TypeScript program that loads the SDK and declares nothing. */
  readonly empty: Rounds;

  /** Node that loads Pulumi's SDK and nothing else. */
  readonly require: Rounds;

  /** Processors that the benchmark could use. */
  readonly cores: number;
}

export function scaleFigures({
  sizes,
  one,
  start,
  startResources,
  empty,
  require,
  cores,
}: ScaleMeasurements): ScaleFigures {
  const [oneSeconds, oneMB] = mediansOf(one);
  const [startSeconds, startMB] = mediansOf(start);
  const [emptySeconds, emptyMB] = mediansOf(empty);
  const [requireSeconds, requireMB] = mediansOf(require);
  const of = (size: Size) => {
    const [seconds, mb] = mediansOf(sizes[size].program);
    const [bareSeconds] = mediansOf(sizes[size].bare);
    return { seconds, mb, bareSeconds, resources: sizes[size].resources };
  };
  const [least, usual, most] = [of(1), of(9), of(36)];
  const perResource = ({ mb, resources }: typeof usual) => (mb - oneMB) / resources;
  return {
    programToBare: rounded(usual.seconds / usual.bareSeconds, 2),
    programToBare1: rounded(least.seconds / least.bareSeconds, 2),
    programToBare36: rounded(most.seconds / most.bareSeconds, 2),
    growth4x: rounded((most.seconds - oneSeconds) / (usual.seconds - oneSeconds), 2),
    mbPerResource: rounded(Math.max(perResource(usual), perResource(most)), 3),
    startToRequire: rounded(startSeconds / requireSeconds, 2),
    startMemoryRatio: rounded(startMB / requireMB, 2),
    emptyToRequire: rounded(emptySeconds / requireSeconds, 2),
    emptyMemoryRatio: rounded(emptyMB / requireMB, 2),
    programSeconds1: rounded(least.seconds, 2),
    programSeconds9: rounded(usual.seconds, 2),
    programSeconds36: rounded(most.seconds, 2),
    bareSeconds1: rounded(least.bareSeconds, 2),
    bareSeconds9: rounded(usual.bareSeconds, 2),
    bareSeconds36: rounded(most.bareSeconds, 2),
    programMB1: rounded(least.mb, 0),
    programMB9: rounded(usual.mb, 0),
    programMB36: rounded(most.mb, 0),
    resources1: least.resources,
    resources9: usual.resources,
    resources36: most.resources,
    oneSeconds: rounded(oneSeconds, 2),
    oneMB: rounded(oneMB, 0),
    startSeconds: rounded(startSeconds, 2),
    startMB: rounded(startMB, 0),
    startResources,
    emptySeconds: rounded(emptySeconds, 2),
    emptyMB: rounded(emptyMB, 0),
    requireSeconds: rounded(requireSeconds, 2),
    requireMB: rounded(requireMB, 0),
    repeats: require.seconds.length,
    cores,
  };
}

function mediansOf({ seconds, peakMB }: Rounds): readonly [seconds: number, peakMB: number] {
  return [median(seconds), median(peakMB)];
}
