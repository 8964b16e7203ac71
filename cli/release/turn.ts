import { keepLease } from "../../providers/queue/keepLease";
import { isHolder, type Lane, type Lease, type Ticket, type TicketRequest } from "../../providers/queue/lane";
import { finish } from "../../providers/queue/leases";
import { QueueRefusal, ticketText } from "../../providers/queue/refusal";
import type { QueueStore } from "../../providers/queue/store";
import { addTicket, cancelTicket, takePlaceOfMove } from "../../providers/queue/tickets";
import { claimPatiently } from "../../providers/queue/wait";
import { errorText } from "../../providers/switch/failure";
import type { Clock } from "../../providers/switch/types";
import { CliError } from "../cliError";
import { EXIT } from "../exitCodes";
import type { Phase } from "../progress";

/** Seconds of the lease. It is renewed at a third, so a dead holder blocks the others for a minute and a half at most. */
const LEASE_SECONDS = 90;

/** Seconds for giving the turn back, whatever happened. */
const GIVE_BACK_SECONDS = 30;

export interface TurnArgs {
  readonly request: TicketRequest;

  /** A ticket that is in the queue already; without it, one that asks for the same is used, or else a new one. */
  readonly ticketId?: string | undefined;

  /** The colour of a move of the names that was cut off and is now finished or undone: its ticket's place is taken. */
  readonly endsMoveTo?: string | undefined;

  /** Seconds to wait for the turn. */
  readonly patience: number;
  readonly holder: string;
  readonly clock: Clock;
  readonly phase: Phase;
}

/** A turn in the queue, kept alive until it is given back. */
export interface Turn {
  readonly ticket: Ticket;
  readonly token: number;

  /** Aborts when the turn is lost: nothing more may be changed under it. */
  readonly lost: AbortSignal;

  /** What the engine and its switch must be told. */
  readonly env: Readonly<Record<string, string>>;

  /**
   * Ends the turn. A ticket that is done goes. One that this command made for itself goes, too, unless something is left
   * to do: nobody else would ever take it up, and it would stand in everybody's way. Any other keeps its place.
   *
   * @returns What became of the ticket, in words.
   */
  giveBack(how: { readonly done: boolean; readonly leftToDo: boolean }): Promise<string>;
}

/**
 * Takes a place in the queue and waits for its turn.
 *
 * @throws CliError with `EXIT.noTurn` where the wait ended without it, and the signal's reason where it was interrupted.
 *   A ticket that was made here is then out of the queue again.
 */
export async function takeTurn(store: QueueStore, args: TurnArgs, signal: AbortSignal): Promise<Turn> {
  const { clock, phase, holder, patience } = args;
  const { ticket, isOwn } = await placeOf(store, args, signal);
  phase.line(isOwn ? `ticket ${ticket.id}` : `ticket ${ticketText(ticket)} asks for the same and is used`);
  const lease = await claimOrLeave(store, ticket, isOwn, { ...args, holder, patience }, signal);
  const kept = keepLease(store, lease, { seconds: LEASE_SECONDS, clock }, new AbortController().signal);
  const lost = new AbortController();
  kept.lost.addEventListener("abort", () => {
    void isDone(store, ticket, clock).then((done) => {
      if (!done) {
        lost.abort(new CliError(EXIT.failed, errorText(kept.lost.reason)));
      }
    });
  });
  return {
    ticket,
    token: lease.token,
    lost: lost.signal,
    env: { DUOTONE_TICKET: ticket.id, DUOTONE_FENCING_TOKEN: String(lease.token) },
    async giveBack({ done, leftToDo }) {
      await kept.stop();
      const remove = done || (isOwn && !leftToDo);
      try {
        const signal = clock.deadline(GIVE_BACK_SECONDS, "Giving the turn back");
        const left = await store.change((lane, now) => {
          const after = afterTurn(lane, lease, remove, now);
          return { lane: after, result: after.tickets.some(({ id }) => id === ticket.id) };
        }, signal);
        return left
          ? `${ticket.id} keeps its place; \`duotone queue cancel ${ticket.id}\` gives it up`
          : `${ticket.id}${done ? ", done" : " is out of the queue again"}`;
      } catch (error) {
        return `${ticket.id} could not be given back: ${errorText(error)} Its lease ends by itself.`;
      }
    },
  };
}

/**
 * The lane after a turn, whoever ended it: the release switch gives the turn back itself as soon as the names have moved,
 * and a turn that was lost is somebody else's.
 */
function afterTurn(lane: Lane, { ticketId, token }: Lease, remove: boolean, now: number): Lane {
  if (isHolder(lane, token, now)) {
    return finish(lane, token, { remove }, now).lane;
  }
  const isWaiting =
    lane.lease?.ticketId !== ticketId && lane.tickets.some((ticket) => ticket.id === ticketId);
  return remove && isWaiting ? cancelTicket(lane, ticketId).lane : lane;
}

