import { migrateCommand } from "./judge";
import { rangeText } from "./range";
import { NOTHING_DONE, runsOn, type SchemaRange, type SchemaState } from "./state";

/** What one cluster runs of the service whose database is to be migrated. All clusters of a stack share that database. */
export interface ClusterRelease {
  readonly cluster: string;
  readonly commit: string;

  /** What the commit's image states; undefined where nobody knows, and `unknown` then says why. */
  readonly range: SchemaRange | undefined;
  readonly unknown?: string | undefined;

  /** Whether the public names reach it, or, in a stack without colours, whether it is in use all the same. */
  readonly isLive: boolean;
}

export interface MigrationQuestion {
  readonly service: string;
  readonly to: number;

  /** The cluster whose release carries it out, on one of its instances. */
  readonly cluster: string;
  readonly releases: readonly ClusterRelease[];

  /** Undefined where nothing was done yet. */
  readonly state: SchemaState | undefined;

  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** One step from a version to a later one. */
export interface MigrationStep {
  readonly service: string;
  readonly from: number;
  readonly to: number;
  readonly cluster: string;
  readonly commit: string;

  /** Whether an earlier run has begun it and not brought it to its end. */
  readonly continues: boolean;

  /** What will not be possible any more. */
  readonly warnings: readonly string[];
}

/** The step, every reason against it, or the version that the database has already. */
export type MigrationPlan =
  | { readonly step: MigrationStep }
  | { readonly refusals: readonly string[] }
  | { readonly alreadyAt: number };

/** Judges a migration by what is known beforehand. */
export function planMigration(question: MigrationQuestion): MigrationPlan {
  const { service, to, cluster, releases, state } = question;
  const from = state?.version ?? NOTHING_DONE;
  const open = state?.migration;
  if (open === undefined && from === to) {
    return { alreadyAt: to };
  }
  const carrier = releases.find((release) => release.cluster === cluster);
  const refusals = [
    ...heldRefusals(question),
    ...directionRefusals(question, from),
    ...carrierRefusals(question, from, carrier),
    ...releases.flatMap((release) =>
      release.isLive && release.cluster !== cluster ? liveRefusals(question, release) : [],
    ),
  ];
  if (refusals.length > 0 || carrier === undefined) {
    return { refusals };
  }
  const warnings = releases.flatMap((release) =>
    release === carrier || release.isLive ? [] : warningsOf(question, from, release),
  );
  return {
    step: { service, from, to, cluster, commit: carrier.commit, continues: open !== undefined, warnings },
  };
}

function heldRefusals({ service, state, now }: MigrationQuestion): readonly string[] {
  const { holder, leaseUntil = 0 } = state ?? {};
  return holder === undefined || leaseUntil <= now
    ? []
    : [
        `${holder} is at a migration of ${service}, with a lease until ${secondOf(leaseUntil)} that is renewed while it goes ` +
          "on. Wait for its end; a lease that nobody renews ends by itself.",
      ];
}

function directionRefusals({ service, to, state }: MigrationQuestion, from: number): readonly string[] {
  const open = state?.migration;
  if (open !== undefined) {
    return open.from === from && open.to === to
      ? []
      : [
          `The migration of ${service} from ${open.from} to ${open.to} has not come to its end ` +
            `(${open.failure ?? "its run was cut off"}). Until it has, there is no other: ` +
            migrateCommand(service, open.to),
        ];
  }
  return to > from
    ? []
    : [
        `${service}'s database is at version ${from}, and a schema only goes on, never back to ${to}. What version ${to} had ` +
          "comes back as a version of its own.",
      ];
}

function carrierRefusals(
  { service, to, cluster, releases }: MigrationQuestion,
  from: number,
  carrier: ClusterRelease | undefined,
): readonly string[] {
  if (carrier === undefined) {
    const known = releases.map((release) => release.cluster).join(", ");
    return [
      `${cluster} runs no release of ${service} that could carry it out. Clusters that do: ${known || "none"}.`,
    ];
  }
  const { range, commit, unknown } = carrier;
  if (range === undefined) {
    return [unknownRange(service, carrier, unknown)];
  }
  return [...new Set([from, to])]
    .filter((version) => !runsOn(range, version))
    .map(
      (version) =>
        `${cluster} runs commit ${short(commit)} of ${service}, which knows ${rangeText(range)} and not ${version}: ` +
        `its program cannot bring the database from ${from} to ${to}. Deploy a commit there whose schema.json has both.`,
    );
}

function liveRefusals({ service, to }: MigrationQuestion, release: ClusterRelease): readonly string[] {
  const { cluster, commit, range, unknown } = release;
  if (range === undefined) {
    return [unknownRange(service, release, unknown)];
  }
  return runsOn(range, to)
    ? []
    : [
        `${cluster} serves the public with commit ${short(commit)} of ${service}, which runs on ${rangeText(range)} and ` +
          `not on ${to}: it would be lost. Expand first, to a version that both releases run on, promote, and then go on.`,
      ];
}

function warningsOf(
  { service, to, cluster: carrier }: MigrationQuestion,
  from: number,
  { cluster, commit, range, unknown }: ClusterRelease,
): readonly string[] {
  if (range === undefined) {
    return [
      `What ${cluster} runs of ${service} (${short(commit)}) may not run on version ${to}: ${unknown ?? "its range is not known."}`,
    ];
  }
  return runsOn(range, to) || !runsOn(range, from)
    ? []
    : [
        `${cluster} runs commit ${short(commit)} of ${service}, which runs on ${rangeText(range)}. At version ${to} ` +
          `there is no way back to it, and what is left of it there fails; ${carrier} stays.`,
      ];
}

function unknownRange(
  service: string,
  { cluster, commit }: ClusterRelease,
  unknown: string | undefined,
): string {
  return (
    `Which versions of the schema commit ${short(commit)} of ${service} runs on, in ${cluster}, is not known: ` +
    (unknown ?? "its image states none. Bake a commit whose artifact has a schema.json, and deploy that.")
  );
}

function short(commit: string): string {
  return commit.slice(0, 7);
}

function secondOf(moment: number): string {
  return new Date(moment).toISOString().replace(/\.\d+/, "");
}
