import { addTicket } from "../../../../providers/queue/tickets";
import { emptyLane, type Lane, type TicketRequest } from "../../../../providers/queue/lane";

export const NOW = Date.parse("2030-01-02T03:04:05.678Z");
export const COMMIT_A = "a".repeat(40);
export const COMMIT_B = "b".repeat(40);

export function promote(color: string, more: Partial<TicketRequest> = {}): TicketRequest {
  return { action: "promote", color, requestedBy: "ann", ...more };
}

export function deploy(
  color: string,
  commits: Readonly<Record<string, string>>,
  more: Partial<TicketRequest> = {},
): TicketRequest {
  return { action: "deploy", color, commits, requestedBy: "bob", ...more };
}

/** The lane of prod with tickets prod-1, prod-2 and so on. */
export function laneOfRequests(...requests: readonly TicketRequest[]): Lane {
  return requests.reduce((lane, request) => addTicket(lane, request, NOW).lane, emptyLane("prod"));
}

export function idsOf({ tickets }: Lane): readonly string[] {
  return tickets.map(({ id }) => id);
}
