import type { CatalogueImage } from "../../components/images/catalogueItem";
import type { ClusterRelease } from "../../providers/schema/plan";
import type { ServiceFleet } from "./serviceFleets";

/**
 * What each cluster runs of a service, and on which versions of the schema that runs.
 *
 * @param images Of the service, of all architectures: they are baked from one artifact, and state the same.
 * @param activeColor Undefined where the stack has no colours: then nothing serves the public.
 */
export function releaseRanges(
  fleets: readonly ServiceFleet[],
  images: readonly CatalogueImage[],
  activeColor: string | undefined,
): readonly ClusterRelease[] {
  return fleets
    .map(({ service, cluster, commit }): ClusterRelease => {
      const baked = images.filter(({ build }) => build.startsWith(`${commit}#`));
      const unknown =
        baked.length === 0
          ? `The catalogue has no image of ${service} at ${commit}: it was deleted, or never baked.`
          : undefined;
      const range = baked.find(({ schema }) => schema !== undefined)?.schema;
      return { cluster, commit, range, unknown, isLive: cluster === activeColor };
    })
    .sort((a, b) => (a.cluster < b.cluster ? -1 : 1));
}
