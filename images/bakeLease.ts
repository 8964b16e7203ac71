import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as pause } from "node:timers/promises";

import { ImageError } from "../components/images/imageError";
import type { LeaseItem, LeaseTable } from "./leaseTable";

/** Seconds for which a bake that gives no sign of life holds its lease. A third of it passes between two signs. */
export const LEASE_SECONDS = 120;

/** Milliseconds between two tries of one who waits, at most, and between two of its lines. */
const TRY_EVERY = 2_000;
const TELL_EVERY = 15_000;

export interface LeaseWish {
  /** `keyText` of the image that is to be baked. */
  readonly image: string;
  readonly contentKey: string;

  /** @default LEASE_SECONDS */
  readonly seconds?: number;

  /** Gets a line when waiting begins, and one every quarter of a minute. */
  readonly report: (line: string) => void;

  /** Ends the waiting, and the signs of life. */
  readonly signal: AbortSignal;
}

/** The right to bake an image, for as long as the process gives signs of life. */
export interface BakeLease {
  /** Content key of a dead holder's bake, whose leftovers are to be removed. */
  readonly deadContentKey: string | undefined;

  /** Aborts, with an ImageError, once the lease is lost: nothing more may be done under it. */
  readonly lost: AbortSignal;

  /**
   * Makes sure that the lease is still ours, in one call.
   *
   * @throws ImageError where it is not.
   */
  readonly confirm: () => Promise<void>;

  /** Ends the signs of life, and gives the lease back unless it was lost. */
  readonly end: () => Promise<void>;
}

/** Waits until nobody else bakes an image, and takes the right to. */
export async function takeLease(table: LeaseTable, wish: LeaseWish): Promise<BakeLease> {
  const { image, contentKey, seconds = LEASE_SECONDS, report, signal } = wish;
  const holder = randomUUID();
  const since = new Date().toISOString();
  const item = (): LeaseItem => ({
    image,
    contentKey,
    holder,
    where: `${hostname()}, process ${process.pid}`,
    since,
    expiresAt: Date.now() + seconds * 1_000,
  });
  const started = Date.now();
  let told = 0;
  for (;;) {
    signal.throwIfAborted();
    const attempt = await table.take(item(), Date.now());
    if (attempt.taken) {
      const { before } = attempt;
      if (before !== undefined) {
        report(`the bake of ${image} on ${before.where} gives no sign of life any more: taking over`);
      }
      return keepLease(table, item, before?.contentKey, seconds);
    }
    const waited = Date.now() - started;
    if (told === 0 || waited >= told * TELL_EVERY) {
      told = Math.floor(waited / TELL_EVERY) + 1;
      const { where, since: begun } = attempt.holder;
      report(
        `${image} is being baked on ${where}, since ${begun}: waiting for its image, for ${Math.round(waited / 1_000)} s`,
      );
    }
    await pause(Math.min(TRY_EVERY, (seconds * 1_000) / 10), undefined, { signal });
  }
}

/** `keyText` of the images whose bakes are alive. */
export async function livingBakes(table: Pick<LeaseTable, "list">): Promise<ReadonlySet<string>> {
  const now = Date.now();
  const leases = await table.list();
  return new Set(leases.filter(({ expiresAt }) => expiresAt > now).map(({ image }) => image));
}

function keepLease(
  table: LeaseTable,
  item: () => LeaseItem,
  deadContentKey: string | undefined,
  seconds: number,
): BakeLease {
  const lost = new AbortController();
  const stopping = new AbortController();
  const { image } = item();
  let until = item().expiresAt;

  const renew = async () => {
    const next = item();
    if (await table.renew(next)) {
      until = next.expiresAt;
      return;
    }
    lost.abort(new ImageError(`${TAKEN_OVER} ${image}. Nothing was registered by this one.`));
  };
  const keep = async () => {
    for (;;) {
      await pause((seconds * 1_000) / 3, undefined, { signal: stopping.signal });
      try {
        await renew();
      } catch (cause) {
        // It is tried again for as long as nobody else can have taken the lease.
        if (Date.now() >= until) {
          lost.abort(new ImageError(`The lease of the bake of ${image} could not be renewed.`, { cause }));
        }
      }
      if (lost.signal.aborted) {
        return;
      }
    }
  };
  const kept = keep().catch(() => undefined);

  return {
    deadContentKey,
    lost: lost.signal,
    confirm: async () => {
      lost.signal.throwIfAborted();
      await renew();
      lost.signal.throwIfAborted();
    },
    end: async () => {
      stopping.abort();
      await kept;
      if (!lost.signal.aborted) {
        // What came of the bake stands in any case, and a lease that nobody renews ends by itself.
        await table.giveBack(item()).catch(() => undefined);
      }
    },
  };
}

const TAKEN_OVER = "This bake gave no sign of life for too long, and another has taken over the bake of";
