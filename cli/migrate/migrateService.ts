import { randomUUID } from "node:crypto";

import { migrationRecords } from "../../providers/schema/migrationRecords";
import { MigrationRefusal } from "../../providers/schema/migrations";
import { type MigrationStep, planMigration } from "../../providers/schema/plan";
import { type MigrationEnd, runMigration } from "../../providers/schema/runMigration";
import type { LedgerStore } from "../../providers/ledger/store";
import type { QueueStore } from "../../providers/queue/store";
import type { Caller } from "../../providers/switch/switchCloud";
import { CliError, usageError } from "../cliError";
import { LOOK_SECONDS, within, type CommandContext } from "../context";
import { EXIT } from "../exitCodes";
import { confirm } from "../release/confirm";
import { idleColor } from "../release/colors";
import { recordOf } from "../release/configValues";
import type { SwitchInStack } from "../release/switchInStack";
import { migratedScreen, migrateScreen } from "../screens/migrateScreen";
import type { MigrationAccess, Session } from "../session";
import { releaseRanges } from "./releaseRanges";
import { type ServiceFleet, serviceFleets } from "./serviceFleets";

/** Seconds of the lease. It is renewed at a third, so a dead holder blocks the others for a minute and a half at most. */
const LEASE_SECONDS = 90;

/** What was asked for. */
export interface MigrateWish {
  readonly service: string;
  readonly to: number;

  /** @default - the idle colour, or the stack's only cluster */
  readonly cluster: string | undefined;

  /** Seconds that the program on the instance may take. */
  readonly runSeconds: number;
}

/** What a migration did, for programs. */
export interface MigrateDocument extends Partial<Omit<MigrationEnd, "result">> {
  readonly result: MigrationEnd["result"] | "nothing to do";
  readonly service: string;
  readonly version: number;
  readonly step?: MigrationStep;
}

/** Brings a service's database to a version: looks, shows, asks, and has it done on one instance. */
export async function migrateService(
  context: CommandContext,
  session: Session,
  of: SwitchInStack | undefined,
  wish: MigrateWish,
): Promise<MigrateDocument> {
  const { terminal, clock, progress, signal } = context;
  const { service, to } = wish;
  const caller = await session.caller(signal);
  const fleets = await fleetsOf(session, service);
  const fleet = carrierOf(session, of, fleets, wish);
  const access = session.migrations(fleet);
  try {
    const { state, releases } = await progress.phase("Looking", async () => ({
      state: await access.store.read(within(context, LOOK_SECONDS, "Reading the schema")),
      releases: await releasesOf(session, service, fleets, of),
    }));
    const now = clock.now();
    const plan = planMigration({ service, to, cluster: fleet.cluster, releases, state, now });
    if ("alreadyAt" in plan) {
      terminal.print(
        `Nothing to do: ${service}'s database of stack ${session.stack} is at version ${to} already.`,
      );
      return { result: "nothing to do", service, version: to };
    }
    if ("refusals" in plan) {
      throw new CliError(EXIT.refused, `${service} cannot be migrated to version ${to}:`, plan.refusals);
    }
    const { step } = plan;
    const screen = { stack: session.stack, step, releases, failure: state?.migration?.failure };
    terminal.print(migrateScreen(screen, terminal.columns, terminal.paint));
    await confirm(context, `Migrate ${service} from version ${step.from} to ${to}?`);
    const started = clock.now();
    const end = await carriedOut(context, session, of, { access, step, caller, runSeconds: wish.runSeconds });
    const took = clock.now() - started;
    if (end.result !== "done") {
      throw notDone(step, end, signal);
    }
    const done = { stack: session.stack, step, end, took, activeColor: of?.state.activeColor };
    terminal.print(`\n${migratedScreen(done, terminal.columns, terminal.paint)}`);
    return { ...end, service, version: to, step };
  } finally {
    access.close();
  }
}

async function fleetsOf(session: Session, service: string): Promise<readonly ServiceFleet[]> {
  const [config, exported] = await Promise.all([session.config(), session.exported()]);
  const services = recordOf(config.services);
  if (!(service in services)) {
    throw usageError(
      `"${service}" is no service of stack ${session.stack}. Its services are: ${Object.keys(services).sort().join(", ")}.`,
    );
  }
  if (recordOf(services[service]).database === undefined) {
    throw usageError(
      `${service} has no database in ${session.stackFile}: there is nothing to migrate. Services that have one: ` +
        `${databaseServices(services).join(", ") || "none"}.`,
    );
  }
  const fleets = serviceFleets(exported, service);
  if (fleets.length === 0) {
    throw usageError(
      `Stack ${session.stack} runs no instances of ${service} yet. Deploy it first: pulumi up --stack ${session.stack}`,
    );
  }
  return fleets;
}