/** Whether a ticket has left the queue: the release switch takes it out once the names have moved. */
async function isDone(store: QueueStore, ticket: Ticket, clock: Clock): Promise<boolean> {
  try {
    const { tickets } = await store.read(clock.deadline(GIVE_BACK_SECONDS, "Looking for the ticket"));
    return tickets.every(({ id }) => id !== ticket.id);
  } catch {
    return false;
  }
}

/** A ticket in the queue, and whether it was made here. */
interface Place {
  readonly ticket: Ticket;
  readonly isOwn: boolean;
}

/** The turn of a ticket, by its id or by what it asks for. */
async function placeOf(
  store: QueueStore,
  { request, ticketId }: TurnArgs,
  signal: AbortSignal,
): Promise<Place> {
  try {
    return await store.change<Place>((lane, now) => {
      const there = ticketId === undefined ? sameWish(lane, request) : namedTicket(lane, ticketId, request);
      if (there !== undefined) {
        return { lane, result: { ticket: there, isOwn: false } };
      }
      const { lane: next, ticket } = addTicket(lane, request, now);
      return { lane: next, result: { ticket, isOwn: true } };
    }, signal);
  } catch (error) {
    throw error instanceof QueueRefusal ? new CliError(EXIT.usage, error.message) : error;
  }
}

async function claimOrLeave(
  store: QueueStore,
  ticket: Ticket,
  isOwn: boolean,
  { clock, phase, holder, patience, endsMoveTo }: TurnArgs,
  signal: AbortSignal,
): Promise<Lease> {
  try {
    let ended: Ticket | undefined;
    const lease = await claimPatiently(
      store,
      { ticketId: ticket.id },
      {
        seconds: LEASE_SECONDS,
        patience,
        holder,
        clock,
        prepare: (lane, now) => {
          const after = endsMoveTo === undefined ? lane : takePlaceOfMove(lane, ticket.id, endsMoveTo, now);
          ended = after === lane ? ended : lane.tickets[0];
          return after;
        },
        progress: (message) => {
          phase.update(message);
        },
      },
      signal,
    );
    if (ended !== undefined) {
      phase.line(`in the place of ticket ${ticketText(ended)}, which was cut off`);
    }
    return lease;
  } catch (error) {
    const left = isOwn ? await leave(store, ticket, holder, clock) : `Ticket ${ticket.id} keeps its place.`;
    if (error instanceof QueueRefusal) {
      throw new CliError(EXIT.noTurn, `${error.message}\n${left}`);
    }
    phase.line(left);
    throw error;
  }
}

/** Takes a ticket out again that nobody will ever claim. */
async function leave(store: QueueStore, ticket: Ticket, holder: string, clock: Clock): Promise<string> {
  try {
    await store.change(
      (lane, now) => {
        if (!lane.tickets.some(({ id }) => id === ticket.id)) {
          return { lane, result: undefined };
        }
        const { lease } = lane;
        if (lease?.ticketId !== ticket.id) {
          return { lane: cancelTicket(lane, ticket.id).lane, result: undefined };
        }
        // The claim may have been made in the very moment of the interruption; or somebody else has taken it up.
        return {
          lane: lease.holder === holder ? finish(lane, lease.token, { remove: true }, now).lane : lane,
          result: undefined,
        };
      },
      clock.deadline(GIVE_BACK_SECONDS, "Taking the ticket out of the queue"),
    );
    return `Ticket ${ticket.id} is out of the queue again.`;
  } catch (error) {
    return (
      `Ticket ${ticket.id} could not be taken out of the queue: ${errorText(error)} ` +
      `It stands in the way of others: duotone queue cancel ${ticket.id}`
    );
  }
}

function namedTicket(lane: Lane, ticketId: string, request: TicketRequest): Ticket {
  const ticket = lane.tickets.find(({ id }) => id === ticketId);
  if (ticket === undefined) {
    throw new QueueRefusal(
      `There is no ticket ${ticketId} in the queue of ${lane.name}: see \`duotone queue list\`.`,
    );
  }
  if (!isSameWish(ticket, request)) {
    throw new QueueRefusal(
      `Ticket ${ticketText(ticket)} does not ask for this: ${request.action} ${request.color}. Leave --ticket out, or name another.`,
    );
  }
  return ticket;
}

function sameWish(lane: Lane, request: TicketRequest): Ticket | undefined {
  return lane.tickets.find((ticket) => lane.lease?.ticketId !== ticket.id && isSameWish(ticket, request));
}

/** Promote and rollback are one thing: names move to a colour. A deploy is that of the very same commits. */
function isSameWish(ticket: TicketRequest, request: TicketRequest): boolean {
  const text = ({ commits }: TicketRequest) => JSON.stringify(Object.entries(commits ?? {}).sort());
  return (
    ticket.color === request.color &&
    (ticket.action === "deploy") === (request.action === "deploy") &&
    text(ticket) === text(request)
  );
}
