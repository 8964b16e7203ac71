import { LOOK_SECONDS, within, type CommandContext } from "../context";
import { checkedColor, colorBefore, cutOffTo, idleColor, isUnfinished } from "../release/colors";
import { moveNames } from "../release/moveNames";
import type { SwitchInStack } from "../release/switchInStack";
import type { Session } from "../session";
import { type CommandResult, requiredSwitch } from "./command";

/** Options of what waits for its turn in the queue. */
export interface TurnOptions {
  /** Seconds. */
  readonly wait: number;
  readonly ticket?: string | undefined;
}

/** Newest records of the ledger in which the colour before is looked for. */
const RECORDS = 50;

/** `duotone promote [colour]` */
export async function promote(
  context: CommandContext,
  session: Session,
  color: string | undefined,
  { wait, ticket }: TurnOptions,
): Promise<CommandResult> {
  const of = await requiredSwitch(session);
  await session.caller(context.signal);
  const to = color === undefined ? await nextColor(context, session, of) : checkedColor(of, color);
  return {
    document: await moveNames(context, session, of, {
      action: "promote",
      to,
      ticketId: ticket,
      patience: wait,
    }),
  };
}

/** `duotone rollback` */
export async function rollback(
  context: CommandContext,
  session: Session,
  { wait, ticket }: TurnOptions,
): Promise<CommandResult> {
  const of = await requiredSwitch(session);
  await session.caller(context.signal);
  const to = await lastColor(context, session, of);
  return {
    document: await moveNames(context, session, of, {
      action: "rollback",
      to,
      ticketId: ticket,
      patience: wait,
    }),
  };
}

/** The colour to go to where nobody names one: what was begun is finished before anything else. */
async function nextColor(context: CommandContext, session: Session, of: SwitchInStack): Promise<string> {
  const begun = isUnfinished(of) ? await movingTo(context, session, of) : undefined;
  return begun ?? idleColor(of);
}

/** The colour that an update which was cut off was moving the names to; undefined where there is none. */
async function movingTo(
  { progress, signal }: CommandContext,
  session: Session,
  of: SwitchInStack,
): Promise<string | undefined> {
  return progress.phase("Looking for what was cut off", async () => {
    const [config, gate] = await Promise.all([
      session.config(),
      session.readGate(of, of.state.activeColor, signal),
    ]);
    return cutOffTo(of, config, gate);
  });
}

/**
 * The colour to go back to: the active one, where an update to another one was cut off before the state said so; else the
 * one that was active before, as the ledger says, or the state; else the other one, where there are two.
 */
async function lastColor(context: CommandContext, session: Session, of: SwitchInStack): Promise<string> {
  const { activeColor } = of.state;
  const cutOff = await movingTo(context, session, of);
  if (cutOff !== undefined && cutOff !== activeColor) {
    return activeColor;
  }
  const ledger = session.ledger(of);
  try {
    const entries = await ledger.entries(within(context, LOOK_SECONDS, "Reading the ledger"), {
      last: RECORDS,
    });
    const before = colorBefore(entries, activeColor);
    const known = [before, of.state.cameFrom?.color].find(
      (color) => color !== undefined && color !== activeColor && of.inputs.colors.includes(color),
    );
    return known ?? idleColor(of);
  } finally {
    ledger.close();
  }
}
