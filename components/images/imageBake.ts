import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { rangeSchema } from "../../providers/schema/range";
import type { Architecture } from "./architecture";

/** The bake program, as it is started in the project's folder. No path in it is absolute, so that a clone may move. */
const PROGRAM = "exec node -r ts-node/register/transpile-only images/bake.ts";

/** Longer than any bake: the build instance boots and updates itself, then half an hour may pass until its image is there. */
const TIMEOUT = "90m";

/** Where an image is baked, and with what. */
export interface BakePlaceArgs {
  readonly architecture: Architecture;

  /** Region of the image, the catalogue and the artifacts. */
  readonly region: string;

  /**
   * Role of the delivery account, which owns the images.
   *
   * @default - the caller's own credentials, which must then be of that account
   */
  readonly deliveryRoleArn?: pulumi.Input<string>;

  /** DynamoDB table of the image catalogue. */
  readonly catalogueTable: pulumi.Input<string>;

  /** Bucket of the services' builds and of the images' manifests: a bake reads `<service>/<commit>.tar.gz`. */
  readonly artifactBucket: pulumi.Input<string>;

  /**
   * Key of the image's volume. It decides who else can use the image.
   *
   * @default - the account's EBS key: no other account can use the image
   */
  readonly kmsKeyArn?: pulumi.Input<string>;

  /**
   * Instance profile of the build instance, with the policy AmazonSSMManagedInstanceCore: Packer reaches the instance
   * through Session Manager.
   *
   * @default - none: the bake program refuses to bake on a real machine
   */
  readonly instanceProfile?: pulumi.Input<string>;

  /**
   * Subnet of the build instance. It needs a way out, to AWS and to the package mirror.
   *
   * @default - one of the default network
   */
  readonly subnetId?: pulumi.Input<string>;

  /**
   * Accounts that the bake shares the image with.
   *
   * @default - none: whoever uses the image declares the launch permission
   */
  readonly consumerAccountIds?: pulumi.Input<pulumi.Input<string>[]>;
}

export interface ImageBakeArgs extends BakePlaceArgs {
  readonly service: string;

  /** The commit that the artifact was built from, 40 hexadecimal digits. */
  readonly commit: string;

  /**
   * Version of the base image that the image is made of. Where it is taken from `BaseImageBake.version`, the bake waits for
   * the base image's.
   */
  readonly baseVersion: pulumi.Input<string>;

  /**
   * Further regions that the image is copied to, each with the ARN of its key of images. A further region has every
   * image baked again, which finds it in the catalogue and copies it.
   *
   * @default - none
   */
  readonly copyKeyArns?: Readonly<Record<string, pulumi.Input<string>>>;
}

export interface BaseImageBakeArgs extends BakePlaceArgs {
  /** What this base image is called, for example `2026-11-01`. The same version is never baked twice. */
  readonly version: string;
}

/**
 * The image of one service at one commit for one architecture.
 *
 * It is baked when it is created, unless the catalogue knows it already. The catalogue owns the images: deleting this
 * resource deletes none.
 */
export class ImageBake extends pulumi.ComponentResource {
  /** Unknown in the preview of a bake that has not been. */
  public readonly imageId: pulumi.Output<string>;

  /** Everything that the bake has told. */
  public readonly result: pulumi.Output<BakeOutput>;

  public constructor(name: string, args: ImageBakeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:images:ImageBake", name, args, opts);

    const { service, commit, architecture, region, baseVersion, copyKeyArns = {} } = args;
    const copyRegions = Object.keys(copyKeyArns).sort();
    const baked = new command.local.Command(
      name,
      {
        ...commandArgs(`service --service ${service} --commit ${commit}`, args),
        environment: {
          ...placeEnvironment(args),
          DUOTONE_BASE_VERSION: baseVersion,
          ...(copyRegions.length === 0 ? {} : { DUOTONE_COPY_REGIONS: copiesOf(copyKeyArns) }),
        },
        triggers: [service, commit, architecture, region, baseVersion, ...copyRegions],
      },
      { parent: this, customTimeouts: { create: TIMEOUT, update: TIMEOUT } },
    );

    this.result = baked.stdout.apply(readBakeOutput);
    this.imageId = this.result.apply(({ imageId }) => imageId);
    this.registerOutputs({ imageId: this.imageId });
  }
}

