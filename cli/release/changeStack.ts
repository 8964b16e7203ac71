import { errorText } from "../../providers/switch/failure";
import { CliError } from "../cliError";
import type { CommandContext } from "../context";
import type { EngineFailure } from "../engine/failure";
import { EXIT } from "../exitCodes";
import type { EngineResult, Session } from "../session";
import { listed } from "../screens/words";

/** One value of the stack's file. */
export interface ConfigChange {
  /** `activeColor`, `releases.prod2.core` */
  readonly path: string;
  readonly value: string;

  /** What the file says before; undefined where it says nothing. */
  readonly before: string | undefined;
}

export interface StackChange {
  readonly changes: readonly ConfigChange[];

  /** What the runs are called in the stack's history. */
  readonly message: string;
  readonly env: Readonly<Record<string, string>>;

  /** Asks the engine to end when it aborts. */
  readonly signal: AbortSignal;

  /** Is told every reason of a gate that refuses in the preview, which itself may tell nobody. Never throws. */
  readonly refused?: (reasons: readonly string[]) => Promise<void>;

  /** Looks at the preview, and throws where it shall not be carried out. */
  readonly accept: (preview: EngineResult) => Promise<void>;

  /**
   * After an update that failed: what to say where the stack's file must stay as it is, because the next update has to go
   * on from there; undefined where nothing has changed.
   */
  readonly whyKept: (update: EngineResult) => Promise<string | undefined>;
}

export interface ChangedStack {
  /** Milliseconds. */
  readonly preview: number;
  readonly update: number;
  readonly result: EngineResult;
}

/**
 * Sets values in the stack's file, previews and updates. Where it does not come to an update, or that changes nothing, the
 * file is as it was before.
 *
 * @throws CliError with `EXIT.refused` and every reason where the gate refuses
 */
export async function changeStack(
  { clock, progress, terminal }: CommandContext,
  session: Session,
  change: StackChange,
): Promise<ChangedStack> {
  const { changes, message, env, signal } = change;
  const due = changes.filter(({ value, before }) => value !== before);
  let kept: string | undefined;
  try {
    for (const { path, value } of due) {
      await session.setConfig(path, value);
    }
    signal.throwIfAborted();
    const start = clock.now();
    const preview = await progress.phase("Preview", async (phase) => {
      const result = await session.preview({ message, env, phase, signal });
      signal.throwIfAborted();
      const refusals = result.failure?.refusals ?? [];
      if (refusals.length > 0) {
        await change.refused?.(refusals);
      }
      return failedOr(result, "The preview failed:");
    });
    const previewed = clock.now() - start;
    await change.accept(preview);
    signal.throwIfAborted();

    const middle = clock.now();
    const result = await progress.phase("Update", async (phase) => {
      const expected = preview.resources;
      const updated = await session.update({ message, env, phase, expected, signal });
      if (updated.failure !== undefined) {
        kept = await change.whyKept(updated);
        signal.throwIfAborted();
      }
      return failedOr(updated, "The update failed:");
    });
    return { preview: previewed, update: clock.now() - middle, result };
  } catch (error) {
    if (kept !== undefined) {
      throw withAdvice(error, kept);
    }
    if (due.length > 0) {
      terminal.note(await putBack(session, due));
    }
    throw error;
  }
}

function failedOr(result: EngineResult, what: string): EngineResult {
  if (result.failure !== undefined) {
    throw engineError(result.failure, what);
  }
  return result;
}

/** What a failed run of the engine is to a user: refused by the gate, or failed. */
function engineError({ refusals, problems }: EngineFailure, what: string): CliError {
  return refusals.length > 0
    ? new CliError(EXIT.refused, "Refused by the gate:", [...refusals, ...problems])
    : new CliError(EXIT.failed, what, problems);
}

function withAdvice(error: unknown, advice: string): CliError {
  return error instanceof CliError
    ? new CliError(error.exitCode, error.message, [...error.reasons, advice])
    : new CliError(EXIT.failed, error instanceof Error ? error.message : String(error), [advice]);
}

async function putBack(session: Session, changes: readonly ConfigChange[]): Promise<string> {
  try {
    for (const { path, before } of changes) {
      await (before === undefined ? session.removeConfig(path) : session.setConfig(path, before));
    }
    const said = changes.map(({ path, before }) => `${path} ${before ?? "nothing"}`);
    return `Nothing was changed, and ${session.stackFile} is as before: ${listed(said)}.`;
  } catch (error) {
    const byHand = changes.map(({ path, before }) => configByHand(path, before, session.stack));
    return (
      `Nothing was changed, but ${session.stackFile} could not be put back: ${errorText(error)} ` +
      `By hand: ${byHand.join(" && ")}`
    );
  }
}

/** The command that sets, or removes, one value of a stack's file. */
export function configByHand(path: string, value: string | undefined, stack: string): string {
  const how = path.includes(".") ? `--path '${path}'` : path;
  return value === undefined
    ? `pulumi config rm ${how} --stack ${stack}`
    : `pulumi config set ${how} ${value} --stack ${stack}`;
}
