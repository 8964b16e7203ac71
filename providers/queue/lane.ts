/** What a ticket asks for. */
export const TICKET_ACTIONS = ["deploy", "promote", "rollback"] as const;
export type TicketAction = (typeof TICKET_ACTIONS)[number];

/** A wish for a turn in the queue. */
export interface TicketRequest {
  readonly action: TicketAction;

  /** The cluster that it is about: the colour that the public names shall move to, or the one that is deployed to. */
  readonly color: string;

  /** Of a deploy: the commit by service. */
  readonly commits?: Readonly<Record<string, string>>;

  /** Who asks, as people know them. */
  readonly requestedBy: string;
  readonly reason?: string;

  /** Number or address of a change or of an issue elsewhere. */
  readonly reference?: string;

  /** Made by a run of the engine for itself: it goes when its lease ends. Only `claim` makes such tickets. */
  readonly byRun?: boolean;

  /** Of a deploy: it takes the place of waiting deploys that it makes needless. */
  readonly supersede?: boolean;
}

/** A place in the queue. */
export interface Ticket extends TicketRequest {
  /** The lane and a number that is given once, for example `prod-42`. */
  readonly id: string;

  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

/** The right to act on the ticket at the head, for a while. A lane has at most one. */
export interface Lease {
  readonly ticketId: string;

  /** Who acts, in words for others who wait: a person and a machine. */
  readonly holder: string;

  /** Fencing token: rises with every lease of the lane and is never given twice. */
  readonly token: number;

  /** Milliseconds since the epoch. */
  readonly takenAt: number;

  /** Milliseconds since the epoch; at that moment it is over. */
  readonly expiresAt: number;
}

/** The release queue of one stack. Every function that changes it returns a new one. */
export interface Lane {
  /** The stack. */
  readonly name: string;

  /** How often it was written; the store counts. */
  readonly version: number;

  /** Number of the next ticket. */
  readonly nextTicket: number;

  /** The fencing token given last; 0 before the first. */
  readonly lastToken: number;

  /** In the order of their turn. A leased ticket is the first. */
  readonly tickets: readonly Ticket[];
  readonly lease?: Lease;
}

/** The queue of a stack that nobody has asked anything of yet. */
export function emptyLane(name: string): Lane {
  return { name, version: 0, nextTicket: 1, lastToken: 0, tickets: [] };
}

/**
 * The lane as it is at this moment: a lease that is over is gone, and with it its ticket if a run made it for itself.
 * A person's ticket stays at its place, for somebody to claim it again or to cancel it.
 *
 * @returns The same object where nothing ended.
 */
export function settled(lane: Lane, now: number): Lane {
  const { lease } = lane;
  return lease === undefined || now < lease.expiresAt ? lane : withoutLease(lane, false);
}

/** The ticket whose turn it is. */
export function headOf(lane: Lane, now: number): Ticket | undefined {
  return settled(lane, now).tickets[0];
}

/** Whether whoever was given this token may act now. */
export function isHolder(lane: Lane, token: number, now: number): boolean {
  return settled(lane, now).lease?.token === token;
}

/** The lane after its lease. @param remove whether the leased ticket goes, too; a run's own always does */
export function withoutLease({ lease, ...lane }: Lane, remove: boolean): Lane {
  return {
    ...lane,
    tickets: lane.tickets.filter(({ id, byRun }) => id !== lease?.ticketId || !(remove || byRun === true)),
  };
}
