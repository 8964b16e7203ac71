import { anyOf } from "../anyOf";
import { errorText } from "../switch/failure";
import type { Clock } from "../switch/types";
import { MigrationRefusal, renew } from "./migrations";
import type { SchemaStore } from "./schemaStore";

/** A migration's lease that is kept alive in the background. */
export interface KeptMigration {
  /** Aborts, with an error that says why, once the lease is lost: nothing more may be done under it. */
  readonly lost: AbortSignal;

  /** Ends the keeping, and waits for a renewal that is under way. The lease itself stays, to be given back. */
  stop(): Promise<void>;
}

/**
 * Renews the lease at a third of its time for as long as the work goes on. A renewal that fails is tried again until the
 * lease's end. It keeps the process alive: to be ended with `stop`.
 *
 * @param about `seconds` that the lease lasts from each renewal on; `until` its first end, in milliseconds.
 */
export function keepMigration(
  store: SchemaStore,
  about: { readonly holder: string; readonly seconds: number; readonly until: number },
  clock: Pick<Clock, "now" | "sleep" | "deadline">,
): KeptMigration {
  const { holder, seconds } = about;
  const stopping = new AbortController();
  const lost = new AbortController();
  const third = (seconds * 1_000) / 3;
  let { until } = about;

  const keep = async () => {
    let pause = third;
    let failure: unknown;
    for (;;) {
      await clock.sleep(Math.max(0, Math.min(pause, until - clock.now())), stopping.signal);
      const left = until - clock.now();
      if (left <= 0) {
        throw new Error(
          `The lease of the migration ran out: ${failure === undefined ? "this machine was held up or asleep." : errorText(failure)} ` +
            "Nothing more may be done under it. Run the same command again: it goes on from what is there.",
        );
      }
      try {
        const inTime = clock.deadline(left / 1_000, "Renewing the lease of the migration");
        const signal = anyOf(stopping.signal, inTime);
        const renewed = await store.change((state, now) => renew(state, holder, seconds, now), signal);
        until = renewed.leaseUntil ?? until;
        pause = third;
        failure = undefined;
      } catch (error) {
        if (stopping.signal.aborted || error instanceof MigrationRefusal) {
          throw error;
        }
        failure = error;
        pause = third / 5;
      }
    }
  };
  const kept = keep().catch((error: unknown) => {
    if (!stopping.signal.aborted) {
      lost.abort(error);
    }
  });
  return {
    lost: lost.signal,
    async stop() {
      stopping.abort();
      await kept;
    },
  };
}
