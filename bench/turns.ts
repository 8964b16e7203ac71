/** The middle value; of an even number of values, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) {
    throw new Error("There is no median of nothing.");
  }
  return (lower + upper) / 2;
}

/** A number as it is published: further digits would pretend to know more than was measured. */
export function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

/** Milliseconds since some fixed moment. */
type Now = () => number;

export interface TurnsOptions {
  /** Rounds at most. */
  readonly repeats: number;

  /**
   * Seconds that all rounds together may take. The first is always done; another is begun only if one as long as the
   * longest so far still fits.
   *
   * @default Infinity
   */
  readonly limitSeconds?: number | undefined;

  /** Is told of each round before it begins, counted from 1. */
  readonly onRound?: ((round: number) => void) | undefined;

  /** @default performance.now */
  readonly now?: Now | undefined;
}

/**
 * Lets the contestants take turns, so that whatever else slows the machine down strikes all of them alike.
 *
 * @param contestants By name; each does its work once and gives the seconds that count.
 * @returns By name, the seconds of each round.
 */
export async function takeTurns<Name extends string>(
  contestants: Readonly<Record<Name, (round: number) => Promise<number>>>,
  { repeats, limitSeconds = Infinity, onRound, now = () => performance.now() }: TurnsOptions,
): Promise<Record<Name, number[]>> {
  const entries = Object.entries(contestants) as [Name, (round: number) => Promise<number>][];
  const seconds = Object.fromEntries(entries.map(([name]) => [name, []])) as unknown as Record<
    Name,
    number[]
  >;
  const started = now();
  let longest = 0;
  for (let round = 1; round <= repeats; round += 1) {
    const begun = now();
    if (round > 1 && begun - started + longest > limitSeconds * 1000) {
      break;
    }
    onRound?.(round);
    for (const [name, work] of entries) {
      seconds[name].push(await work(round));
    }
    longest = Math.max(longest, now() - begun);
  }
  return seconds;
}
