import { type Lane, settled, type Ticket } from "./lane";
import { counted, leaseText, ticketText } from "./refusal";

/**
 * Why the queue does not let the names move to a colour now; `undefined` where it does: the lane is empty, or the turn
 * is that of a ticket that asks for it. A run's own ticket blocks nobody: it goes with its lease, which a release waits
 * for.
 *
 * @param wanted The colour that the names shall move to, and the ticket that was given to the run, if one was.
 */
export function queueProblem(
  lane: Lane,
  wanted: { readonly color: string; readonly ticketId?: string | undefined },
  now: number,
): string | undefined {
  const { name, tickets: all, lease } = settled(lane, now);
  const tickets = all.filter(({ byRun }) => byRun !== true);
  const [head] = tickets;
  const ours = tickets.findIndex((ticket) => isOurs(ticket, wanted));
  const own = tickets[ours];
  if (own === undefined && wanted.ticketId !== undefined) {
    return missingOwn(name, tickets, wanted.ticketId, wanted.color);
  }
  if (head === undefined || ours === 0) {
    return undefined;
  }
  const turn = `The turn in the queue of ${name} is that of ${ticketText(head)}`;
  const busy = lease === undefined ? "" : `: ${leaseText(lease)}`;
  const ahead =
    own === undefined
      ? `no ticket asks for names on ${wanted.color}, and ${counted(tickets.length, "ticket")} ${tickets.length === 1 ? "is" : "are"} waiting`
      : `${counted(ours, "ticket")} ${ours === 1 ? "is" : "are"} ahead of ${own.id}`;
  return `${turn}${busy}; ${ahead}. ${cure(head, own, lease !== undefined)}`;
}

function isOurs(
  { id, action, color }: Ticket,
  wanted: { readonly color: string; readonly ticketId?: string | undefined },
): boolean {
  return action !== "deploy" && color === wanted.color && (wanted.ticketId ?? id) === id;
}

function missingOwn(name: string, tickets: readonly Ticket[], ticketId: string, color: string): string {
  const given = tickets.find(({ id }) => id === ticketId);
  return given === undefined
    ? `Ticket ${ticketId}, which this run was given, is not in the queue of ${name} any more: it was done, cancelled or superseded. Ask for a new one with \`duotone promote\`.`
    : `This run was given ${ticketText(given)}, and would move the names to ${color}. Run what the ticket asks for, or take another ticket.`;
}

function cure(head: Ticket, own: Ticket | undefined, busy: boolean): string {
  const wait = `Wait until ${head.id} is done`;
  if (busy) {
    return `${wait}.`;
  }
  return own === undefined
    ? `${wait}, or take it out with \`duotone queue cancel ${head.id}\`.`
    : `${wait}, go first with \`duotone queue move ${own.id} 1\`, or take it out with \`duotone queue cancel ${head.id}\`.`;
}
