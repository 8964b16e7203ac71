import type { Lease, Ticket } from "./lane";

/** The queue says no: the message says what stands there, what is allowed and what to do. */
export class QueueRefusal extends Error {}

/** A refusal that names every problem at once. */
export function refusalOf(what: string, problems: readonly string[]): QueueRefusal {
  const [only, ...others] = problems;
  return new QueueRefusal(
    others.length === 0
      ? `${what}: ${only ?? "no reason given"}.`
      : `${what}:\n${problems.map((problem) => ` - ${problem}.`).join("\n")}`,
  );
}

/** A ticket in words: `prod-42 (promote prod2, asked for by ann at 2030-01-02T03:04:05Z, CHG-7)`. */
export function ticketText({ id, action, color, requestedBy, createdAt, reference }: Ticket): string {
  const about = reference === undefined ? "" : `, ${reference}`;
  return `${id} (${action} ${color}, asked for by ${requestedBy} at ${secondOf(Date.parse(createdAt))}${about})`;
}

/** A lease in words: who holds it and until when at the latest. */
export function leaseText({ ticketId, holder, takenAt, expiresAt }: Lease): string {
  return `${holder} has held ${ticketId} since ${secondOf(takenAt)}, until ${secondOf(expiresAt)} at the latest`;
}

/** Some tickets by name, the first few in full. */
export function ticketsText(tickets: readonly Ticket[]): string {
  const more = tickets.length - SHOWN;
  const shown = tickets.slice(0, SHOWN).map(ticketText).join("; ");
  return more > 0 ? `${shown}; and ${more} more` : shown;
}

/** Tickets of a long queue that a message shows. */
const SHOWN = 5;

/** A moment in UTC, to the second. */
export function secondOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, "Z");
}

/** `1 ticket`, `2 tickets`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
