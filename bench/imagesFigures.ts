import { rounded } from "./turns";

/** Every figure of the benchmark and its unit. What each is, and how it is measured, is said in README.md. */
export const IMAGES_UNITS = {
  knownPackerRuns: "1",
  knownCalls: "1",
  knownSeconds: "s",
  nineToOne: "1",
  nineSeconds: "s",
  oneSeconds: "s",
  builderSeconds: "s",
  oneKeyPackerRuns: "1",
  killPoints: "1",
  kills: "1",
  leftovers: "1",
  secretKinds: "1",
  secretsPlanted: "1",
  secretsFound: "1",
  falseAlarms: "1",
  scanMBPerSecond: "MB/s",
  scanMemoryMB: "MB",
  cores: "1",
} as const;

export type ImagesFigures = Readonly<Record<keyof typeof IMAGES_UNITS, number>>;

/** What was measured, before anything is made of it. */
export interface ImagesMeasurement {
  /** Bakes of images that the catalogue has. */
  readonly known: readonly {
    readonly packerRuns: number;
    readonly calls: number;
    readonly seconds: number;
  }[];

  /** Nine bakes at once against one: seconds, and those of them that the builder sleeps. */
  readonly nine: { readonly seconds: number; readonly oneSeconds: number; readonly builderSeconds: number };

  /** Runs of Packer in nine bakes of one image at once. */
  readonly oneKeyPackerRuns: number;

  /** Stages at which a bake is killed, kills, and what was left after the bake that came next. */
  readonly kills: { readonly points: number; readonly all: number; readonly leftovers: number };
  readonly secrets: { readonly kinds: number; readonly planted: number; readonly found: number };
  readonly falseAlarms: number;

  /** The scan of one large file: its bytes, seconds, and the most memory that its process had. */
  readonly scan: { readonly bytes: number; readonly seconds: number; readonly memory: number };
  readonly cores: number;
}

const MB = 1024 * 1024;

export function imagesFigures(measured: ImagesMeasurement): ImagesFigures {
  const { known, nine, oneKeyPackerRuns, kills, secrets, falseAlarms, scan, cores } = measured;
  const most = (figure: keyof (typeof known)[number]) => Math.max(...known.map((one) => one[figure]));
  return {
    knownPackerRuns: most("packerRuns"),
    knownCalls: most("calls"),
    knownSeconds: rounded(most("seconds"), 2),
    nineToOne: rounded(nine.seconds / nine.oneSeconds, 2),
    nineSeconds: rounded(nine.seconds, 1),
    oneSeconds: rounded(nine.oneSeconds, 1),
    builderSeconds: nine.builderSeconds,
    oneKeyPackerRuns,
    killPoints: kills.points,
    kills: kills.all,
    leftovers: kills.leftovers,
    secretKinds: secrets.kinds,
    secretsPlanted: secrets.planted,
    secretsFound: secrets.found,
    falseAlarms,
    scanMBPerSecond: rounded(scan.bytes / MB / scan.seconds, 0),
    scanMemoryMB: rounded(scan.memory / MB, 0),
    cores,
  };
}
