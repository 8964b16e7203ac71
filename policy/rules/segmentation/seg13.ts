import type { StackFinding, StackRule } from "../rule";
import { archiveReaders } from "./archiveReaders";
import { isOwnArchive } from "./archives";
import { LOGS } from "./logs";
import { judgedTies } from "./ties";

/** The logs of a vertical go to itself or to its own archive, and nobody else reads them there. */
export const seg13: StackRule = {
  id: "SEG-13",
  scope: "stack",
  evaluate: (context): readonly StackFinding[] => [
    ...judgedTies("SEG-13", context, LOGS, isOwnArchive),
    ...archiveReaders(context),
  ],
};
