import { type Lane, settled, type Ticket, TICKET_ACTIONS, type TicketRequest } from "./lane";
import { counted, leaseText, QueueRefusal, refusalOf, ticketsText } from "./refusal";

/** Most characters of a name and of a reason, so that a queue is read at a glance and fits one item of its table. */
const LONGEST_NAME = 200;
const LONGEST_REASON = 1_000;

/**
 * Puts a ticket at the end.
 *
 * With `supersede`, a deploy cancels those waiting deploys to its cluster whose services are all among its own. It
 * still goes to the end: at the place of the older one it could run before a deploy between them, which would then take
 * some service back. And it leaves alone what stands before a waiting promotion of its cluster: that was asked for with
 * the older deploy in mind.
 *
 * @throws QueueRefusal that lists everything that is wrong with the request
 */
export function addTicket(
  lane: Lane,
  request: TicketRequest,
  now: number,
): { readonly lane: Lane; readonly ticket: Ticket; readonly superseded: readonly Ticket[] } {
  const problems = requestProblems(request);
  if (request.byRun === true) {
    problems.push("byRun belongs to tickets that a run makes for itself by claiming, and only to them");
  }
  if (problems.length > 0) {
    throw refusalOf(`The queue of ${lane.name} does not take this ticket`, problems);
  }
  const current = settled(lane, now);
  const superseded = request.supersede === true ? supersededBy(request, current) : [];
  const tickets = current.tickets.filter((ticket) => !superseded.includes(ticket));
  return { ...withTicket({ ...current, tickets }, request, now), superseded };
}

/** The lane with one more ticket at its end. The request must be a good one. */
export function withTicket(
  lane: Lane,
  { action, color, commits, requestedBy, reason, reference, byRun, supersede }: TicketRequest,
  now: number,
): { readonly lane: Lane; readonly ticket: Ticket } {
  // Only what a ticket is made of: a caller's object may hold more, and a lane is read strictly.
  const ticket: Ticket = {
    id: `${lane.name}-${lane.nextTicket}`,
    createdAt: new Date(now).toISOString(),
    action,
    color,
    ...(commits !== undefined && { commits }),
    requestedBy,
    ...(reason !== undefined && { reason }),
    ...(reference !== undefined && { reference }),
    ...(byRun !== undefined && { byRun }),
    ...(supersede !== undefined && { supersede }),
  };
  return {
    lane: { ...lane, nextTicket: lane.nextTicket + 1, tickets: [...lane.tickets, ticket] },
    ticket,
  };
}

/**
 * Gives a waiting ticket of a settled lane another place.
 *
 * @param place From 1, the head. What is being worked on keeps place 1.
 * @throws QueueRefusal where there is no such ticket or place, or the ticket is being worked on
 */
export function moveTicket(
  lane: Lane,
  id: string,
  place: number,
): { readonly lane: Lane; readonly ticket: Ticket } {
  const ticket = waitingTicket(lane, id, "moved");
  const first = lane.lease === undefined ? 1 : 2;
  const last = lane.tickets.length;
  if (!Number.isInteger(place) || place < first || place > last) {
    const busy = lane.lease === undefined ? "" : ` Place 1 is taken: ${leaseText(lane.lease)}.`;
    throw new QueueRefusal(
      `Ticket ${id} cannot be moved to place ${place}: the places of waiting tickets in the queue of ${lane.name} go ` +
        `from ${first} to ${last}.${busy}`,
    );
  }
  const others = lane.tickets.filter((other) => other !== ticket);
  return {
    lane: { ...lane, tickets: [...others.slice(0, place - 1), ticket, ...others.slice(place - 1)] },
    ticket,
  };
}

/**
 * Takes a waiting ticket out of a settled lane.
 *
 * @throws QueueRefusal where there is no such ticket, or it is being worked on
 */
export function cancelTicket(lane: Lane, id: string): { readonly lane: Lane; readonly ticket: Ticket } {
  const ticket = waitingTicket(lane, id, "cancelled");
  return { lane: { ...lane, tickets: lane.tickets.filter((other) => other !== ticket) }, ticket };
}

