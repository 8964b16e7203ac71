import { CliError } from "../cliError";
import type { EngineFailure } from "../engine/failure";
import { EXIT } from "../exitCodes";
import type { Session } from "../session";

/** What a failed run of the engine is to a user: refused by the gate, or failed. */
export function engineError({ refusals, problems }: EngineFailure, what: string): CliError {
  return refusals.length > 0
    ? new CliError(EXIT.refused, "Refused by the gate:", [...refusals, ...problems])
    : new CliError(EXIT.failed, `${what}:`, problems);
}

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
    const { namesOn } = await session.readGate(of, to, new AbortController().signal);
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
