import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { ClusterConfig, DuotoneConfig } from "../../config";
import type { Foundation } from "../../foundationReference";
import type { SchemaRange } from "../../providers/schema/state";
import type { Architecture } from "./architecture";
import { BaseImageBake, type BakeOutput, ImageBake } from "./imageBake";
import { serviceKey } from "./imageCatalogue";
import type { CatalogueKey } from "./catalogueTable";
import { ImageError } from "./imageError";
import type { ResolvedImageIds, SchemaRanges } from "./judgeImages";
import { resolveImages } from "./resolveImages";

/** One image that a stack runs, whatever the number of its clusters that run it. */
interface ReleasedImage {
  readonly service: string;
  readonly vertical: string;
  readonly commit: string;
  readonly architecture: Architecture;
  readonly clusters: readonly string[];
}

/** What the catalogue has of a stack's releases. */
export interface ResolvedReleases {
  /** Image ids by cluster and service; `undefined` for a stack that bakes its images itself. */
  readonly ids: ResolvedImageIds | undefined;
  readonly ranges: SchemaRanges;
}

/**
 * What is to be said against an image that was just baked, by what its artifact states of its database's schema.
 *
 * @returns `undefined` where nothing is.
 */
export type BakedJudge = (
  release: { readonly service: string; readonly commit: string; readonly clusters: readonly string[] },
  range: SchemaRange | undefined,
) => string | undefined;

/**
 * Finds the images of a stack's releases in the catalogue, and asks whether they may run.
 *
 * @throws RunError listing every image that may not run.
 */
export async function resolveReleases(
  config: DuotoneConfig,
  foundation: Foundation,
): Promise<ResolvedReleases> {
  const { bake: bakes, baseVersion } = config.images;
  const access = {
    region: foundation.imageRegion,
    roleArn: foundation.deliveryRoleArn,
    tableName: foundation.imageCatalogueTable,
  };
  const rules = {
    region: config.aws.region,
    bakes,
    baseVersion,
    overrides: config.overrides,
    now: Date.now(),
  };
  try {
    const { ids, ranges } = await resolveImages(access, releasedImages(config), rules, (message) => {
      void pulumi.log.warn(message);
    });
    return { ids: bakes ? undefined : ids, ranges };
  } catch (cause) {
    throw cause instanceof ImageError ? new pulumi.RunError(cause.message) : cause;
  }
}

/** The distinct images of a stack's releases, in a fixed order. */
export function releasedImages(
  config: Pick<DuotoneConfig, "clusters" | "services">,
): readonly ReleasedImage[] {
  return config.services.flatMap(({ name: service, vertical, architecture }) => {
    const commits = new Set(config.clusters.flatMap(({ release }) => release[service] ?? []));
    return [...commits].sort().map((commit) => ({
      service,
      vertical,
      commit,
      architecture,
      clusters: config.clusters.filter(({ release }) => release[service] === commit).map(({ name }) => name),
    }));
  });
}

export interface ReleasedImagesArgs {
  readonly config: DuotoneConfig;
  readonly foundation: Foundation;

  /** What `resolveReleases` found; `undefined` where this stack bakes. */
  readonly resolved: ResolvedImageIds | undefined;

  /**
   * Judges what is baked, before anything starts it.
   *
   * @default - whatever is baked may start
   */
  readonly judgeBaked?: BakedJudge | undefined;

  /** Account id by vertical. */
  readonly accountIds: Readonly<Record<string, pulumi.Input<string>>>;

  /** By vertical, what must be there before its groups can start encrypted images. */
  readonly grants: Readonly<Record<string, pulumi.Resource>>;
}

/**
 * The images of a stack's releases: baked here or taken from the catalogue, and each shared with the account of its
 * service's vertical and with no other.
 */
export class ReleasedImages extends pulumi.ComponentResource {
  /** Every image with its key in the catalogue. */
  public readonly all: readonly (CatalogueKey & { readonly imageId: pulumi.Output<string> })[];

