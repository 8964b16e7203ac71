import { rangeText } from "./range";
import type { SchemaReading, SchemaReadings } from "./read";
import { NOTHING_DONE, runsOn, type SchemaRange, type SchemaState } from "./state";

/** A release of a service with a database. */
export interface JudgedRelease {
  readonly service: string;

  /** 40 hexadecimal digits. */
  readonly commit: string;

  /** Versions that it states to run on; `undefined` where its image states none. */
  readonly range: SchemaRange | undefined;
}

/** A release in a cluster, or in several. */
export interface DeployedRelease extends JudgedRelease {
  readonly clusters: readonly string[];
}

/**
 * Why a release cannot be deployed on the schema as it is.
 *
 * A release may come where it runs on every version that the schema has now: while a migration is unfinished, these are
 * the one that it started from and the one that it leads to. On a schema that nothing was done to yet, any release may come:
 * it brings the first migration.
 *
 * @returns Words that follow on the release's name; `undefined` where nothing is in its way.
 */
export function deployProblem(
  { service, range }: JudgedRelease,
  reading: SchemaReading | undefined,
): string | undefined {
  if (range === undefined) {
    return NO_RANGE;
  }
  if (reading === undefined || "unreadable" in reading) {
    return `cannot be judged: ${unreadableWords(reading)}`;
  }
  const { state } = reading;
  const missed = versionsOf(state).filter((version) => !runsOn(range, version));
  if (state === undefined || missed.length === 0) {
    return undefined;
  }
  const { migration } = state;
  if (migration !== undefined) {
    return (
      `runs on ${rangeText(range)}, and a migration of the schema from ${migration.from} to ${migration.to} ` +
      `${unfinishedWords(state)}. Name a commit that runs on both, or finish it: ${migrateCommand(service, migration.to)}`
    );
  }
  return (
    `runs on ${rangeText(range)}, and the schema is at version ${state.version}. ` +
    (state.version < range.least
      ? `Name a commit that runs on ${state.version}; or migrate first, step by step, with releases that run on both ` +
        `versions of a step: ${migrateCommand(service, range.least)}`
      : `Name a commit that runs on ${state.version}.`)
  );
}

/**
 * Why the public names cannot move to a release on the schema as it is: promotion and rollback alike.
 *
 * @param isFirst Whether the names point nowhere yet. Then nobody is served, and a schema may have nothing done to it.
 */
export function promotionProblem(
  { service, range }: JudgedRelease,
  reading: SchemaReading | undefined,
  isFirst: boolean,
): string | undefined {
  if (reading === undefined || "unreadable" in reading) {
    return unreadableWords(reading);
  }
  const { state } = reading;
  if (state?.migration !== undefined) {
    const { from, to } = state.migration;
    return `the migration of its database's schema from ${from} to ${to} ${unfinishedWords(state)}. Finish it: ${migrateCommand(service, to)}`;
  }
  if (range === undefined) {
    return `its release ${NO_RANGE}`;
  }
  if (state === undefined || state.version === NOTHING_DONE) {
    return isFirst
      ? undefined
      : `its release runs on ${rangeText(range)} of its database's schema, and nothing was migrated yet. Migrate first: ` +
          migrateCommand(service, range.least);
  }
  const { version } = state;
  if (runsOn(range, version)) {
    return undefined;
  }
  return (
    `its release runs on ${rangeText(range)} of its database's schema, and that is at version ${version}. ` +
    (version < range.least
      ? `Migrate first: ${migrateCommand(service, range.least)}`
      : `There is no way back to a release of before a contraction: deploy a commit that runs on ${version}, and promote that.`)
  );
}

/** The last version that a migration has left, where one has. */
export function versionIn(reading: SchemaReading | undefined): number | undefined {
  const version = reading !== undefined && "state" in reading ? reading.state?.version : undefined;
  return version === NOTHING_DONE ? undefined : version;
}

/** `at version 42`, for people: where a schema stands. */
export function standingText(reading: SchemaReading | undefined): string {
  if (reading === undefined || "unreadable" in reading) {
    return `not known: ${reading?.unreadable ?? "nobody has asked."}`;
  }
  const { state } = reading;
  if (state?.migration !== undefined) {
    const { from, to } = state.migration;
    return `between versions ${from} and ${to}: the migration ${unfinishedWords(state)}`;
  }
  return state === undefined || state.version === NOTHING_DONE
    ? "at no version: nothing was migrated yet"
    : `at version ${state.version}`;
}

/** How a schema is brought to a version. */
export function migrateCommand(service: string, version: number): string {
  return `duotone migrate ${service} --to ${version}`;
}

const NO_RANGE =
  "states no versions of its database's schema: let the service's build put schema.json into the root of its " +
  'artifact, for example {"least": 41, "most": 43}, and deploy a commit that was built so.';

function unreadableWords(reading: { readonly unreadable: string } | undefined): string {
  const why = reading?.unreadable ?? "nobody has asked.";
  return `where its database's schema stands could not be read: ${why} Unknown counts as outside of the range; run it again once DynamoDB answers.`;
}

/** Every version that a service may meet. */
function versionsOf(state: SchemaState | undefined): readonly number[] {
  return state === undefined
    ? []
    : [state.version, ...(state.migration === undefined ? [] : [state.migration.from, state.migration.to])];
}

function unfinishedWords({ migration }: SchemaState): string {
  const failure = migration?.failure?.trim();
  return failure === undefined || failure === ""
    ? "is not finished"
    : `has failed (${failure.replace(/\.$/, "")})`;
}

/** One cluster's release that does not fit the schema, and why. */
export interface SchemaProblem {
  readonly cluster: string;
  readonly service: string;
  readonly commit: string;
  readonly problem: string;
}

/**
 * Everything that speaks against deploying releases on the schemas as they are, cluster by cluster.
 *
 * @param releases Of the services that have a database, as far as their images are known.
 */
export function schemaProblems(
  releases: readonly DeployedRelease[],
  readings: SchemaReadings,
): readonly SchemaProblem[] {
  return releases.flatMap((release) => {
    const { service, commit, clusters } = release;
    const problem = deployProblem(release, readings[service]);
    return problem === undefined ? [] : clusters.map((cluster) => ({ cluster, service, commit, problem }));
  });
}

/** Problems as lines, one for all clusters of the same release. */
export function problemLines(problems: readonly SchemaProblem[]): readonly string[] {
  const clusters = new Map<string, string[]>();
  for (const { cluster, service, commit, problem } of problems) {
    const text = `service ${service}: commit ${commit} ${problem}`;
    clusters.set(text, [...(clusters.get(text) ?? []), cluster]);
  }
  return [...clusters].map(
    ([text, names]) => `${names.length === 1 ? "cluster" : "clusters"} ${names.join(", ")}, ${text}`,
  );
}
