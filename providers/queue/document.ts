import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { z } from "zod";

import { emptyLane, type Lane, TICKET_ACTIONS } from "./lane";
import { counted, QueueRefusal, refusalOf } from "./refusal";

/** Format of the documents that this code writes, and the newest that it reads. */
const FORMAT = 1;

/**
 * Most bytes of a document: DynamoDB takes items of 400 KB, names of attributes included;
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
const LONGEST_DOCUMENT = 380_000;

export type LaneItem = Readonly<Record<string, AttributeValue>>;

/** A lane and the marks of the last writes, newest first, by which a writer whose answer was lost knows its own. */
export interface StoredLane {
  readonly lane: Lane;
  readonly writes: readonly string[];
}

const milliseconds = z.int().min(0);

const ticketSchema = z
  .strictObject({
    id: z.string(),
    createdAt: z.iso.datetime(),
    action: z.enum(TICKET_ACTIONS),
    color: z.string(),
    commits: z.record(z.string(), z.string()).exactOptional(),
    requestedBy: z.string(),
    reason: z.string().exactOptional(),
    reference: z.string().exactOptional(),
    byRun: z.boolean().exactOptional(),
    supersede: z.boolean().exactOptional(),
  })
  .readonly();

const documentSchema = z.strictObject({
  format: z.literal(FORMAT),
  nextTicket: z.int().min(1),
  lastToken: z.int().min(0),
  tickets: z.array(ticketSchema).readonly(),
  lease: z
    .strictObject({
      ticketId: z.string(),
      holder: z.string(),
      token: z.int().min(1),
      takenAt: milliseconds,
      expiresAt: milliseconds,
    })
    .readonly()
    .exactOptional(),
});

const itemSchema = z.object({
  lane: z.object({ S: z.string() }).transform(({ S }) => S),
  version: z
    .object({ N: z.string().regex(/^\d+$/) })
    .transform(({ N }) => Number(N))
    .pipe(z.int().min(1)),
  document: z.object({ S: z.string() }).transform(({ S }) => S),
  writes: z
    .object({ L: z.array(z.object({ S: z.string() }).transform(({ S }) => S)) })
    .transform(({ L }) => L),
});

/**
 * The lane that an item of the table holds; an empty one where there is no item.
 *
 * @throws QueueRefusal where the item was written by a newer format, or is damaged: with everything that is wrong
 */
export function laneOf(item: LaneItem | undefined, name: string): StoredLane {
  if (item === undefined) {
    return { lane: emptyLane(name), writes: [] };
  }
  const { lane: stored, version, document, writes } = read(itemSchema, item, name);
  const value = jsonOf(document, name);
  const { format } = read(z.object({ format: z.int() }), value, name);
  if (format > FORMAT) {
    throw new QueueRefusal(
      `The queue of ${name} was written by a newer duotone, in format ${format}; this one reads up to format ${FORMAT}. ` +
        "Update this checkout of the project, then run again.",
    );
  }
  const { nextTicket, lastToken, tickets, lease } = read(documentSchema, value, name);
  const lane = { name, version, nextTicket, lastToken, tickets, ...(lease !== undefined && { lease }) };
  const problems = [
    ...(stored === name ? [] : [`the item is that of lane "${stored}"`]),
    ...contradictions(lane),
  ];
  if (problems.length > 0) {
    throw damaged(name, problems);
  }
  return { lane, writes };
}

/**
 * The item that holds a lane.
 *
 * @throws QueueRefusal where the lane is too long for an item
 */
export function itemOf({ lane, writes }: StoredLane): LaneItem {
  const { name, version, ...content } = lane;
  const document = JSON.stringify({ format: FORMAT, ...content });
  const bytes = Buffer.byteLength(document);
  if (bytes > LONGEST_DOCUMENT) {
    throw new QueueRefusal(
      `The queue of ${name} is full: ${counted(lane.tickets.length, "ticket")} take ${bytes} bytes, and ` +
        `${LONGEST_DOCUMENT} are kept. Cancel tickets that nobody waits for: "duotone queue list" shows them.`,
    );
  }
  return {
    lane: { S: name },
    version: { N: `${version}` },
    document: { S: document },
    writes: { L: writes.map((write) => ({ S: write })) },
  };
}

/** What no sequence of this code's own changes leads to, so that a hand or another program wrote it. */
function contradictions({ name, tickets, nextTicket, lastToken, lease }: Lane): readonly string[] {
  const ids = tickets.map(({ id }) => id);
  return [
    ...ids.flatMap((id, index) => [
      ...(ids.indexOf(id) === index ? [] : [`ticket ${id} stands in it twice`]),
      ...(isGiven(id, name, nextTicket)
        ? []
        : [`ticket "${id}" is none that this lane has given: its next is ${name}-${nextTicket}`]),
    ]),
    ...(lease === undefined || lease.ticketId === ids[0]
      ? []
      : [`the lease is for ${lease.ticketId}, and the head is ${ids[0] ?? "empty"}`]),
    ...(lease === undefined || lease.token === lastToken
      ? []
      : [`the lease has token ${lease.token}, and the last token given is ${lastToken}`]),
  ];
}

function isGiven(id: string, name: string, nextTicket: number): boolean {
  const number = id.startsWith(`${name}-`) ? id.slice(name.length + 1) : "";
  return /^[1-9]\d*$/.test(number) && Number(number) < nextTicket;
}

function jsonOf(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damaged(name, [`the document is no JSON: ${String(error)}`]);
  }
}

function read<T>(schema: z.ZodType<T>, value: unknown, name: string): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    throw damaged(
      name,
      parsed.error.issues.map(
        ({ path, message }) => `${path.length === 0 ? "" : `${path.join(".")}: `}${message}`,
      ),
    );
  }
  return parsed.data;
}

function damaged(name: string, problems: readonly string[]): QueueRefusal {
  return refusalOf(
    `The item of lane "${name}" in the queue's table is damaged; only duotone may write it. Restore it from the ` +
      "table's point-in-time recovery, or delete it, which empties the queue and starts its tokens anew. What is wrong",
    problems,
  );
}
