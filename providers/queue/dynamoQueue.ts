import { randomUUID } from "node:crypto";

import type { Clock } from "../switch/types";
import { itemOf, laneOf } from "./document";
import { settled } from "./lane";
import { type LaneTable, laneTable, type LaneTableArgs } from "./laneTable";
import type { QueueStore } from "./store";

/** Times that one change gives way to others. Each time somebody else's change was made, so this many are a storm. */
const MOST_CONFLICTS = 40;

/** Milliseconds of the first pause after a conflict, and of the longest. */
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 1_000;

/** Marks kept of the last writes: far more than others can write while an answer is lost and the call tried again. */
const WRITES_KEPT = 20;

type QueueClock = Pick<Clock, "now" | "sleep" | "random">;

/**
 * The queue of a stack, in DynamoDB: the whole lane is one item, read with strong consistency and written on the
 * condition that nobody wrote in between.
 *
 * Leases are judged by the clock of whoever asks. A living holder renews at a third of its lease, so that machines may
 * differ by more than half of a lease before one takes what another still holds; and then the fencing token tells.
 *
 * @throws Error where the ARN is not that of a table
 */
export function dynamoQueue({
  clock,
  ...args
}: LaneTableArgs & {
  readonly clock: QueueClock;
}): QueueStore {
  return queueStore(laneTable(args), args.lane, clock);
}

/** A queue over a table that knows conditional writes. */
export function queueStore(table: LaneTable, name: string, clock: QueueClock): QueueStore {
  return {
    async read(signal) {
      return settled(laneOf(await table.get(signal), name).lane, clock.now());
    },

    async change(transition, signal) {
      type Result = ReturnType<typeof transition>["result"];
      let tried: { readonly mark: string; readonly result: Result } | undefined;
      for (let conflicts = 0; conflicts < MOST_CONFLICTS; conflicts++) {
        const { lane: stored, writes } = laneOf(await table.get(signal), name);
        // A call may have been written although its answer was lost: the next try then found its own item in its way.
        if (tried !== undefined && writes.includes(tried.mark)) {
          return tried.result;
        }
        const now = clock.now();
        const lane = settled(stored, now);
        const { lane: next, result } = transition(lane, now);
        if (next === lane) {
          return result;
        }
        tried = { mark: randomUUID(), result };
        const item = itemOf({
          lane: { ...next, version: stored.version + 1 },
          writes: [tried.mark, ...writes].slice(0, WRITES_KEPT),
        });
        if (await table.put(item, stored.version, signal)) {
          return result;
        }
        // Anything up to the whole pause, so that those who met once do not meet again.
        await clock.sleep(Math.min(FIRST_PAUSE * 2 ** conflicts, LONGEST_PAUSE) * clock.random(), signal);
      }
      throw new Error(
        `The queue of ${name} was changed by others ${MOST_CONFLICTS} times in a row while this change was tried. ` +
          "Run it again; if that goes on, see in the table's account who writes to it.",
      );
    },

    close: () => {
      table.close();
    },
  };
}