/** A version of the base image for one architecture. Baked, kept and deleted like a service's image. */
export class BaseImageBake extends pulumi.ComponentResource {
  /** Unknown in the preview of a bake that has not been. */
  public readonly imageId: pulumi.Output<string>;

  /** The version, known once it is baked: what takes it from here waits for the bake. */
  public readonly version: pulumi.Output<string>;

  public constructor(name: string, args: BaseImageBakeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:images:BaseImageBake", name, args, opts);

    const { version, architecture, region } = args;
    const baked = new command.local.Command(
      name,
      {
        ...commandArgs(`base --version ${version}`, args),
        environment: placeEnvironment(args),
        triggers: [version, architecture, region],
      },
      { parent: this, customTimeouts: { create: TIMEOUT, update: TIMEOUT } },
    );

    this.imageId = baked.stdout.apply((stdout) => readBakeOutput(stdout).imageId);
    this.version = this.imageId.apply(() => version);
    this.registerOutputs({ imageId: this.imageId, version: this.version });
  }
}

/**
 * There is no `update`: with one, other triggers would run it in place of a new bake. There is no `delete`, because the
 * images stay.
 */
function commandArgs(what: string, { architecture, region }: BakePlaceArgs): command.local.CommandArgs {
  return {
    create: `${PROGRAM} ${what} --architecture ${architecture} --region ${region}`,
    interpreter: ["/bin/sh", "-c"],
    // The result is on stdout, the progress on stderr.
    logging: "stderr",
    // A bake is told by its inputs alone.
    addPreviousOutputInEnv: false,
  };
}

/** What may come from other resources goes through the environment, where a shell has no say in it. */
function placeEnvironment(args: BakePlaceArgs): Record<string, pulumi.Input<string>> {
  const given: Readonly<Record<string, pulumi.Input<string> | undefined>> = {
    DUOTONE_CATALOGUE_TABLE: args.catalogueTable,
    DUOTONE_ARTIFACT_BUCKET: args.artifactBucket,
    DUOTONE_DELIVERY_ROLE_ARN: args.deliveryRoleArn,
    DUOTONE_IMAGE_KEY_ARN: args.kmsKeyArn,
    DUOTONE_BUILD_INSTANCE_PROFILE: args.instanceProfile,
    DUOTONE_BUILD_SUBNET_ID: args.subnetId,
    DUOTONE_CONSUMER_ACCOUNTS:
      args.consumerAccountIds === undefined
        ? undefined
        : pulumi.output(args.consumerAccountIds).apply((ids) => [...ids].sort().join(",")),
  };
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** As the bake program's option has them. */
function copiesOf(keyArns: Readonly<Record<string, pulumi.Input<string>>>): pulumi.Output<string> {
  return pulumi.output(keyArns).apply((arns) =>
    Object.entries(arns)
      .map(([region, arn]) => `${region}=${arn}`)
      .sort()
      .join(","),
  );
}

const bakeOutputSchema = z.object({
  imageId: z.string().regex(/^ami-[0-9a-f]+$/),
  schema: rangeSchema.optional(),
});

/** What the program takes of a bake's result. */
export type BakeOutput = Readonly<z.infer<typeof bakeOutputSchema>>;

/**
 * Reads what the bake program prints on standard output.
 *
 * @throws Error where that is no bake's result, quoting it.
 */
export function readBakeOutput(stdout: string): BakeOutput {
  try {
    return bakeOutputSchema.parse(JSON.parse(stdout));
  } catch {
    throw new Error(
      `The bake program was to print one line of JSON with an imageId such as ami-0123456789abcdef0, and printed ` +
        `"${stdout.slice(0, 200)}".`,
    );
  }
}
