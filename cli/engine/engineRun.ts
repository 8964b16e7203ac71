import type { EngineEvent } from "@pulumi/pulumi/automation";

import type { Interruption } from "../interruption";
import type { EngineResult, EngineRun } from "../session";
import { changedNames, type EngineView, NOTHING_YET, progressText, withEvent } from "./engineProgress";
import { stderrOf } from "./explained";
import { failureOf } from "./failure";

/**
 * Milliseconds in which an engine that heard Ctrl-C itself says so. Only one that does not is told: the second time it
 * hears of it, it ends at once and may leave things half done.
 */
const HEARD_WITHIN = 1_500;

export interface EngineControls {
  readonly onEvent: (event: EngineEvent) => void;

  /** Every "abort" event of it sends the engine one more SIGINT. */
  readonly signal: AbortSignal;
}

/**
 * Follows one run of the engine from its first event to its end.
 *
 * @param start Runs the engine; throws where it does not succeed.
 */
export async function followEngine(
  start: (controls: EngineControls) => Promise<unknown>,
  { phase, expected, signal, onEvent: alsoTold }: EngineRun,
  interruption: Pick<Interruption, "onInterrupt">,
): Promise<EngineResult> {
  let view = NOTHING_YET;
  const engine = new AbortController();
  // The engine's process is told with each such event, and needs none to be aborted: an end that it was asked for twice
  // is asked for by two events.
  const tell = () => {
    engine.signal.dispatchEvent(new Event("abort"));
  };
  const ask = () => {
    if (!view.isCancelling) {
      tell();
    }
  };
  const timers: NodeJS.Timeout[] = [];
  const stopListening = interruption.onInterrupt((times) => {
    if (times === 1) {
      phase.line("Asked the engine to end; it finishes what is in flight. Once more ends it at once.");
      timers.push(setTimeout(ask, HEARD_WITHIN));
    } else {
      tell();
    }
  });
  // What ends a run without a signal, such as a lost lease, must not wait for the terminal.
  const onAbort = () => {
    timers.push(setTimeout(ask, HEARD_WITHIN));
  };
  signal.addEventListener("abort", onAbort, { once: true });
  const onEvent = (event: EngineEvent) => {
    const before = view.switchLines.length;
    view = withEvent(view, event);
    alsoTold?.(event);
    view.switchLines.slice(before).forEach((line) => {
      phase.line(line);
    });
    phase.update(progressText(view, expected));
  };
  try {
    await start({ onEvent, signal: engine.signal });
    return resultOf(view);
  } catch (error) {
    const output = error instanceof Error ? stderrOf(error.message) : String(error);
    return { ...resultOf(view), failure: failureOf(view, output) };
  } finally {
    timers.forEach(clearTimeout);
    stopListening();
    signal.removeEventListener("abort", onAbort);
  }
}

function resultOf(view: EngineView): EngineResult {
  return { resources: view.finished.size, changed: changedNames(view), switchLines: view.switchLines };
}
