import { settled, type Lane } from "../../providers/queue/lane";
import type { Paint } from "../paint";
import { facts, table, wrapped } from "./layout";
import { leaseWords, wishOf } from "./queueLines";
import { counted, cut, minuteOf, personOf } from "./words";

/** Characters of a name and of a reference in the table. */
const LONGEST_NAME = 16;
const LONGEST_REFERENCE = 12;

/** The queue of a stack, in the order of its turns. */
export function queueScreen(lane: Lane, now: number, columns: number, paint: Paint): string {
  const { name, tickets, lease } = settled(lane, now);
  if (tickets.length === 0) {
    return `The queue of ${name} is empty.`;
  }
  const rows = tickets.map((ticket, index) => [
    { content: String(index + 1), hAlign: "right" as const },
    ticket.id,
    wrapped(wishOf(ticket), Math.max(12, columns - 60)).join("\n"),
    cut(personOf(ticket.requestedBy), LONGEST_NAME),
    minuteOf(ticket.createdAt),
    cut(ticket.reference ?? "", LONGEST_REFERENCE),
  ]);
  const reasons = tickets.flatMap(({ id, reason }) =>
    reason === undefined ? [] : [{ label: id, lines: [reason] }],
  );
  return [
    paint.strong(`Queue of ${name}: ${counted(tickets.length, "ticket")}.`),
    "",
    table(["", "ticket", "asks for", "by", "since (UTC)", "reference"], rows),
    ...(lease === undefined
      ? []
      : ["", facts([{ label: "now", lines: [`${lease.ticketId}, by ${leaseWords(lease, now)}`] }], columns)]),
    ...(reasons.length === 0 ? [] : ["", facts(reasons, columns)]),
  ].join("\n");
}
