import type { Session } from "../session";

/** Milliseconds in which the names are read once more, even when the program was asked to end. */
const LOOK_LIMIT = 60_000;

/**
 * Whether names have moved to a colour after an update that failed, as Route 53 has them now. What cannot be read counts
 * as unknown, and nothing is put back then.
 */
export async function namesAfter(session: Session, to: string): Promise<"moved" | "unmoved" | "unknown"> {
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
    const isThere = colors.length === 0 ? of.state.activeColor === to : colors.includes(to);
    return isThere ? "moved" : "unmoved";
  } catch {
    return "unknown";
  }
}
