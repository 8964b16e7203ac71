import type { TwinFacts } from "./facts";

/** A facet in which twins differ; `undefined` where one of them has nothing of the kind. */
export interface TwinDifference {
  readonly path: string;
  readonly left: string | undefined;
  readonly right: string | undefined;
}

/** Characters of a value that a message shows. */
const SHOWN = 120;

/** Characters before the first difference that a message shows of long values. */
const BEFORE = 30;

/** Every facet in which two twins differ, sorted by its path. */
export function compareTwins(left: TwinFacts, right: TwinFacts): readonly TwinDifference[] {
  return [...new Set([...Object.keys(left), ...Object.keys(right)])]
    .sort()
    .map((path) => ({ path, left: left[path], right: right[path] }))
    .filter((difference) => difference.left !== difference.right);
}

/** A difference in one line, side by side; of long values the part around their first difference. */
export function differenceText(
  { path, left, right }: TwinDifference,
  leftColor: string,
  rightColor: string,
): string {
  const start = Math.max(0, firstDifference(left ?? "", right ?? "") - BEFORE);
  const shown = (text: string | undefined) => (text === undefined ? "nothing" : `"${excerpt(text, start)}"`);
  return `${path}: ${leftColor} ${shown(left)} | ${rightColor} ${shown(right)}`;
}

function firstDifference(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    if (left[index] !== right[index]) {
      return index;
    }
  }
  return length;
}

function excerpt(text: string, start: number): string {
  if (text.length <= SHOWN) {
    return text;
  }
  const from = Math.min(start, text.length - SHOWN);
  const part = text.slice(from, from + SHOWN);
  return `${from > 0 ? "…" : ""}${part}${from + SHOWN < text.length ? "…" : ""}`;
}
