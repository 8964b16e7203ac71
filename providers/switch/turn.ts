import type { LedgerTicket } from "../ledger/record";
import {
  isHolder,
  withoutLease,
  type Lane,
  type Lease,
  type Ticket,
  type TicketRequest,
} from "../queue/lane";
import { finish, renew } from "../queue/leases";
import { claimPatiently } from "../queue/wait";
import { errorText } from "./failure";
import type { CloudTools } from "./move";
import type { Caller } from "./switchCloud";
import type { SwitchInputs } from "./switchInputs";
import type { ClaimedTurn } from "./types";

/** A minute: a dead run blocks the queue for so long, and a living one shows itself several times in it. */
const LEASE_SECONDS = 60;

/** Half an hour: some promotions, and what they wait for. */
const PATIENCE_SECONDS = 1_800;

/** Milliseconds that a claim takes at the most where nobody is in the way. */
const AT_ONCE = 2_000;

/** Seconds for giving a turn back. */
const END_SECONDS = 30;

/** A turn in the release queue, held by this run. */
export interface Turn {
  readonly token: number;

  /** Absent where it was taken out of the queue after it was claimed. */
  readonly ticket: Ticket | undefined;

  /** Whether time has passed since the gate looked: then it must look again. */
  readonly hasWaited: boolean;

  /**
   * Shows the fencing token and makes the lease last anew.
   *
   * @throws QueueRefusal where the lease is over or somebody has overtaken it: nothing may be changed then.
   */
  confirm(signal: AbortSignal): Promise<void>;

  /** A sign of life while waiting, where the lease is half over. Never throws: what has moved has moved. */
  pulse(signal: AbortSignal): Promise<void>;

  /** Gives the turn back, once, and takes its ticket out of the queue if it is done. Never throws. */
  end(isDone: boolean): Promise<void>;
}

/**
 * Waits for the turn of a release: the one that was claimed for this run, or else one of its own.
 *
 * @throws QueueRefusal where the claimed turn is over, or patience is: nothing was changed.
 */
export async function takeTurn(
  tools: CloudTools,
  inputs: SwitchInputs,
  claimed: ClaimedTurn | undefined,
  request: TicketRequest,
  holder: Caller,
): Promise<Turn> {
  const { cloud, clock, progress } = tools;
  const { leaseSeconds = LEASE_SECONDS, patienceSeconds = PATIENCE_SECONDS } = inputs.queue;
  const started = clock.now();
  const signal = clock.deadline(patienceSeconds + leaseSeconds, "Waiting for the turn in the release queue");
  const lease =
    claimed === undefined
      ? await claimPatiently(
          cloud.queue,
          { request },
          { seconds: leaseSeconds, patience: patienceSeconds, clock, progress, holder: holder.arn },
          signal,
        )
      : await renewed(tools, claimed.token, leaseSeconds, signal);
  const lane = await cloud.queue.read(signal);
  return {
    ...turnOf(tools, lease, leaseSeconds),
    ticket: lane.tickets.find(({ id }) => id === lease.ticketId),
    hasWaited: clock.now() - started > AT_ONCE,
  };
}

/**
 * Takes the ticket out of the queue under which an interrupted run has moved the names. Somebody who has claimed it
 * since keeps it. Never throws: a person can do it, too.
 */
export async function dropTicket(
  { cloud, clock, progress }: CloudTools,
  ticket: Pick<LedgerTicket, "id" | "token"> | null,
): Promise<void> {
  if (ticket === null) {
    return;
  }
  const signal = clock.deadline(END_SECONDS, "Taking the ticket out of the queue");
  try {
    await cloud.queue.change((lane) => ({ lane: withoutTicket(lane, ticket), result: undefined }), signal);
  } catch (error) {
    progress(`ticket ${ticket.id} is done and stays in the queue: ${errorText(error, signal)}`);
  }
}

function withoutTicket(lane: Lane, { id, token }: Pick<LedgerTicket, "id" | "token">): Lane {
  const { lease, tickets } = lane;
  if (lease?.ticketId === id) {
    return lease.token === token ? withoutLease(lane, true) : lane;
  }
  return tickets.some((ticket) => ticket.id === id)
    ? { ...lane, tickets: tickets.filter((ticket) => ticket.id !== id) }
    : lane;
}

function turnOf(
  tools: CloudTools,
  lease: Lease,
  seconds: number,
): Pick<Turn, "token" | "confirm" | "pulse" | "end"> {
  const { cloud, clock, progress } = tools;
  let expiresAt = lease.expiresAt;
  let hasEnded = false;
  const confirm = async (signal: AbortSignal) => {
    expiresAt = (await renewed(tools, lease.token, seconds, signal)).expiresAt;
  };
  return {
    token: lease.token,
    confirm,
    async pulse(signal) {
      if (expiresAt - clock.now() < seconds * 500) {
        try {
          await confirm(signal);
        } catch (error) {
          progress(`the turn could not be kept: ${errorText(error, signal)}`);
        }
      }
    },
    async end(isDone) {
      if (hasEnded) {
        return;
      }
      hasEnded = true;
      const signal = clock.deadline(END_SECONDS, "Giving the turn back");
      try {
        await cloud.queue.change((lane, now) => {
          // Whoever claimed the turn for this run may have given it back already.
          const held = isHolder(lane, lease.token, now);
          return {
            lane: held ? finish(lane, lease.token, { remove: isDone }, now).lane : lane,
            result: undefined,
          };
        }, signal);
      } catch (error) {
        progress(
          `the turn could not be given back and ends by itself in ${seconds} s: ${errorText(error, signal)}`,
        );
      }
    },
  };
}

function renewed({ cloud }: CloudTools, token: number, seconds: number, signal: AbortSignal): Promise<Lease> {
  return cloud.queue.change((lane, now) => {
    const { lane: after, lease } = renew(lane, token, seconds, now);
    return { lane: after, result: lease };
  }, signal);
}
