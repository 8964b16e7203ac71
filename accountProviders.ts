import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Settings of the stack's `aws:*` configuration that every provider inherits. */
export type ProviderSettings = Omit<aws.ProviderArgs, "allowedAccountIds" | "assumeRoles" | "defaultTags">;

/** The account that a provider works in, and how it gets there. */
export interface ProviderAccount {
  readonly accountId: pulumi.Input<string>;

  /**
   * Role to assume in the account.
   *
   * @default - the caller's own credentials, which must then be of this account
   */
  readonly roleArn?: pulumi.Input<string>;
}

/**
 * The provider of one account.
 *
 * It refuses to work in any other account: a wrong credential then fails before the first call, not after it.
 *
 * @param name The logical name, for example the vertical's.
 * @param tags Tags of every resource that it makes.
 */
export function accountProvider(
  name: string,
  account: ProviderAccount,
  settings: ProviderSettings,
  tags: Readonly<Record<string, string>>,
): aws.Provider {
  return new aws.Provider(name, {
    ...settings,
    allowedAccountIds: [account.accountId],
    ...(account.roleArn === undefined
      ? {}
      : { assumeRoles: [{ roleArn: account.roleArn, sessionName: "duotone" }] }),
    defaultTags: { tags: { ...tags } },
  });
}
