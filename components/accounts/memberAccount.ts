import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { AccountAccess } from "../../providers/accountAccess";
import { accountRole } from "./accountRole";

/**
 * The role that AWS Organizations makes in every account that it creates, unless told another name, and that the
 * management account may assume.
 */
export const ACCOUNT_ROLE_NAME = "OrganizationAccountAccessRole";

export interface MemberAccountArgs {
  /** The account's name in the organization, for example `prod-accounts`. At most 50 characters. */
  readonly accountName: string;

  /** The root user's e-mail address. AWS takes each address once, in the whole world and for ever. */
  readonly email: string;

  /** The organizational unit that holds the account, and with it decides which service control policies apply. */
  readonly parentId: pulumi.Input<string>;

  /** The stack's region, in which a new account must be open for business before it is used. */
  readonly region: string;

  /**
   * Id of an account of the organization that has this e-mail address already.
   *
   * It is adopted: an account cannot be made twice, and one that an earlier stack left behind is the same account.
   *
   * @default - a new account is created
   */
  readonly existingAccountId?: string | undefined;

  /**
   * The account before this one. AWS makes accounts one at a time and refuses some of those that are asked for together.
   *
   * It is an order among new accounts and nothing else: accounts may be added and removed anywhere in it.
   *
   * @default - this is the first
   */
  readonly after?: MemberAccount | undefined;

  /** Whether the engine refuses to delete the account. */
  readonly protect: boolean;

  /** Tags of the account itself. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * An AWS account of the organization.
 *
 * Never closed by us: destroying the stack leaves the account in the organization (closing one takes 90 days, uses
 * up a quota, and its e-mail address never comes back), and the next `pulumi up` adopts it again.
 */
export class MemberAccount extends pulumi.ComponentResource {
  public readonly accountId: pulumi.Output<string>;

  /** The role that the stacks assume in the account. Known when it can be assumed, and not before. */
  public readonly roleArn: pulumi.Output<string>;

  private readonly account: aws.organizations.Account;

  public constructor(name: string, args: MemberAccountArgs, opts?: pulumi.ComponentResourceOptions) {
    // That the account exists by now, and which one was made before it, is no change of the component.
    const { existingAccountId, after, ...inputs } = args;
    super("duotone:accounts:MemberAccount", name, inputs, opts);

    this.account = new aws.organizations.Account(
      name,
      {
        name: args.accountName,
        email: args.email,
        parentId: args.parentId,
        tags: { ...args.tags },
      },
      {
        parent: this,
        protect: args.protect,
        retainOnDelete: true,
        dependsOn: after === undefined ? [] : [after.account],
        // What AWS does not tell of an existing account; without this an adopted one would differ.
        ignoreChanges: ["roleName", "iamUserAccessToBilling", "closeOnDeletion"],
        ...(existingAccountId === undefined ? {} : { import: existingAccountId }),
      },
    );
    const access = new AccountAccess(
      name,
      {
        accountName: args.accountName,
        role: accountRole(this.account.id, ACCOUNT_ROLE_NAME),
        region: args.region,
      },
      { parent: this },
    );

    this.accountId = this.account.id;
    this.roleArn = access.roleArn;
    this.registerOutputs({ accountId: this.accountId, roleArn: this.roleArn });
  }
}
