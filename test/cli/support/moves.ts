import assert from "node:assert/strict";

import type { TicketRequest } from "../../../providers/queue/lane";
import { addTicket } from "../../../providers/queue/tickets";
import { colorsByZone } from "../../providers/switch/support/deployed";
import type { FakeSession } from "./fakeSession";

/** What somebody else waits for. */
export const OTHERS: TicketRequest = {
  action: "deploy",
  color: "prod2",
  commits: { core: "c".repeat(40) },
  requestedBy: "bob",
};

/** Puts a ticket at the end of the queue. */
export async function add(session: FakeSession, request: TicketRequest): Promise<string> {
  return session.aws.stores.queue.change((lane, now) => {
    const { lane: after, ticket } = addTicket(lane, request, now);
    return { lane: after, result: ticket.id };
  }, new AbortController().signal);
}

export function assertAllOn(session: FakeSession, color: string): void {
  assert.deepEqual(colorsByZone(session.aws), { Z0COM: [color], Z0ORG: [color] });
}

export function assertQueueEmpty(session: FakeSession): void {
  const { tickets, lease } = session.aws.stores.lane;
  assert.deepEqual([tickets, lease], [[], undefined]);
}
