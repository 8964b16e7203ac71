import { randomUUID } from "node:crypto";

import type { Clock } from "../switch/types";
import type { Schema } from "./migrations";
import type { MigrationTable, SchemaItem } from "./migrationTable";
import { readSchemaState, schemaItem, schemaKey } from "./state";

/** Times that one change gives way to others: nobody but a holder's own heartbeat comes often. */
const MOST_CONFLICTS = 40;

/** Milliseconds of the first pause after a conflict, and of the longest. */
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 1_000;

/** Marks kept of the last writes: more than others can write while an answer is lost and the call tried again. */
const WRITES_KEPT = 10;

/** What stands in the table for one service. */
export interface SchemaStore {
  read(signal: AbortSignal): Promise<Schema>;

  /**
   * Changes the state as one step: nobody else's change comes between what the transition saw and what it made.
   *
   * @param transition Pure; it may be run several times, each time on the newest state. What it throws ends the change, and
   *   nothing is written. Where it returns undefined, nothing is left.
   * @returns What was written.
   */
  change<S extends Schema>(transition: (state: Schema, now: number) => S, signal: AbortSignal): Promise<S>;
  close(): void;
}

/** The state of a service's schema over a table that knows conditional writes. */
export function schemaStore(
  table: MigrationTable,
  service: string,
  clock: Pick<Clock, "now" | "sleep" | "random">,
): SchemaStore {
  return {
    async read(signal) {
      return stateOf(await table.get(signal), service);
    },

    async change(transition, signal) {
      let tried: { readonly mark: string; readonly state: ReturnType<typeof transition> } | undefined;
      for (let conflicts = 0; conflicts < MOST_CONFLICTS; conflicts++) {
        const item = await table.get(signal);
        // A call may have been written although its answer was lost: the next try then found its own item in its way.
        if (
          tried !== undefined &&
          (tried.state === undefined ? item === undefined : isMarked(item, tried.mark))
        ) {
          return tried.state;
        }
        const state = transition(stateOf(item, service), clock.now());
        tried = { mark: randomUUID(), state };
        const next = state === undefined ? undefined : { ...schemaItem(state), ...marks(item, tried.mark) };
        if (await table.put(next, revisionOf(item), signal)) {
          return state;
        }
        await clock.sleep(Math.min(FIRST_PAUSE * 2 ** conflicts, LONGEST_PAUSE) * clock.random(), signal);
      }
      throw new Error(
        `The schema of ${service} was changed by others ${MOST_CONFLICTS} times in a row while this change was tried. See ` +
          "who writes to the vertical's coordination table.",
      );
    },

    close: () => {
      table.close();
    },
  };
}

function stateOf(item: SchemaItem | undefined, service: string): Schema {
  if (item === undefined) {
    return undefined;
  }
  try {
    return readSchemaState(item);
  } catch (cause) {
    throw new Error(
      `The item "${schemaKey(service)}" of the vertical's coordination table is none that this version of duotone writes: ` +
        `${cause instanceof Error ? cause.message : String(cause)} Was it written by a newer one, or by hand?`,
      { cause },
    );
  }
}

function revisionOf(item: SchemaItem | undefined): number {
  return item === undefined ? 0 : Number(item.revision?.N ?? 0);
}

function isMarked(item: SchemaItem | undefined, mark: string): boolean {
  return item?.writes?.L?.some(({ S }) => S === mark) === true;
}

function marks(item: SchemaItem | undefined, mark: string): SchemaItem {
  const writes = [{ S: mark }, ...(item?.writes?.L ?? [])].slice(0, WRITES_KEPT);
  return { revision: { N: String(revisionOf(item) + 1) }, writes: { L: writes } };
}
