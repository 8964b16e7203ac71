import type { Draft, Services } from "../draft";
import { is, problem } from "../problem";

type Service = Services[number];

/** https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html */
const LONGEST_CACHE_NAME = 40;

/** A vault's name has 50 characters, of which `-recovery` and the engine's `-` and seven digits are 17. */
const LONGEST_VERTICAL_NAME = 33;

/** Every cache of the account has this user already. */
const DEFAULT_USER = "default";

/** Stores are called like their service, and copies of backups are elsewhere. */
export function dataStoreProblems(draft: Draft): readonly string[] {
  return [
    ...recoveryProblems(draft),
    ...(draft.services ?? []).flatMap(nameProblems),
    ...verticalProblems(draft),
  ];
}

function recoveryProblems({ aws, dataStores: { recoveryRegion } }: Draft): readonly string[] {
  return aws.region === undefined || recoveryRegion !== aws.region
    ? []
    : [
        problem(
          "duotone:dataStores.recoveryRegion",
          is(recoveryRegion),
          `another region than ${aws.region}, the one of aws:region`,
          "Name one that is not lost with the first, or remove it: backups are then in the stack's region alone.",
        ),
      ];
}

function nameProblems({ name, path, right: { database, cache } }: Service): readonly string[] {
  const owner = database === undefined ? "cache" : "database";
  return [
    ...((database ?? cache) !== undefined && name.includes("--")
      ? [
          problem(
            path,
            `names a ${owner} ${JSON.stringify(name)}`,
            "no two hyphens in a row, which AWS takes for no store",
            "Rename the service.",
          ),
        ]
      : []),
    ...(cache !== undefined && name.length > LONGEST_CACHE_NAME
      ? [
          problem(
            path,
            `names a cache with ${name.length} characters`,
            `at most ${LONGEST_CACHE_NAME} for a service with a cache`,
            "Shorten the service's name.",
          ),
        ]
      : []),
    ...(cache !== undefined && name === DEFAULT_USER
      ? [
          problem(
            path,
            `names the cache's user ${JSON.stringify(name)}`,
            "any other name, since every cache has this user",
            "Rename the service.",
          ),
        ]
      : []),
  ];
}

function verticalProblems({ verticals = [], services = [] }: Draft): readonly string[] {
  const backedUp = new Set(
    services.flatMap(({ right: { vertical, database, files, jobs } }) =>
      vertical !== undefined && (database !== undefined || files === true || jobs !== undefined)
        ? [vertical]
        : [],
    ),
  );
  return verticals
    .filter(({ name }) => backedUp.has(name) && name.length > LONGEST_VERTICAL_NAME)
    .map(({ name, path }) =>
      problem(
        path,
        `names a vault for backups with ${name.length} characters`,
        `at most ${LONGEST_VERTICAL_NAME} for a vertical whose data is backed up`,
        "Shorten the vertical's name.",
      ),
    );
}
