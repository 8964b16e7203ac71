import { errorText } from "../switch/failure";
import type { Clock } from "../switch/types";
import { CommandNotSent, type CommandWish, type InstanceCommands } from "./instanceCommands";

/** Tries of a command that SSM did not take, or that nobody knows of. */
const MOST_TRIES = 8;

/** Milliseconds before the second try; every further one waits up to twice as long. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 8_000;

/** Looks for a command whose answer was lost, and milliseconds between them: SSM lists what it took after a moment. */
const LOOKS = 4;
const LOOK_PAUSE = 2_000;

/**
 * Sends a command once, whatever becomes of the answer: where it is lost, the command is looked for by its comment before
 * it is sent again.
 *
 * @param since ISO 8601; the command is no older.
 * @throws CommandNotSent where SSM takes none.
 */
export async function sendOnce(
  {
    commands,
    clock,
  }: { readonly commands: InstanceCommands; readonly clock: Pick<Clock, "sleep" | "random"> },
  wish: CommandWish,
  since: string,
  signal: AbortSignal,
): Promise<string> {
  let last: unknown;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    if (tries > 0) {
      await clock.sleep(
        Math.min(FIRST_PAUSE * 2 ** tries, LONGEST_PAUSE) * (0.5 + clock.random() / 2),
        signal,
      );
    }
    try {
      return await commands.send(wish, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof CommandNotSent && !error.isBusy) {
        throw error;
      }
      last = error;
    }
    if (!(last instanceof CommandNotSent)) {
      const found = await findAgain({ commands, clock }, { ...wish, since }, signal);
      if (found !== undefined) {
        return found;
      }
    }
  }
  throw last instanceof CommandNotSent
    ? last
    : new Error(`SSM did not say whether it took the command, ${MOST_TRIES} times: ${errorText(last)}`, {
        cause: last,
      });
}

/** A command that may have been sent a moment ago. */
export async function findAgain(
  { commands, clock }: { readonly commands: InstanceCommands; readonly clock: Pick<Clock, "sleep"> },
  about: Parameters<InstanceCommands["find"]>[0],
  signal: AbortSignal,
): Promise<string | undefined> {
  for (let looks = 0; looks < LOOKS; looks++) {
    const found = await commands.find(about, signal);
    if (found !== undefined) {
      return found;
    }
    await clock.sleep(LOOK_PAUSE, signal);
  }
  return undefined;
}
