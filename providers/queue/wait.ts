import type { Clock } from "../switch/types";
import type { Lane, Lease, Ticket } from "./lane";
import { claim, ticketsAhead, type Wanted } from "./leases";
import { counted, leaseText, QueueRefusal, ticketsText } from "./refusal";
import type { QueueStore } from "./store";

/** Milliseconds between two looks at the queue, on average, and between two lines of progress. */
const LOOK_INTERVAL = 3_000;
const REPORT_INTERVAL = 10_000;

export interface Waiting {
  /** Seconds of the lease, to be renewed by its holder; `keepLease` does. */
  readonly seconds: number;

  /** Seconds to wait for the turn, at most; 0 to ask once. */
  readonly patience: number;

  /** Who acts, in words for others who wait. */
  readonly holder: string;
  readonly clock: Pick<Clock, "now" | "sleep" | "random">;

  /** What is done to the lane before each look. @default - nothing */
  readonly prepare?: (lane: Lane, now: number) => Lane;
  readonly progress: (message: string) => void;
}

/** The lane as somebody saw it who waits. */
interface Sight {
  readonly name: string;
  readonly lease: Lease | undefined;
  readonly ahead: readonly Ticket[];
}

/**
 * Takes the lease for what is wanted, and waits for its turn where others are ahead or at work.
 *
 * Interrupted while it waits, it holds nothing. Interrupted in the very moment of the claim, it may leave a lease,
 * which ends by itself.
 *
 * @throws QueueRefusal where waiting is in vain or took too long; the signal's reason when it aborts
 */
export async function claimPatiently(
  store: QueueStore,
  wanted: Wanted,
  { seconds, patience, holder, clock, prepare = (lane) => lane, progress }: Waiting,
  signal: AbortSignal,
): Promise<Lease> {
  const start = clock.now();
  const end = start + patience * 1_000;
  let reported = -Infinity;
  for (;;) {
    const answer = await store.change<Lease | Sight>((found, now) => {
      const lane = prepare(found, now);
      const claimed = claim(lane, { ...wanted, holder, seconds }, now);
      return "lease" in claimed
        ? { lane: claimed.lane, result: claimed.lease }
        : {
            lane,
            result: { name: lane.name, lease: lane.lease, ahead: ticketsAhead(lane, wanted) },
          };
    }, signal);
    if ("token" in answer) {
      return answer;
    }
    const now = clock.now();
    if (now >= end) {
      throw new QueueRefusal(
        `Waited ${patience} s for the turn of ${turnText(wanted)} in the queue of ${answer.name}, in vain: ` +
          `${sightText(answer)} ${cure(wanted, answer)}`,
      );
    }
    if (now - reported >= REPORT_INTERVAL) {
      reported = now;
      progress(
        `waiting for the turn of ${turnText(wanted)} in the queue of ${answer.name}, ` +
          `${Math.round((now - start) / 1_000)} of at most ${patience} s: ${sightText(answer)}`,
      );
    }
    await clock.sleep(pauseUntil(now, end, answer.lease, clock.random()), signal);
  }
}

/** Some seconds, more or less, so that those who wait do not all look at once; less where something ends before. */
function pauseUntil(now: number, end: number, lease: Lease | undefined, chance: number): number {
  return Math.min(LOOK_INTERVAL * (0.5 + chance), end - now, (lease?.expiresAt ?? Infinity) - now);
}

function turnText(wanted: Wanted): string {
  return "ticketId" in wanted
    ? wanted.ticketId
    : `this run (${wanted.request.action} ${wanted.request.color})`;
}

function sightText({ lease, ahead }: Sight): string {
  const waiting = ahead.filter(({ id }) => id !== lease?.ticketId);
  const sentences = [
    ...(lease === undefined ? [] : [`${leaseText(lease)}.`]),
    ...(waiting.length === 0
      ? []
      : [`${counted(waiting.length, "ticket")} waiting ahead: ${ticketsText(waiting)}.`]),
  ];
  return sentences.join(" ");
}

function cure(wanted: Wanted, { lease, ahead }: Sight): string {
  const again = "Run it again to go on waiting";
  const waiting = ahead.find(({ id }) => id !== lease?.ticketId);
  if (waiting === undefined) {
    return `${again}; a holder that died loses its lease at that moment.`;
  }
  const first = "ticketId" in wanted ? `, go first with \`duotone queue move ${wanted.ticketId} 1\`` : "";
  return `${again}${first}, or take out what nobody works on with \`duotone queue cancel ${waiting.id}\`.`;
}
