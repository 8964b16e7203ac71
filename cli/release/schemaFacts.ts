import type { SchemaRange } from "../../providers/schema/state";
import { standingText, versionIn } from "../../providers/schema/judge";
import { readImages } from "../../providers/switch/images";
import type { Snapshot } from "../../providers/switch/promotion";
import { rangeIn, readSchemas } from "../../providers/switch/schema";
import type { SwitchCloud } from "../../providers/switch/switchCloud";
import type { SwitchInputs } from "../../providers/switch/switchInputs";
import type { DeployWish } from "./deployWish";

/** Where the schema of one service's database stands, and what its releases run on. */
export interface SchemaFact {
  readonly service: string;

  /** What the last migration that ended well has left; null where there is none, or nobody knows. */
  readonly version: number | null;

  /** The same in words, with what is unfinished or could not be read. */
  readonly standing: string;

  /** By cluster; null where the release states nothing, and absent where the catalogue does not tell. */
  readonly runsOn: Readonly<Record<string, SchemaRange | null>>;
}

/** What a gate has read already. */
type Seen = Pick<Snapshot, "schemas" | "images" | "inputs">;

/**
 * Reads where schemas stand, of the services of some releases that have a database. Asks nobody where none has one.
 *
 * @param inputs The switch's, whose `releases` say what is looked at, by cluster.
 * @param seen What need not be read once more.
 */
export async function readSchemaFacts(
  cloud: SwitchCloud,
  inputs: SwitchInputs,
  signal: AbortSignal,
  seen?: Seen,
): Promise<readonly SchemaFact[]> {
  const released = new Set(Object.values(inputs.releases).flatMap(Object.keys));
  const schemas = Object.entries(inputs.schemas ?? {}).filter(([service]) => released.has(service));
  if (schemas.length === 0) {
    return [];
  }
  const clusters = Object.keys(inputs.releases);
  const [readings, images] = await Promise.all([
    seen?.schemas ?? readSchemas(cloud, { schemas: Object.fromEntries(schemas) }, signal),
    Promise.all(
      clusters.map(async (cluster) =>
        cluster === seen?.inputs.activeColor && seen.images !== undefined
          ? seen.images
          : readImages(cloud, { ...inputs, activeColor: cluster }, signal),
      ),
    ),
  ]);
  return schemas.map(([service]) => ({
    service,
    version: versionIn(readings[service]) ?? null,
    standing: standingText(readings[service]),
    runsOn: Object.fromEntries(
      clusters.flatMap((cluster, index) => {
        const stated = rangeIn(images[index], inputs, cluster, service);
        return stated === undefined ? [] : [[cluster, stated.range ?? null]];
      }),
    ),
  }));
}

/** A switch's inputs with what would be deployed, and nothing else, as releases. */
export function releasing(
  inputs: SwitchInputs,
  { cluster, commits }: Pick<DeployWish, "cluster" | "commits">,
): SwitchInputs {
  const release = Object.entries(commits).map(
    ([service, commit]) => [service, { commit, imageId: "" }] as const,
  );
  return {
    ...inputs,
    releases: { [cluster]: Object.fromEntries(release) },
  };
}
