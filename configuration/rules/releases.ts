import type { Draft } from "../draft";
import { is, problem, unknownName } from "../problem";
import { COMMIT_ALLOWED } from "../schema";

/** A commit for every service of every cluster, and for nothing else. */
export function releaseProblems(draft: Draft): readonly string[] {
  return [...strayProblems(draft), ...missingProblems(draft)];
}

function strayProblems({ releases, clusters, services }: Draft): readonly string[] {
  const knownClusters = clusters?.map(({ name }) => name);
  const knownServices = services?.map(({ name }) => name);
  return [...(releases ?? [])].flatMap(([cluster, release]) => {
    const path = `duotone:releases.${cluster}`;
    if (knownClusters !== undefined && !knownClusters.includes(cluster)) {
      return [unknownName(path, cluster, "clusters", knownClusters)];
    }
    return [...(release?.keys() ?? [])]
      .filter((service) => knownServices !== undefined && !knownServices.includes(service))
      .map((service) => unknownName(`${path}.${service}`, service, "services", knownServices ?? []));
  });
}

function missingProblems({ releases, clusters = [], services = [] }: Draft): readonly string[] {
  if (releases === undefined) {
    return [];
  }
  return clusters.flatMap(({ name: cluster }) => {
    const path = `duotone:releases.${cluster}`;
    const release = releases.get(cluster);
    if (release === undefined) {
      return releases.has(cluster)
        ? []
        : [
            problem(
              path,
              is(undefined),
              "a commit for each service",
              "Name the commit of every service, for example those of another cluster.",
            ),
          ];
    }
    return services
      .filter(({ name }) => !release.has(name))
      .map(({ name }) =>
        problem(
          `${path}.${name}`,
          is(undefined),
          COMMIT_ALLOWED,
          `Set it: pulumi config set --path 'releases.${cluster}.${name}' <commit>`,
        ),
      );
  });
}
