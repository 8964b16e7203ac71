import type { Migration } from "../ledger/record";
import { LedgerConflict, type LedgerHead, type LedgerStore } from "../ledger/store";
import type { Caller } from "../switch/switchCloud";
import type { Clock } from "../switch/types";
import { MigrationRefusal } from "./migrations";

/** Times that a record gives way to another run's. */
const MOST_CONFLICTS = 10;

/** Milliseconds between two looks at a ledger in which somebody else's intent is open, or after a conflict. */
const PAUSE = 2_000;

/** Newest records among which an outcome is looked for that an earlier run has written already. */
const RECORDS = 50;

/** What a migration's records are about. */
export interface MigrationAbout extends Pick<
  Migration,
  "id" | "service" | "from" | "to" | "cluster" | "commit" | "by"
> {
  /** Number of the attempt's first record. */
  readonly record?: number | undefined;
  readonly commandId?: string | undefined;
  readonly instanceId?: string | undefined;
}

/** The records of migrations in the ledger of a stack. */
export interface MigrationRecords {
  /**
   * Writes down what is about to be done.
   *
   * @returns The record's number.
   * @throws MigrationRefusal where a release has an intent in the ledger and no outcome yet.
   */
  begun(about: MigrationAbout, signal: AbortSignal): Promise<number>;

  /** Writes down what came of it, unless that is written. Waits for a release's outcome where an intent is open. */
  ended(
    about: MigrationAbout,
    outcome: { readonly result: "done" | "failed"; readonly message?: string },
    signal: AbortSignal,
  ): Promise<void>;
}

export interface MigrationRecordsArgs {
  readonly ledger: LedgerStore;
  readonly caller: Caller;
  readonly clock: Pick<Clock, "sleep">;
  readonly reason?: string | undefined;
  readonly reference?: string | undefined;
}

export function migrationRecords({
  ledger,
  caller,
  clock,
  reason,
  reference,
}: MigrationRecordsArgs): MigrationRecords {
  const append = async (body: Migration, signal: AbortSignal, isPatient: boolean): Promise<LedgerHead> => {
    for (let conflicts = 0; ;) {
      const head = await ledger.head(signal);
      if (head?.isOpen === true) {
        if (!isPatient) {
          throw new MigrationRefusal(
            `Record ${head.entry.record.sequence} of the ledger is a release that has not come to its end. Wait for it, or ` +
              "finish it with `pulumi up`, then run this again. Nothing was changed.",
          );
        }
        await clock.sleep(PAUSE, signal);
        continue;
      }
      try {
        return await ledger.append(body, head, signal);
      } catch (error) {
        conflicts += 1;
        if (!(error instanceof LedgerConflict) || conflicts >= MOST_CONFLICTS) {
          throw error;
        }
        await clock.sleep(PAUSE, signal);
      }
    }
  };
  const bodyOf = ({ id, service, from, to, cluster, commit, by, commandId, instanceId }: MigrationAbout) => ({
    kind: "migration" as const,
    id,
    service,
    from,
    to,
    cluster,
    commit,
    by,
    caller,
    ...(commandId !== undefined && { commandId }),
    ...(instanceId !== undefined && { instanceId }),
    ...(reason !== undefined && { reason }),
    ...(reference !== undefined && { reference }),
  });

  return {
    async begun(about, signal) {
      const body = { ...bodyOf({ ...about, commandId: undefined, instanceId: undefined }), begun: null };
      const { entry } = await append({ ...body, result: "begun" }, signal, false);
      return entry.record.sequence;
    },

    async ended(about, { result, message }, signal) {
      const { record = null } = about;
      if (record !== null) {
        const entries = await ledger.entries(signal, { last: RECORDS });
        if (entries.some(({ record: { body } }) => body.kind === "migration" && body.begun === record)) {
          return;
        }
      }
      const outcome = { result, begun: record, ...(message !== undefined && { message }) };
      await append({ ...bodyOf(about), ...outcome }, signal, true);
    },
  };
}
