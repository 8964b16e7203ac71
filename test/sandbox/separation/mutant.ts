import type { Property } from "../../../sandbox/separation/separationProblems";
import type { Draft } from "./draft";

/** One way in which verticals would not be apart. */
export interface Mutant {
  /** What is broken. */
  readonly name: string;

  /** What has to notice. */
  readonly property: Property;
  readonly break: (draft: Draft) => void;
}

/** Makes mutants of one property from what each breaks. */
export function breaking(
  property: Property,
  breaks: Readonly<Record<string, (draft: Draft) => void>>,
): Mutant[] {
  return Object.entries(breaks).map(([name, change]) => ({ name, property, break: change }));
}