  /** By service and commit. Taken from the launch permission, so that nothing starts before it may. */
  private readonly imageIds: ReadonlyMap<string, pulumi.Output<string>>;

  public constructor(name: string, args: ReleasedImagesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:images:ReleasedImages", name, undefined, opts);

    const images = releasedImages(args.config);
    const bakes = args.resolved === undefined ? bakeAll(args, images, this) : undefined;
    this.imageIds = new Map(
      images.map((image) => {
        const { service, vertical, commit, clusters } = image;
        const grant = args.grants[vertical];
        const permission = new aws.ec2.AmiLaunchPermission(
          logicalName(image),
          {
            imageId: bakes?.get(image) ?? args.resolved?.[clusters[0] ?? ""]?.[service] ?? "",
            accountId: args.accountIds[vertical] ?? "",
          },
          { parent: this, ...(grant !== undefined && { dependsOn: [grant] }) },
        );
        return [`${service} ${commit}`, permission.imageId];
      }),
    );
    this.all = images.flatMap(({ service, commit, architecture }) => {
      const imageId = this.imageIds.get(`${service} ${commit}`);
      return imageId === undefined ? [] : [{ ...serviceKey(service, commit, architecture), imageId }];
    });
    this.registerOutputs({});
  }

  /** Image id by service, for one cluster's release. */
  public of({ release }: ClusterConfig): Readonly<Record<string, pulumi.Output<string>>> {
    return Object.fromEntries(
      Object.entries(release).flatMap(([service, commit]) => {
        const imageId = this.imageIds.get(`${service} ${commit}`);
        return imageId === undefined ? [] : [[service, imageId]];
      }),
    );
  }
}

/** Bakes every image that is not in the catalogue yet, and first the base images that they are made of. */
function bakeAll(
  { config, foundation, judgeBaked }: ReleasedImagesArgs,
  images: readonly ReleasedImage[],
  parent: pulumi.Resource,
): ReadonlyMap<ReleasedImage, pulumi.Output<string>> {
  const place = {
    region: config.aws.region,
    deliveryRoleArn: foundation.deliveryRoleArn,
    catalogueTable: foundation.imageCatalogueTable,
    artifactBucket: foundation.artifactBucket,
    kmsKeyArn: foundation.imageKeyArn,
    instanceProfile: foundation.buildInstanceProfile,
    subnetId: foundation.buildSubnetId,
  };
  const bases = new Map(
    [...new Set(images.map(({ architecture }) => architecture))].map((architecture) => [
      architecture,
      new BaseImageBake(
        `base-${architecture}`,
        { ...place, architecture, version: config.images.baseVersion },
        { parent },
      ),
    ]),
  );
  return new Map(
    images.map((image) => [
      image,
      judgedId(
        new ImageBake(
          logicalName(image),
          {
            ...place,
            service: image.service,
            commit: image.commit,
            architecture: image.architecture,
            baseVersion: bases.get(image.architecture)?.version ?? config.images.baseVersion,
            copyKeyArns: Object.fromEntries(
              config.images.copyRegions.map((region) => [region, foundation.imageKeyArns[region] ?? ""]),
            ),
          },
          { parent },
        ).result,
        image,
        judgeBaked,
      ),
    ]),
  );
}

/** The id of a baked image, once it may start: at the preview of a bake nobody can say what its artifact states. */
export function judgedId(
  baked: pulumi.Output<BakeOutput>,
  release: Parameters<BakedJudge>[0],
  judge: BakedJudge | undefined,
): pulumi.Output<string> {
  return baked.apply(({ imageId, schema }) => {
    const problem = judge?.(release, schema);
    if (problem !== undefined) {
      const refusal = new pulumi.RunError(problem);
      // The SDK prints the stack of what an output fails with, and no stack is of use here.
      refusal.stack = problem;
      throw refusal;
    }
    return imageId;
  });
}

/** Names the commit, so that another commit is another resource: an image is never replaced by another. */
function logicalName({ service, commit }: ReleasedImage): string {
  return `${service}-${commit.slice(0, 12)}`;
}
