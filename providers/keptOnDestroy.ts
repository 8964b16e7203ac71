import * as pulumi from "@pulumi/pulumi";

import type * as operations from "./keptOnDestroy/operations";
import type { Properties } from "./keptOnDestroy/operations";
import { projectCode } from "./projectCode";

/** Something that outlives its stack. */
export interface Kept {
  /** What stays, for example `account 111111111111 (prod-accounts)`. */
  readonly what: pulumi.Input<string>;

  /** Why the stack does not delete it. */
  readonly why: string;

  /** What a person does who wants it back, or wants it gone. */
  readonly whatToDo: string;
}

export interface KeptOnDestroyArgs {
  readonly kept: readonly Kept[];
}

const load = () => (projectCode("keptOnDestroy/operations") as typeof operations).keptOnDestroyOperations();

/**
 * The engine's side of the list. Stored as text in every state: a few lines that capture nothing and never change, as
 * long as `providers/keptOnDestroy/operations.ts` keeps its place and `keptOnDestroyOperations` its methods.
 */
export const keptOnDestroyProvider = {
  check: async (olds: Properties, news: Properties) => load().check(olds, news),
  diff: async (_id: string, olds: Properties, news: Properties) => load().diff(olds, news),
  create: async (inputs: Properties) => load().create(inputs),
  read: async (id: string, props: Properties = {}) => Promise.resolve({ id, props }),
  update: async (_id: string, olds: Properties, news: Properties) => load().update(olds, news),
  delete: async (_id: string, props: Properties) => load().remove(props),
} satisfies pulumi.dynamic.ResourceProvider<Properties, Properties>;

/**
 * Says at `pulumi destroy` what the stack leaves behind, why, and what to do about it.
 *
 * The engine runs no program when it destroys a stack, and shows what a provider prints. So this resource makes nothing,
 * and its deletion is a message.
 */
export class KeptOnDestroy extends pulumi.dynamic.Resource {
  public constructor(name: string, args: KeptOnDestroyArgs, opts?: pulumi.CustomResourceOptions) {
    super(keptOnDestroyProvider, name, { kept: args.kept }, opts, "stack", "KeptOnDestroy");
  }
}
