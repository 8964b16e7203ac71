import * as pulumi from "@pulumi/pulumi";

import type * as operations from "./defaultNetworks/operations";
import type { Properties } from "./defaultNetworks/types";
import { projectCode } from "./projectCode";

/** Version of the code behind the resource. A new one is one update of it, which looks at every region once more. */
const CODE_VERSION = 1;

export interface DefaultNetworksArgs {
  /** Regions that the account may use, in any order. A guardrail closes the others, so nothing can be removed there. */
  readonly regions: readonly string[];

  /** ARN of a role in the account that may delete networks. */
  readonly roleArn: pulumi.Input<string>;
}

const load = () =>
  (projectCode("defaultNetworks/operations") as typeof operations).defaultNetworksOperations();

/**
 * The engine's side of the removal. Stored as text in every state: a few lines that capture nothing and never change,
 * as long as `providers/defaultNetworks/operations.ts` keeps its place and `defaultNetworksOperations` its methods.
 */
export const defaultNetworksProvider = {
  check: async (olds: Properties, news: Properties) => load().check(olds, news),
  diff: async (_id: string, olds: Properties, news: Properties) => load().diff(olds, news),
  create: async (inputs: Properties) => load().create(inputs),
  read: async (id: string, props: Properties = {}) => load().read(id, props),
  update: async (_id: string, olds: Properties, news: Properties) => load().update(olds, news),
  delete: async (_id: string, props: Properties) => load().remove(props),
} satisfies pulumi.dynamic.ResourceProvider<Properties, Properties>;

/**
 * An account without default networks.
 *
 * AWS makes one in every region of a new account: a VPC with an internet gateway and public subnets, which whoever
 * names no network gets. This removes it in the regions that the account may use. It never removes anything that
 * somebody put there: such a network is refused, with what is in it. Only the regions named are cleared; in all others
 * the region guardrail denies every call, the removal among them and also whatever would use a network there.
 *
 * A network that is made later is found by `pulumi refresh` and removed by the next `pulumi up`. Destroying the stack
 * brings nothing back.
 */
export class DefaultNetworks extends pulumi.dynamic.Resource {
  /** Regions in which there is no default network. */
  declare public readonly cleared: pulumi.Output<readonly string[]>;

  public constructor(name: string, args: DefaultNetworksArgs, opts?: pulumi.CustomResourceOptions) {
    const props = { ...args, version: CODE_VERSION, cleared: undefined };
    super(defaultNetworksProvider, name, props, opts, "accounts", "DefaultNetworks");
  }
}
