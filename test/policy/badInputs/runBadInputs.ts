import type { BadInput } from "./badInput";
import { BAD_INPUTS } from "./badInputs";

/** What became of a bad input. */
export interface BadInputOutcome {
  readonly comes: string;

  /** In which way it was not as stated. */
  readonly deviations: readonly string[];
}

/** Has every bad input come, one after the other. One that ends in an error is not as stated. */
export async function runBadInputs(
  inputs: readonly BadInput[] = Object.values(BAD_INPUTS).flat(),
): Promise<readonly BadInputOutcome[]> {
  const outcomes: BadInputOutcome[] = [];
  for (const { comes, deviations } of inputs) {
    outcomes.push({
      comes,
      deviations: await deviations().catch((cause: unknown) => [String(cause)]),
    });
  }
  return outcomes;
}
