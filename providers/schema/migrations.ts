import { migrateCommand } from "./judge";
import { NOTHING_DONE, schemaKey, type MigrationState, type SchemaState } from "./state";

/** Somebody else is at it, or things are no longer as they were when it was decided: nothing was changed. */
export class MigrationRefusal extends Error {
  public override readonly name = "MigrationRefusal";
}

/** A state of which nothing stands in the table where it is undefined. */
export type Schema = SchemaState | undefined;

/** What is to be done, and who is at it. */
export interface MigrationWish {
  readonly service: string;

  /** New for every run; that of a migration that is gone on with stays. */
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly cluster: string;
  readonly commit: string;

  /** Who wants it, as people know them. */
  readonly by: string;

  /** Names one run of the command and no other. */
  readonly holder: string;

  /** Seconds of the lease, from each renewal on. */
  readonly seconds: number;
}

/** A migration under way, whose lease somebody holds. */
export type Held = SchemaState & {
  readonly migration: MigrationState & { readonly id: string; readonly attempt: number };
};

/**
 * Takes the lease, of a new migration or of one that an earlier run has left.
 *
 * @throws MigrationRefusal where another holds it, another migration is unfinished, or the version has moved.
 */
export function begin(state: Schema, wish: MigrationWish, now: number): Held {
  const { service, id, from, to, cluster, commit, by, holder, seconds } = wish;
  const version = state?.version ?? NOTHING_DONE;
  const open = state?.migration;
  if (state?.holder !== undefined && state.holder !== holder && (state.leaseUntil ?? 0) > now) {
    throw new MigrationRefusal(
      `${state.holder} is at a migration of ${service} already. Wait for its end, then look again.`,
    );
  }
  if (version !== from || (open !== undefined && (open.from !== from || open.to !== to))) {
    const stands = open === undefined ? "" : `, with a migration from ${open.from} to ${open.to} unfinished`;
    throw new MigrationRefusal(
      `${service}'s database is at version ${version}${stands}, and not ready to go from ${from} to ${to}: somebody was ` +
        `faster. Look again: ${migrateCommand(service, open?.to ?? to)}`,
    );
  }
  return {
    id: schemaKey(service),
    version,
    migration: {
      from,
      to,
      cluster,
      commit,
      by,
      startedAt: new Date(now).toISOString(),
      ...open,
      id: open?.id ?? id,
      attempt: open?.attempt ?? 0,
    },
    holder,
    leaseUntil: now + seconds * 1_000,
  };
}

/** Makes the lease last for so many seconds from now. @throws MigrationRefusal where it is another's. */
export function renew(state: Schema, holder: string, seconds: number, now: number): Held {
  return { ...held(state, holder), leaseUntil: now + seconds * 1_000 };
}

/**
 * Notes that a command is about to be sent, before it is: whoever takes over knows what to look for, and where.
 *
 * @throws MigrationRefusal where the lease is over: another may be about to do the same.
 */
export function attempt(
  state: Schema,
  holder: string,
  about: Pick<MigrationState, "cluster" | "commit" | "by" | "record"> & { readonly instanceId: string },
  now: number,
): Held {
  const before = held(state, holder);
  if ((before.leaseUntil ?? 0) <= now) {
    throw new MigrationRefusal(
      "The lease of the migration ran out before its command was sent: this machine was held up. Run it again.",
    );
  }
  const { migration } = before;
  return {
    ...before,
    migration: { ...migration, ...about, commandId: undefined, attempt: migration.attempt + 1 },
  };
}

/** Notes what SSM calls the command. */
export function sent(state: Schema, holder: string, commandId: string): Held {
  const before = held(state, holder);
  return { ...before, migration: { ...before.migration, commandId } };
}

/** The migration has ended badly, and stays to be run to its end. Gives the lease back. */
export function failed(state: Schema, holder: string, failure: string): SchemaState {
  const { migration } = held(state, holder);
  return { ...released(held(state, holder)), migration: { ...migration, failure } };
}

/** Gives the lease back and leaves everything else: the command may be at work still. */
export function giveBack(state: Schema, holder: string): SchemaState {
  return released(held(state, holder));
}

/** The migration has ended well: its version is the database's. Gives the lease back. */
export function finished(state: Schema, holder: string): SchemaState {
  const { id, migration } = held(state, holder);
  return { id, version: migration.to };
}

/** Takes back what was begun where no command was ever sent for it. Gives the lease back in any case. */
export function withdrawn(state: Schema, holder: string): Schema {
  const before = held(state, holder);
  const { id, version, migration } = before;
  if (migration.attempt > 0) {
    return released(before);
  }
  return version === NOTHING_DONE ? undefined : { id, version };
}

function released({ id, version, migration }: SchemaState): SchemaState {
  return { id, version, ...(migration !== undefined && { migration }) };
}

function held(state: Schema, holder: string): Held {
  const migration = state?.migration;
  if (state?.holder !== holder || migration?.id === undefined || migration.attempt === undefined) {
    throw new MigrationRefusal(
      `The lease of the migration was taken over${state?.holder === undefined ? "" : ` by ${state.holder}`}, because it was not ` +
        "renewed in time. What becomes of the migration is up to whoever holds it.",
    );
  }
  return { ...state, migration: { ...migration, id: migration.id, attempt: migration.attempt } };
}
