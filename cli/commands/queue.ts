import { finish } from "../../providers/queue/leases";
import type { Lane, Lease, TicketAction, TicketRequest } from "../../providers/queue/lane";
import { QueueRefusal } from "../../providers/queue/refusal";
import type { QueueStore } from "../../providers/queue/store";
import { addTicket, cancelTicket, moveTicket } from "../../providers/queue/tickets";
import { claimPatiently } from "../../providers/queue/wait";
import { CliError, usageError } from "../cliError";
import { LOOK_SECONDS, within, type CommandContext } from "../context";
import { EXIT } from "../exitCodes";
import { confirm } from "../release/confirm";
import { deployWish } from "../release/deployWish";
import type { SwitchInStack } from "../release/switchInStack";
import { queueScreen } from "../screens/queueScreen";
import { ticketWords } from "../screens/queueLines";
import { minuteOf } from "../screens/words";
import type { Session } from "../session";
import { type CommandResult, requiredSwitch } from "./command";

/** `duotone queue list` */
export function listQueue(context: CommandContext, session: Session): Promise<CommandResult> {
  return withQueue(session, async (queue) => {
    const lane = await queue.read(look(context));
    return shown(context, lane);
  });
}

/** `duotone queue add <action> <colour> [service=commit...]` */
export function addToQueue(
  context: CommandContext,
  session: Session,
  action: TicketAction,
  color: string,
  pairs: readonly string[],
  options: { readonly supersede?: boolean },
): Promise<CommandResult> {
  return withQueue(session, async (queue, of) => {
    const request = await requestOf(context, session, of, action, color, pairs, options.supersede === true);
    const { lane, ticket, superseded } = await queue.change((before, now) => {
      const added = addTicket(before, request, now);
      return { lane: added.lane, result: added };
    }, look(context));
    context.terminal.print(
      [
        `Added ${ticketWords(ticket)}, place ${lane.tickets.length}.`,
        ...superseded.map((old) => `It takes the place of ${ticketWords(old)}.`),
      ].join("\n"),
    );
    return { document: { ticket, place: lane.tickets.length, superseded } };
  });
}

/** `duotone queue move <ticket> <place>` */
export function moveInQueue(
  context: CommandContext,
  session: Session,
  id: string,
  place: number,
): Promise<CommandResult> {
  return withQueue(session, async (queue) => {
    const lane = await queue.change((before, now) => {
      const { lane: after } = moveTicket(before, id, place);
      return { lane: after, result: { ...after, now } };
    }, look(context));
    return shown(context, lane);
  });
}

/** `duotone queue cancel <ticket>` */
export function cancelInQueue(context: CommandContext, session: Session, id: string): Promise<CommandResult> {
  return withQueue(session, async (queue) => {
    const there = (await queue.read(look(context))).tickets.find((ticket) => ticket.id === id);
    await confirm(context, `Cancel ${there === undefined ? id : ticketWords(there)}?`);
    const ticket = await queue.change((lane) => {
      const { lane: after, ticket: gone } = cancelTicket(lane, id);
      return { lane: after, result: gone };
    }, look(context));
    context.terminal.print(`Cancelled ${ticketWords(ticket)}.`);
    return { document: { ticket } };
  });
}

/** `duotone queue claim <ticket>`: for whoever releases with `pulumi up` alone, or from a pipeline. */
export function claimTurn(
  context: CommandContext,
  session: Session,
  id: string,
  { wait, seconds }: { readonly wait: number; readonly seconds: number },
): Promise<CommandResult> {
  return withQueue(session, async (queue) => {
    const lease = await context.progress.phase("Queue", async (phase) => {
      try {
        return await claimPatiently(
          queue,
          { ticketId: id },
          {
            seconds,
            patience: wait,
            holder: context.person.holder,
            clock: context.clock,
            progress: (message) => {
              phase.update(message);
            },
          },
          context.signal,
        );
      } catch (error) {
        throw error instanceof QueueRefusal ? new CliError(EXIT.noTurn, error.message) : error;
      }
    });
    context.terminal.print(claimedText(lease, session.stack));
    return { document: { lease, env: leaseEnv(lease) } };
  });
}

/** `duotone queue finish <token>` */
export function finishTurn(
  context: CommandContext,
  session: Session,
  token: number,
  { keep }: { readonly keep?: boolean },
): Promise<CommandResult> {
  return withQueue(session, async (queue) => {
    const remove = keep !== true;
    const ticket = await queue.change((lane, now) => {
      const { lane: after, ticket: leased } = finish(lane, token, { remove }, now);
      return { lane: after, result: leased };
    }, look(context));
    const what = ticket === undefined ? "The turn" : ticketWords(ticket);
    context.terminal.print(remove ? `Done: ${what}.` : `Given back: ${what}. It keeps its place.`);
    return { document: { ticket: ticket ?? null, removed: remove } };
  });
}

async function withQueue(
  session: Session,
  work: (queue: QueueStore, of: SwitchInStack) => Promise<CommandResult>,
): Promise<CommandResult> {
  const of = await requiredSwitch(session);
  const queue = session.queue(of);
  try {
    return await work(queue, of);
  } catch (error) {
    throw error instanceof QueueRefusal ? usageError(error.message) : error;
  } finally {
    queue.close();
  }
}

function look(context: CommandContext): AbortSignal {
  return within(context, LOOK_SECONDS, "The queue");
}

function shown({ terminal, clock }: CommandContext, lane: Lane): CommandResult {
  terminal.print(queueScreen(lane, clock.now(), terminal.columns, terminal.paint));
  return { document: { queue: lane } };
}

async function requestOf(
  context: CommandContext,
  session: Session,
  of: SwitchInStack,
  action: TicketAction,
  color: string,
  pairs: readonly string[],
  supersede: boolean,
): Promise<TicketRequest> {
  const { person, reason, reference } = context;
  const request = {
    action,
    color,
    requestedBy: person.name,
    ...(reason !== undefined && { reason }),
    ...(reference !== undefined && { reference }),
  };
  if (action === "deploy") {
    const { commits } = deployWish(await session.config(), of, color, pairs);
    return { ...request, commits, ...(supersede && { supersede }) };
  }
  if (pairs.length > 0 || supersede) {
    throw usageError("Only a deploy names services and commits, or takes the place of others (--supersede).");
  }
  if (!of.inputs.colors.includes(color)) {
    throw usageError(`"${color}" is not a colour. The colours are: ${of.inputs.colors.join(", ")}.`);
  }
  return request;
}

function leaseEnv({ ticketId, token }: Lease): Readonly<Record<string, string>> {
  return { DUOTONE_TICKET: ticketId, DUOTONE_FENCING_TOKEN: String(token) };
}

function claimedText(lease: Lease, stack: string): string {
  const { ticketId, token, expiresAt } = lease;
  return [
    `${ticketId} has the turn until ${minuteOf(expiresAt)} UTC, with fencing token ${token}. Release within it:`,
    `  ${Object.entries(leaseEnv(lease))
      .map(([name, value]) => `${name}=${value}`)
      .join(" ")} pulumi up --stack ${stack}`,
    `  duotone queue finish ${token} --stack ${stack}`,
  ].join("\n");
}
