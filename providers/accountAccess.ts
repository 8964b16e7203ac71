import * as pulumi from "@pulumi/pulumi";

import type * as operations from "./accountAccess/operations";
import type { Properties } from "./accountAccess/types";
import { projectCode } from "./projectCode";

/** Version of the code behind the resource. A new one is one update of it, which asks for the role once more. */
const CODE_VERSION = 1;

export interface AccountAccessArgs {
  /** The account's name, for messages. */
  readonly accountName: string;

  /** ARN of the role in the account that the stacks work with. */
  readonly role: pulumi.Input<string>;

  /** Region in which the account must be open for business. */
  readonly region: string;

  /**
   * Seconds that a new account is waited for. No part of what exists: a change of it alone is no update.
   *
   * @default 300
   */
  readonly timeoutSeconds?: number;
}

const load = () => (projectCode("accountAccess/operations") as typeof operations).accountAccessOperations();

/**
 * The engine's side of the wait. Stored as text in every state: a few lines that capture nothing and never change, as
 * long as `providers/accountAccess/operations.ts` keeps its place and `accountAccessOperations` its methods.
 */
export const accountAccessProvider = {
  check: async (olds: Properties, news: Properties) => load().check(olds, news),
  diff: async (_id: string, olds: Properties, news: Properties) => load().diff(olds, news),
  create: async (inputs: Properties) => load().create(inputs),
  read: async (id: string, props: Properties = {}) => load().read(id, props),
  update: async (_id: string, olds: Properties, news: Properties) => load().update(olds, news),
  delete: async () => Promise.resolve(),
} satisfies pulumi.dynamic.ResourceProvider<Properties, Properties>;

/**
 * The moment from which an account can be worked in.
 *
 * AWS calls an account created some seconds, at times minutes, before its role can be assumed and before EC2 takes
 * calls for it. Whatever takes the role from here starts after that. An account that was usable once is not asked
 * again, except by `pulumi refresh`.
 */
export class AccountAccess extends pulumi.dynamic.Resource {
  /** The role, once it can be assumed. */
  declare public readonly roleArn: pulumi.Output<string>;

  public constructor(name: string, args: AccountAccessArgs, opts?: pulumi.CustomResourceOptions) {
    const props = { ...args, version: CODE_VERSION, roleArn: undefined };
    super(accountAccessProvider, name, props, opts, "accounts", "AccountAccess");
  }
}
