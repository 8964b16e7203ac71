import { settled, type Lane, type Lease, type Ticket } from "../../providers/queue/lane";
import { counted, duration, listed, minuteOf, personOf, shortCommit } from "./words";

/** A ticket in a few words: `prod-42, promote prod2, ann@example.com, CHG-7`. */
export function ticketWords(ticket: Ticket): string {
  const { id, requestedBy, reference } = ticket;
  return [id, wishOf(ticket), personOf(requestedBy), ...(reference === undefined ? [] : [reference])].join(
    ", ",
  );
}

/** What a ticket asks for: `deploy prod2 (core 9ab0d12)`. */
export function wishOf({ action, color, commits }: Ticket): string {
  const what = Object.entries(commits ?? {}).map(([service, commit]) => `${service} ${shortCommit(commit)}`);
  return `${action} ${color}${what.length === 0 ? "" : ` (${what.join(", ")})`}`;
}

/** Who works on the first ticket, and for how long at most. */
export function leaseWords({ holder, takenAt, expiresAt }: Lease, now: number): string {
  return `${holder}, for ${duration(now - takenAt)}, at most ${duration(expiresAt - now)} more unless renewed`;
}

/** The queue as lines of a screen. */
export function queueLines(lane: Lane, now: number): readonly string[] {
  const { tickets, lease } = settled(lane, now);
  if (tickets.length === 0) {
    return ["empty"];
  }
  return tickets.map((ticket, index) => {
    const state = lease?.ticketId === ticket.id ? `; worked on by ${leaseWords(lease, now)}` : "";
    return `${index + 1}. ${ticketWords(ticket)}, since ${minuteOf(ticket.createdAt)}${state}`;
  });
}

/**
 * Who is ahead of a ticket that would come last: `2 tickets ahead: prod-40 and prod-41`.
 *
 * @param endsMoveTo Colour of a move that was cut off, whose ticket gives its place at the head up.
 */
export function aheadWords(ahead: readonly Ticket[], endsMoveTo?: string): string {
  const [head] = ahead;
  if (head === undefined) {
    return "nobody is ahead";
  }
  const words = `${counted(ahead.length, "ticket")} ahead: ${listed(ahead.map(ticketWords))}`;
  const isGivenUp = endsMoveTo !== undefined && head.action !== "deploy" && head.color === endsMoveTo;
  return isGivenUp ? `${words}; it takes the place of ${head.id}, unless that is still at work` : words;
}
