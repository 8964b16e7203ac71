import {
  isHolder,
  type Lane,
  type Lease,
  settled,
  type Ticket,
  type TicketRequest,
  withoutLease,
} from "./lane";
import { leaseText, QueueRefusal, refusalOf, secondOf } from "./refusal";
import { noSuchTicket, requestProblems, withTicket } from "./tickets";

/** Most seconds of a lease: a dead holder blocks the queue for so long. Living holders renew. */
export const LONGEST_LEASE = 3_600;

/** Whose turn is wanted: a ticket's, or that of a run of the engine that was given none. */
export type Wanted = { readonly ticketId: string } | { readonly request: TicketRequest };

/** What a claim waits for: the live lease of another, or the tickets ahead. */
export type WaitsFor = Lease | readonly Ticket[];

export type Claim = { readonly lane: Lane; readonly lease: Lease } | { readonly waitsFor: WaitsFor };

export function isLease(waitsFor: WaitsFor): waitsFor is Lease {
  return "token" in waitsFor;
}

/**
 * Takes the lease for the ticket at the head.
 *
 * With `ticketId`, that ticket must be at the head. With `request`, the head is taken if it asks for the same thing;
 * in an empty lane the run gets a ticket of its own, which goes with its lease. A run without a ticket has no place
 * in the queue: it waits until the lane is empty or the turn of a ticket comes that asks for the same.
 *
 * @throws QueueRefusal where the ticket is not in the queue or the request is no good
 */
export function claim(
  lane: Lane,
  { holder, seconds, ...wanted }: Wanted & { readonly holder: string; readonly seconds: number },
  now: number,
): Claim {
  checkSeconds(seconds);
  const current = settled(lane, now);
  const ahead = ticketsAhead(current, wanted);
  if (current.lease !== undefined) {
    return { waitsFor: current.lease };
  }
  if (ahead.length > 0) {
    return { waitsFor: ahead };
  }
  const { lane: claimed, ticket } = ownHead(current, wanted, now);
  const lease: Lease = {
    ticketId: ticket.id,
    holder,
    token: claimed.lastToken + 1,
    takenAt: now,
    expiresAt: now + seconds * 1_000,
  };
  return { lane: { ...claimed, lastToken: lease.token, lease }, lease };
}

/**
 * Makes a lease last for so many seconds from now.
 *
 * @throws QueueRefusal where the token's lease is over
 */
export function renew(
  lane: Lane,
  token: number,
  seconds: number,
  now: number,
): { readonly lane: Lane; readonly lease: Lease } {
  checkSeconds(seconds);
  const { lease: held, ...current } = heldLane(lane, token, now);
  const lease = { ...held, expiresAt: now + seconds * 1_000 };
  return { lane: { ...current, lease }, lease };
}

/**
 * Gives a lease back.
 *
 * @param options With `remove`, the ticket is done and goes. Without, it stays at the head, to be claimed again.
 * @returns The lane, and the ticket that was worked on.
 * @throws QueueRefusal where the token's lease is over
 */
export function finish(
  lane: Lane,
  token: number,
  { remove }: { readonly remove: boolean },
  now: number,
): { readonly lane: Lane; readonly ticket: Ticket | undefined } {
  const held = heldLane(lane, token, now);
  return {
    lane: withoutLease(held, remove),
    ticket: held.tickets.find(({ id }) => id === held.lease.ticketId),
  };
}

/** The tickets before the first that answers what is wanted; all of them where none does. */
export function ticketsAhead(lane: Lane, wanted: Wanted): readonly Ticket[] {
  if ("ticketId" in wanted) {
    const index = lane.tickets.findIndex(({ id }) => id === wanted.ticketId);
    if (index < 0) {
      throw noSuchTicket(lane, wanted.ticketId);
    }
    return lane.tickets.slice(0, index);
  }
  const index = lane.tickets.findIndex((ticket) => asksForTheSame(ticket, wanted.request));
  return index < 0 ? lane.tickets : lane.tickets.slice(0, index);
}

/** Promote and rollback are one thing: names move to a colour. A deploy is that of the very same commits. */
function asksForTheSame(ticket: Ticket, request: TicketRequest): boolean {
  if (ticket.color !== request.color || (ticket.action === "deploy") !== (request.action === "deploy")) {
    return false;
  }
  const [ours, theirs] = [request.commits ?? {}, ticket.commits ?? {}];
  const services = Object.keys(ours);
  return (
    services.length === Object.keys(theirs).length &&
    services.every((service) => ours[service] === theirs[service])
  );
}

function ownHead(lane: Lane, wanted: Wanted, now: number): { readonly lane: Lane; readonly ticket: Ticket } {
  const [head] = lane.tickets;
  if (head !== undefined) {
    return { lane, ticket: head };
  }
  if ("ticketId" in wanted) {
    throw noSuchTicket(lane, wanted.ticketId);
  }
  const problems = requestProblems(wanted.request);
  if (problems.length > 0) {
    throw refusalOf(`The queue of ${lane.name} does not take this run`, problems);
  }
  return withTicket(lane, { ...wanted.request, byRun: true }, now);
}

function heldLane(lane: Lane, token: number, now: number): Lane & { readonly lease: Lease } {
  const { lease } = lane;
  if (lease !== undefined && isHolder(lane, token, now)) {
    return { ...lane, lease };
  }
  const stands =
    lease?.token === token
      ? `It ended at ${secondOf(lease.expiresAt)}, before it was renewed, and ${lease.ticketId} may be claimed by others.`
      : lease !== undefined && now < lease.expiresAt
        ? `It was overtaken: ${leaseText(lease)}, with token ${lease.token}.`
        : token <= lane.lastToken
          ? "It ended before it was renewed, or was given back."
          : "It was never given.";
  throw new QueueRefusal(
    `The lease with token ${token} is not held any more in the queue of ${lane.name}. ${stands} Nothing may be changed ` +
      'under it. Look at "duotone queue list" and "duotone status", and claim the turn again if there is work left.',
  );
}

function checkSeconds(seconds: number): void {
  if (!(seconds >= 1 && seconds <= LONGEST_LEASE)) {
    throw new QueueRefusal(
      `A lease cannot last ${seconds} s: it lasts from 1 s to ${LONGEST_LEASE} s, and living holders renew it.`,
    );
  }
}