function databaseServices(services: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(services)
    .filter((name) => recordOf(services[name]).database !== undefined)
    .sort();
}

/** The fleet on one of whose instances the migration is to run. */
function carrierOf(
  session: Session,
  of: SwitchInStack | undefined,
  fleets: readonly ServiceFleet[],
  { service, cluster }: MigrateWish,
): ServiceFleet {
  const known = fleets.map((fleet) => fleet.cluster).sort();
  const [only] = known;
  const wanted = cluster ?? (of === undefined ? (known.length === 1 ? only : undefined) : idleColor(of));
  const fleet = fleets.find((one) => one.cluster === wanted);
  if (fleet === undefined) {
    throw usageError(
      wanted === undefined
        ? `Stack ${session.stack} has several clusters and no colours. Say which one: --cluster, one of ${known.join(", ")}.`
        : `"${wanted}" runs no ${service} in stack ${session.stack}. Clusters that do: ${known.join(", ")}.`,
    );
  }
  return fleet;
}

async function releasesOf(
  session: Session,
  service: string,
  fleets: readonly ServiceFleet[],
  of: SwitchInStack | undefined,
) {
  const shelf = await session.images();
  try {
    return releaseRanges(fleets, await shelf.list(service), of?.state.activeColor);
  } finally {
    shelf.close();
  }
}

interface Carrying {
  readonly access: MigrationAccess;
  readonly step: MigrationStep;
  readonly caller: Caller;
  readonly runSeconds: number;
}

async function carriedOut(
  { clock, progress, person, signal, reason, reference }: CommandContext,
  session: Session,
  of: SwitchInStack | undefined,
  { access, step, caller, runSeconds }: Carrying,
): Promise<MigrationEnd> {
  const stores = of === undefined ? undefined : { ledger: session.ledger(of), queue: session.queue(of) };
  const { service, from, to, cluster, commit } = step;
  const id = randomUUID();
  try {
    return await progress.phase("Migration", (phase) =>
      runMigration(
        {
          ...access,
          records: stores && migrationRecords({ ledger: stores.ledger, caller, clock, reason, reference }),
          busy: async (inTime) =>
            of === undefined || stores === undefined
              ? undefined
              : ((await busyWords(stores.queue, inTime)) ?? (await movedWords(session, of))),
          clock,
          progress: {
            update: (detail) => {
              phase.update(detail);
            },
            line: (text) => {
              phase.line(text);
            },
          },
        },
        {
          service,
          id,
          from,
          to,
          cluster,
          commit,
          by: person.name,
          // Process ids are used again: the holder is this run and no other.
          holder: `${person.holder}, run ${id.slice(0, 8)}`,
          seconds: LEASE_SECONDS,
          runSeconds,
        },
        signal,
      ),
    );
  } catch (error) {
    throw error instanceof MigrationRefusal ? new CliError(EXIT.refused, error.message) : error;
  } finally {
    closeAll(stores);
  }
}

function closeAll(stores: { readonly ledger: LedgerStore; readonly queue: QueueStore } | undefined): void {
  stores?.ledger.close();
  stores?.queue.close();
}

/**
 * Who has the turn in the release queue. A release takes its turn and then looks at the schema; a migration writes itself
 * into the schema's state and then looks here: so one of the two always sees the other.
 */
async function busyWords(queue: QueueStore, signal: AbortSignal): Promise<string | undefined> {
  const { lease } = await queue.read(signal);
  return lease === undefined
    ? undefined
    : `${lease.holder} has the turn in the release queue (${lease.ticketId}), and may be about to deploy or to move names. ` +
        "Nothing was changed. Wait for its end (`duotone queue list`), then run this again.";
}

/** Names that moved since the migration was judged: from when it is in the state, none do. */
async function movedWords(session: Session, { state }: SwitchInStack): Promise<string | undefined> {
  const now = (await session.releaseSwitch())?.state.activeColor;
  return now === state.activeColor
    ? undefined
    : `The public names have moved from ${state.activeColor} to ${now ?? "nowhere"} meanwhile, and it was judged for ${state.activeColor}. ` +
        "Nothing was changed. Look again, and run it again.";
}

function notDone(
  { service, from, to }: MigrationStep,
  { result, problems, output, commandId, instanceId }: MigrationEnd,
  signal: AbortSignal,
): CliError {
  const where = commandId === undefined ? "" : ` (command ${commandId} on ${instanceId ?? "no instance"})`;
  return new CliError(
    signal.aborted ? EXIT.interrupted : EXIT.failed,
    result === "failed"
      ? `The migration of ${service} from version ${from} to ${to} failed${where}.`
      : `How the migration of ${service} from version ${from} to ${to} ends is not known${where}.`,
    [...problems, ...(output.length === 0 ? [] : [`The last that it said:\n${output.join("\n")}`])],
  );
}
