import type { Session } from "../session";
import { isUnfinished } from "./colors";

/** Milliseconds in which the names are read once more, even when the program was asked to end. */
const LOOK_LIMIT = 60_000;

/** What became of the names in an update that failed: `complete` where they have moved, and that is recorded, too. */
export type NamesAfter = "complete" | "moved" | "unmoved" | "unknown";

/**
 * Whether names have moved to a colour after an update that failed, as Route 53 has them now. What cannot be read counts
 * as unknown, and nothing is put back then.
 */
export async function namesAfter(session: Session, to: string): Promise<NamesAfter> {
  try {
    const of = await session.releaseSwitch();
    if (of === undefined) {
      return "unknown";
    }
    const { namesOn } = await session.readGate(of, to, AbortSignal.timeout(LOOK_LIMIT));
    const colors = Object.values(namesOn);
    if (colors.includes(undefined)) {
      return "unknown";
    }
    const isRecorded = of.state.activeColor === to && !isUnfinished(of);
    if (isRecorded && colors.every((color) => color === to)) {
      return "complete";
    }
    return isRecorded || colors.includes(to) ? "moved" : "unmoved";
  } catch {
    return "unknown";
  }
}
