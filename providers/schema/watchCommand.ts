import { errorText } from "../switch/failure";
import type { Clock } from "../switch/types";
import type { CommandView, InstanceCommands } from "./instanceCommands";

/** Milliseconds between two looks: the first ones, and the longest. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 8_000;

/** Milliseconds that SSM may take to know a command that it has just taken. */
const UNKNOWN_FOR = 60_000;

/** Milliseconds between two looks at the instance itself: SSM goes on waiting for one that is gone. */
const INSTANCE_EVERY = 30_000;

/** Looks in a row that may fail, each of which was tried many times by the SDK. */
const MOST_FAILURES = 3;

/** How a command ended, or why nobody will know. */
export type CommandEnd =
  | { readonly kind: "done"; readonly output: string }
  | { readonly kind: "failed"; readonly why: string; readonly output: string }
  | { readonly kind: "gone"; readonly why: string };

export interface WatchTools {
  readonly commands: InstanceCommands;
  readonly clock: Pick<Clock, "now" | "sleep">;

  /** Told how it stands, as often as it is looked at. */
  readonly update: (detail: string) => void;
}

/**
 * Waits until a command has ended, or its instance.
 *
 * @param seconds After which it must have ended, delivery and all.
 * @throws Error where AWS does not answer any more: the command goes on.
 */
export async function watchCommand(
  { commands, clock, update }: WatchTools,
  {
    commandId,
    instanceId,
    seconds,
  }: { readonly commandId: string; readonly instanceId: string; readonly seconds: number },
  signal: AbortSignal,
): Promise<CommandEnd> {
  const started = clock.now();
  let lookedAtInstance = started;
  let failures = 0;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(LONGEST_PAUSE, pause * 1.5)) {
    let view: CommandView | undefined;
    try {
      view = await commands.look(commandId, instanceId, signal);
      failures = 0;
      const since = clock.now() - started;
      if (view?.state === "done" || view?.state === "failed") {
        return endOf(view);
      }
      if (view === undefined && since > UNKNOWN_FOR) {
        return { kind: "gone", why: `SSM does not know command ${commandId} on ${instanceId}.` };
      }
      if (since > seconds * 1_000) {
        return { kind: "gone", why: `SSM did not say within ${seconds} s how command ${commandId} ended.` };
      }
      if (clock.now() - lookedAtInstance >= INSTANCE_EVERY) {
        lookedAtInstance = clock.now();
        if (!(await commands.instances(signal)).some((instance) => instance.instanceId === instanceId)) {
          return { kind: "gone", why: `Instance ${instanceId} went while the command was at work on it.` };
        }
      }
      update(view === undefined ? "waiting for SSM" : view.detail);
    } catch (error) {
      signal.throwIfAborted();
      failures += 1;
      if (failures >= MOST_FAILURES) {
        throw error;
      }
      update(`trying again: ${errorText(error)}`);
    }
    await clock.sleep(pause, signal);
  }
}

function endOf({ state, detail, exitCode, output }: CommandView): CommandEnd {
  const code = exitCode === undefined ? "" : `, exit code ${exitCode}`;
  return state === "done"
    ? { kind: "done", output }
    : { kind: "failed", why: `It ended with ${detail}${code}.`, output };
}

/** Lines that are kept and shown of what a migration said: it may have said what is not for everybody. */
const LAST_LINES = 20;

export function lastLines(output: string): readonly string[] {
  return output
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "")
    .slice(-LAST_LINES);
}
