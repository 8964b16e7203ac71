import type { ClusterRelease, MigrationStep } from "../../providers/schema/plan";
import { rangeText } from "../../providers/schema/range";
import type { MigrationEnd } from "../../providers/schema/runMigration";
import { NOTHING_DONE, runsOn } from "../../providers/schema/state";
import type { Paint } from "../paint";
import { facts, table } from "./layout";
import { duration, shortCommit } from "./words";

/** Everything that is shown before a database is migrated. */
export interface MigrateScreen {
  readonly stack: string;
  readonly step: MigrationStep;
  readonly releases: readonly ClusterRelease[];

  /** What the last attempt ended with. */
  readonly failure?: string | undefined;
}

/** What a migration did. */
export interface MigratedScreen {
  readonly stack: string;
  readonly step: MigrationStep;
  readonly end: MigrationEnd;

  /** Milliseconds. */
  readonly took: number;
  readonly activeColor: string | undefined;
}

/** One screen that says what is about to be done to a database. */
export function migrateScreen(
  { stack, step, releases, failure }: MigrateScreen,
  columns: number,
  paint: Paint,
): string {
  const { service, from, to, cluster, continues, warnings } = step;
  const what = continues ? "Go on with the migration of" : "Migrate";
  return [
    paint.strong(
      `${what} ${service}'s database of stack ${stack}, ${versionText(from)} to ${to}: one command on an instance of ${cluster}.`,
    ),
    "",
    table(
      ["cluster", "commit", "runs on", `at version ${to}`],
      releases.map((release) => [
        `${release.cluster}${release.isLive ? ", live" : ""}`,
        shortCommit(release.commit),
        release.range === undefined ? "not known" : rangeText(release.range),
        fate(release, to, paint),
      ]),
    ),
    "",
    facts(
      [
        { label: "before", lines: failure === undefined ? [] : [`the last attempt failed: ${failure}`] },
        { label: "warnings", lines: warnings.map((warning) => paint.warn(warning)) },
      ],
      columns,
    ),
  ]
    .join("\n")
    .trimEnd();
}

/** One screen that says what was done to a database, and how to go on. */
export function migratedScreen(
  { stack, step, end, took, activeColor }: MigratedScreen,
  columns: number,
  paint: Paint,
): string {
  const { service, to, cluster } = step;
  const { commandId, instanceId, output } = end;
  const isIdle = activeColor !== undefined && activeColor !== cluster;
  return [
    paint.strong(paint.good(`${service}'s database of stack ${stack} is at version ${to}.`)),
    "",
    facts(
      [
        {
          label: "command",
          lines: [`${commandId ?? "not known"} on ${instanceId ?? "no instance"} of ${cluster}`],
        },
        { label: "said", lines: output },
        { label: "took", lines: [duration(took)] },
        { label: "next", lines: isIdle ? [`duotone promote ${cluster} --stack ${stack}`] : [] },
      ],
      columns,
    ),
  ].join("\n");
}

function versionText(version: number): string {
  return version === NOTHING_DONE ? "from nothing" : `from version ${version}`;
}

function fate({ range }: ClusterRelease, to: number, paint: Paint): string {
  if (range === undefined) {
    return "not known";
  }
  return runsOn(range, to) ? "runs" : paint.bad("does not run");
}