/**
 * Gives a waiting ticket the place at the head that a move of the names to a colour has kept, because that was cut off:
 * finishing it or going back is all that is left to do of it, and its own ticket goes.
 *
 * @returns The same object where no such ticket waits at the head.
 */
export function takePlaceOfMove(lane: Lane, id: string, color: string, now: number): Lane {
  const current = settled(lane, now);
  const [head, ...others] = current.tickets;
  const own = others.find((ticket) => ticket.id === id);
  return own === undefined ||
    head === undefined ||
    head.action === "deploy" ||
    head.color !== color ||
    head.id === current.lease?.ticketId
    ? lane
    : { ...current, tickets: [own, ...others.filter((ticket) => ticket !== own)] };
}

/** What to say of an id that is not in the queue. */
export function noSuchTicket({ name, tickets }: Lane, id: string): QueueRefusal {
  const present =
    tickets.length === 0
      ? "The queue is empty"
      : `It holds ${counted(tickets.length, "ticket")}: ${ticketsText(tickets)}`;
  return new QueueRefusal(
    `There is no ticket ${id} in the queue of ${name}: it was done, cancelled or superseded, or the id is not right. ` +
      `${present}. "duotone queue list" shows it.`,
  );
}

/** Everything that is wrong with a request. */
export function requestProblems(request: TicketRequest): string[] {
  const { action, color, commits, requestedBy, reason, reference, supersede } = request;
  const isDeploy = action === "deploy";
  return [
    ...(TICKET_ACTIONS.includes(action)
      ? []
      : [`action is "${action}" and must be one of ${TICKET_ACTIONS.join(", ")}`]),
    ...textProblems("color", color, LONGEST_NAME),
    ...textProblems("requestedBy", requestedBy, LONGEST_NAME),
    ...(reason === undefined ? [] : textProblems("reason", reason, LONGEST_REASON)),
    ...(reference === undefined ? [] : textProblems("reference", reference, LONGEST_NAME)),
    ...(isDeploy && Object.keys(commits ?? {}).length === 0
      ? ["a deploy names a commit for at least one service"]
      : []),
    ...(!isDeploy && commits !== undefined
      ? [`a ${action} names no commits: it moves the names to what runs on ${color}`]
      : []),
    ...(!isDeploy && supersede === true ? [`a ${action} supersedes nothing: cancel the older ticket`] : []),
    ...Object.entries(commits ?? {}).flatMap(([service, commit]) => [
      ...textProblems("the name of a service", service, LONGEST_NAME),
      ...(/^[0-9a-f]{40}$/.test(commit)
        ? []
        : [`the commit of ${service} is "${commit}" and must be 40 hexadecimal digits in lower case`]),
    ]),
  ];
}

/** Line breaks and the like would tear the lines of a listing apart. */
function textProblems(what: string, text: string, longest: number): string[] {
  if (text.trim() === "") {
    return [`${what} must not be empty`];
  }
  return [
    ...(text.length > longest ? [`${what} has ${text.length} characters and may have ${longest}`] : []),
    ...(/\p{Cc}/u.test(text) ? [`${what} must be one line without control characters`] : []),
  ];
}

function supersededBy({ color, commits }: TicketRequest, { tickets, lease }: Lane): readonly Ticket[] {
  const promotion = tickets
    .map((ticket) => ticket.action !== "deploy" && ticket.color === color)
    .lastIndexOf(true);
  return tickets
    .slice(promotion + 1)
    .filter(
      (older) =>
        older.action === "deploy" &&
        older.color === color &&
        older.id !== lease?.ticketId &&
        Object.keys(older.commits ?? {}).every((service) => Object.hasOwn(commits ?? {}, service)),
    );
}

function waitingTicket(lane: Lane, id: string, what: string): Ticket {
  const ticket = lane.tickets.find((other) => other.id === id);
  if (ticket === undefined) {
    throw noSuchTicket(lane, id);
  }
  if (lane.lease?.ticketId === id) {
    throw new QueueRefusal(
      `Ticket ${id} is being worked on and cannot be ${what}: ${leaseText(lane.lease)}. Stop that run and wait for ` +
        "the end of its lease, or let it finish.",
    );
  }
  return ticket;
}
