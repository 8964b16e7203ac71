import { type Place, placeName } from "../../model/place";
import type { StackFinding, StackRule } from "../rule";
import { archiveReaders } from "./archiveReaders";
import { LOGS } from "./logs";
import { judgedTies } from "./ties";

/** The logs of a vertical go to itself or to its own archive, and nobody else reads them there. */
export const seg13: StackRule = {
  id: "SEG-13",
  scope: "stack",
  evaluate: (context): readonly StackFinding[] => [
    ...judgedTies("SEG-13", context, LOGS, toOwnArchive),
    ...archiveReaders(context),
  ],
};

/** The audit account keeps an archive for every vertical, and one place for the accounts that belong to none. */
function toOwnArchive(from: Place, to: Place): boolean {
  if (to.is !== "shared" || to.role !== "audit") {
    return false;
  }
  return to.keptFor === undefined ? from.is === "shared" : to.keptFor === placeName(from);
}
