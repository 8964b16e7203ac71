import { errorText } from "../../providers/switch/failure";
import type { Unreadable } from "../../providers/switch/promotion";
import { Interrupted } from "../cliError";
import { LOOK_SECONDS, within, type CommandContext } from "../context";
import { idleColor } from "../release/colors";
import { readReleases } from "../release/lastReleases";
import { statusOf } from "../release/statusOf";
import { statusScreen } from "../screens/statusScreen";
import type { Session } from "../session";
import { type CommandResult, requiredSwitch } from "./command";

/** `duotone status` */
export async function status(context: CommandContext, session: Session): Promise<CommandResult> {
  const of = await requiredSwitch(session);
  const { terminal, clock, signal } = context;
  await session.caller(signal);
  const idle = idleColor(of);
  const queue = session.queue(of);
  const ledger = session.ledger(of);
  try {
    const [gate, lane, releases, config] = await context.progress.phase(
      `Looking at stack ${session.stack}`,
      () =>
        Promise.all([
          session.readGate(of, idle, signal),
          orUnreadable(queue.read(within(context, LOOK_SECONDS, "Reading the queue"))),
          orUnreadable(readReleases(ledger, within(context, LOOK_SECONDS, "Reading the ledger"))),
          session.config(),
        ]),
    );
    const found = statusOf({ of, gate, idle, lane, releases, config, now: clock.now() });
    terminal.print(statusScreen(found, terminal.columns, terminal.paint));
    return { document: found };
  } finally {
    queue.close();
    ledger.close();
  }
}

/** What cannot be read is part of how the stack stands; the rest is shown all the same. */
async function orUnreadable<T>(reading: Promise<T>): Promise<T | Unreadable> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Interrupted) {
      throw error;
    }
    return { unreadable: errorText(error) };
  }
}
