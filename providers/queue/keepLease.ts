import { errorText } from "../switch/failure";
import type { Clock } from "../switch/types";
import type { Lease } from "./lane";
import { renew } from "./leases";
import { QueueRefusal, secondOf } from "./refusal";
import type { QueueStore } from "./store";

/** A lease that is kept alive in the background. */
export interface KeptLease {
  /** Aborts, with an error that says why, once the lease is lost: nothing more may be done under it. */
  readonly lost: AbortSignal;

  /** The lease with its latest end. */
  latest(): Lease;

  /** Ends the keeping, and waits for a renewal that is under way. The lease itself stays, to be finished. */
  stop(): Promise<void>;
}

/**
 * Renews a lease at a third of its time for as long as the work goes on. A renewal that fails is tried again until the
 * lease's end. It keeps the process alive: to be ended with `stop`, or by the signal.
 *
 * @param options `seconds` that the lease lasts from each renewal on.
 */
export function keepLease(
  store: QueueStore,
  lease: Lease,
  { seconds, clock }: { readonly seconds: number; readonly clock: Pick<Clock, "now" | "sleep" | "deadline"> },
  signal: AbortSignal,
): KeptLease {
  const stopping = new AbortController();
  const lost = new AbortController();
  const end = AbortSignal.any([stopping.signal, signal]);
  const third = (seconds * 1_000) / 3;
  let latest = lease;

  const keep = async () => {
    let pause = third;
    let failure: unknown;
    for (;;) {
      await clock.sleep(Math.max(0, Math.min(pause, latest.expiresAt - clock.now())), end);
      const left = latest.expiresAt - clock.now();
      if (left <= 0) {
        throw ranOut(latest, failure);
      }
      try {
        latest = await renewed(left);
        pause = third;
        failure = undefined;
      } catch (error) {
        if (end.aborted || error instanceof QueueRefusal) {
          throw error;
        }
        failure = error;
        pause = third / 5;
      }
    }
  };

  const renewed = (left: number) => {
    const inTime = clock.deadline(left / 1_000, `Renewing the lease of ${latest.ticketId}`);
    return store.change(
      (lane, now) => {
        const { lane: next, lease: longer } = renew(lane, latest.token, seconds, now);
        return { lane: next, result: longer };
      },
      AbortSignal.any([end, inTime]),
    );
  };

  const kept = keep().catch((error: unknown) => {
    if (!end.aborted) {
      lost.abort(error);
    }
  });

  return {
    lost: lost.signal,
    latest: () => latest,
    async stop() {
      stopping.abort();
      await kept;
    },
  };
}

function ranOut({ ticketId, token, expiresAt }: Lease, failure: unknown): Error {
  const why =
    failure === undefined
      ? "this machine was held up or asleep."
      : `it could not be renewed: ${errorText(failure)}`;
  return new Error(
    `The lease of ${ticketId} (token ${token}) ended at ${secondOf(expiresAt)}: ${why} Nothing more may be changed under it. ` +
      'Look at "duotone queue list" and "duotone status", and claim the turn again if there is work left.',
  );
}
