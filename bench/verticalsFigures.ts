import { rounded } from "./turns";

/** Numbers of verticals that are compared. */
export const FEW = 3;
export const MANY = 12;

/** Every figure of the benchmark and its unit. What each is, and how it is measured, is said in README.md. */
export const VERTICALS_UNITS = {
  seconds3: "s",
  seconds12: "s",
  calls3: "1",
  calls12: "1",
  resources3: "1",
  resources12: "1",
  memoryPerAccountMB: "MB",
  peakMemoryMB: "MB",
  cores: "1",
} as const;

export type VerticalsFigures = Readonly<Record<keyof typeof VERTICALS_UNITS, number>>;

/** What one run took, from an empty organization to all accounts and networks. */
export interface VerticalsMeasurement {
  readonly verticals: number;

  /** Walls of the two `pulumi up`s, the foundation's and the stack's, in seconds. */
  readonly upSeconds: readonly number[];

  /** AWS requests that reached the cloud during both. */
  readonly calls: number;

  /** Resources in both exported states. */
  readonly resources: number;

  /** In MB of 1024 kB. */
  readonly peakMemoryMB: number;
}

/**
 * The figures that are published.
 *
 * @param cores Processors that the benchmark could use.
 * @throws Error where the measurements are not of the numbers of verticals that the figures are named after.
 */
export function verticalsFigures(
  few: VerticalsMeasurement,
  many: VerticalsMeasurement,
  cores: number,
): VerticalsFigures {
  if (few.verticals !== FEW || many.verticals !== MANY) {
    throw new Error(
      `Measured were ${few.verticals} and ${many.verticals} verticals, not ${FEW} and ${MANY}.`,
    );
  }
  return {
    seconds3: secondsOf(few),
    seconds12: secondsOf(many),
    calls3: few.calls,
    calls12: many.calls,
    resources3: few.resources,
    resources12: many.resources,
    // One vertical is one account, with plugins of its own.
    memoryPerAccountMB: rounded((many.peakMemoryMB - few.peakMemoryMB) / (MANY - FEW), 0),
    peakMemoryMB: many.peakMemoryMB,
    cores,
  };
}

function secondsOf({ upSeconds }: VerticalsMeasurement): number {
  return rounded(
    upSeconds.reduce((sum, seconds) => sum + seconds, 0),
    1,
  );
}
