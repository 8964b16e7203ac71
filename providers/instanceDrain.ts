import * as pulumi from "@pulumi/pulumi";

import type * as operations from "./instanceDrain/operations";
import type { Properties } from "./instanceDrain/types";
import { projectCode } from "./projectCode";
import type { Override } from "./switch/overrides";

/** Version of the code behind the resource. A new one is one update of it, which drains what an earlier one left. */
const CODE_VERSION = 1;

export interface InstanceDrainArgs {
  readonly stack: string;
  readonly cluster: string;
  readonly service: string;
  readonly region: string;

  /**
   * Role in the account that owns the instances.
   *
   * @default - the caller's own credentials, which must then be of that account
   */
  readonly roleArn?: pulumi.Input<string> | undefined;

  /** The auto scaling group. Its tags `stack`, `cluster` and `service` say whose it is. */
  readonly groupName: pulumi.Input<string>;

  /**
   * Log group that the service's log goes to, to the stream `<instance>/service`.
   *
   * @default - none: no end marker is waited for
   */
  readonly logGroupName?: pulumi.Input<string> | undefined;

  /**
   * Bucket that the instances move their files to, under a prefix.
   *
   * @default - none: no manifest is waited for
   */
  readonly archive?: { readonly bucket: pulumi.Input<string>; readonly prefix?: string } | undefined;

  /** Those of gate `drain` let instances go whose logs or files are not confirmed. */
  readonly overrides?: readonly Override[] | undefined;

  /**
   * Whether the first group of a service must have healthy instances before the resource is made, as later ones must before
   * theirs goes. The group's own creation waits for them only once: an update after one that failed takes it as it is.
   *
   * @default false
   */
  readonly waitForInstances?: boolean | undefined;
  readonly timeouts?: DrainTimeouts | undefined;
}

/** Seconds. */
export interface DrainTimeouts {
  /** For a new group to be healthy. @default 600 */
  readonly healthySeconds?: number;

  /** For the instances to leave, and what they leave to be confirmed. @default 1800 */
  readonly drainSeconds?: number;
}

const load = () => (projectCode("instanceDrain/operations") as typeof operations).instanceDrainOperations();

/**
 * The engine's side of the drain. Stored as text in every state: a few lines that capture nothing and never change, as
 * long as `providers/instanceDrain/operations.ts` keeps its place and `instanceDrainOperations` its methods.
 */
export const instanceDrainProvider = {
  check: async (olds: Properties, news: Properties) => load().check(olds, news),
  diff: async (_id: string, olds: Properties, news: Properties) => load().diff(olds, news),
  create: async (inputs: Properties) => load().create(inputs),
  read: async (id: string, props: Properties = {}) => Promise.resolve({ id, props }),
  update: async (_id: string, olds: Properties, news: Properties) => load().update(olds, news),
  delete: async (_id: string, props: Properties) => load().remove(props),
} satisfies pulumi.dynamic.ResourceProvider<Properties, Properties>;

/**
 * The promise that instances of a fleet are not destroyed before their logs and files are off them.
 *
 * It depends on the group. So the engine deletes it first, and it empties the group then; and where the group is replaced,
 * the engine updates it once the new group is there and before the old one is deleted. Both times it brings the group that
 * goes to no instances, and waits until every one of them has left the end marker of its log and the manifest of its files.
 * Where they do not come it fails, and the engine deletes nothing that it depends on. The next run goes on with the same
 * instances: their ids are tags of the group.
 */
export class InstanceDrain extends pulumi.dynamic.Resource {
  /** The group: who reads its name here is deleted before the group is emptied. */
  declare public readonly groupName: pulumi.Output<string>;

  public constructor(name: string, args: InstanceDrainArgs, opts?: pulumi.CustomResourceOptions) {
    super(instanceDrainProvider, name, { ...args, version: CODE_VERSION }, opts, "clusters", "InstanceDrain");
  }
}
