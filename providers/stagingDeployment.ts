import * as pulumi from "@pulumi/pulumi";

import { projectCode } from "./projectCode";
import type * as operations from "./stagingDeployment/operations";
import type { Properties } from "./stagingDeployment/types";

/** Version of the code behind the resource. A new one is one update of it, which looks at every image once more. */
const CODE_VERSION = 1;

/** An image that the stack runs, as the catalogue's key and its id. */
export interface DeployedImage {
  readonly service: string;

  /** `<commit>#<architecture>` */
  readonly build: string;
  readonly imageId: pulumi.Input<string>;
}

export interface StagingDeploymentArgs {
  /** Name of the stack, for the reason in the catalogue. */
  readonly stack: string;

  /** Region of the catalogue. */
  readonly catalogueRegion: string;

  /** Region that the images run in. */
  readonly region: string;

  /** DynamoDB table of the image catalogue. */
  readonly tableName: pulumi.Input<string>;

  /**
   * Role of the delivery account, which owns the catalogue.
   *
   * @default - the caller's own credentials, which must then be of that account
   */
  readonly roleArn?: pulumi.Input<string>;
  readonly images: readonly DeployedImage[];

  /** Names of the auto scaling groups that run the images: nothing is written before all of them have healthy instances. */
  readonly autoScalingGroupNames: readonly pulumi.Input<string>[];
}

const load = () =>
  (projectCode("stagingDeployment/operations") as typeof operations).stagingDeploymentOperations();

/**
 * The engine's side of the mark. Stored as text in every state: a few lines that capture nothing and never change, as long
 * as `providers/stagingDeployment/operations.ts` keeps its place and `stagingDeploymentOperations` its methods.
 */
export const stagingDeploymentProvider = {
  check: async (olds: Properties, news: Properties) => load().check(olds, news),
  diff: async (_id: string, olds: Properties, news: Properties) => load().diff(olds, news),
  create: async (inputs: Properties) => load().create(inputs),
  read: async (id: string, props: Properties = {}) => load().read(id, props),
  update: async (_id: string, olds: Properties, news: Properties) => load().update(olds, news),
  delete: async () => Promise.resolve(),
} satisfies pulumi.dynamic.ResourceProvider<Properties, Properties>;

/**
 * The catalogue's knowledge that this stack has run its images, which is what lets production take them.
 *
 * Each image becomes `deployed-to-staging` once the groups that run it have healthy instances. What was run stays so:
 * deleting this resource takes nothing back, and a run in which no image changes asks nothing.
 */
export class StagingDeployment extends pulumi.dynamic.Resource {
  public constructor(name: string, args: StagingDeploymentArgs, opts?: pulumi.CustomResourceOptions) {
    const props = { ...args, version: CODE_VERSION, settled: undefined };
    super(stagingDeploymentProvider, name, props, opts, "images", "StagingDeployment");
  }
}
