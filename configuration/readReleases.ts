import { isRecord } from "./fields";
import { below, is, problem } from "./problem";
import { COMMIT, COMMIT_ALLOWED, entriesOf } from "./schema";

/** By cluster, then by service, the commit. A release or commit that could not be read is `undefined`. */
export type Releases = ReadonlyMap<string, ReadonlyMap<string, string | undefined> | undefined>;

/** Reads `duotone:releases`; nothing where the section is none, which is told where it is read. */
export function readReleases(section: Readonly<Record<string, unknown>> | undefined): {
  readonly releases: Releases | undefined;
  readonly problems: readonly string[];
} {
  if (section === undefined) {
    return { releases: undefined, problems: [] };
  }
  const releases = new Map<string, ReadonlyMap<string, string | undefined> | undefined>();
  const problems: string[] = [];
  for (const [cluster, release] of entriesOf(section)) {
    const path = `duotone:releases.${cluster}`;
    if (!isRecord(release)) {
      releases.set(cluster, undefined);
      problems.push(
        problem(
          path,
          is(release),
          "a commit for each service",
          "Name the commit of every service, or remove it.",
        ),
      );
      continue;
    }
    const commits = new Map<string, string | undefined>();
    for (const [service, commit] of entriesOf(release)) {
      const isCommit = typeof commit === "string" && COMMIT.test(commit);
      commits.set(service, isCommit ? commit : undefined);
      if (!isCommit) {
        problems.push(
          problem(below(path, service), is(commit), COMMIT_ALLOWED, commitRemedy(path, service, commit)),
        );
      }
    }
    releases.set(cluster, commits);
  }
  return { releases, problems };
}

function commitRemedy(path: string, service: string, came: unknown): string {
  if (typeof came === "number") {
    return "It is written without quotes, and YAML took it for a number: put the commit in quotes.";
  }
  const key = below(path, service).slice("duotone:".length);
  return `Set it: pulumi config set --path '${key}' <commit>`;
}
