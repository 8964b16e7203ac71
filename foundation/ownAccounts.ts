import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { accountProvider } from "../accountProviders";
import { AccountBaseline } from "../components/accounts/accountBaseline";
import { AccountBudget } from "../components/accounts/accountBudget";
import type { WantedAccount } from "../components/accounts/adoption";
import { AuditAccess } from "../components/accounts/auditAccess";
import { MemberAccount } from "../components/accounts/memberAccount";
import type { Organization } from "../components/accounts/organization";
import { VerticalKeys } from "../components/keys/verticalKeys";
import { evidenceRetentionDays } from "../components/observability/logGroupRetention";
import type { FoundationConfig } from "./config";

/** Tags of everything that the foundation makes. */
export function foundationTags({ owner }: Pick<FoundationConfig, "owner">): Readonly<Record<string, string>> {
  return { "managed-by": "duotone", project: "duotone-foundation", stack: "org", owner };
}

/** The foundation's own accounts. */
const ACCOUNTS = ["delivery", "audit"] as const;
export type AccountName = (typeof ACCOUNTS)[number];

/** One of the foundation's accounts, with its provider. */
export interface OwnAccount {
  readonly name: AccountName;
  readonly account: MemberAccount;
  readonly provider: aws.Provider;
}

/** The accounts that the foundation is to have. */
export function wantedAccounts({ accounts }: FoundationConfig): readonly WantedAccount[] {
  return ACCOUNTS.map((name) => ({
    logicalName: name,
    accountName: `duotone-${name}`,
    email: accounts[name].email,
  }));
}

/** Declares the foundation's accounts, one after the other. */
export function declareAccounts(
  config: FoundationConfig,
  existingIds: ReadonlyMap<string, string>,
  {
    management,
    unitIds,
  }: {
    readonly management: aws.Provider;
    readonly unitIds: Readonly<Record<AccountName, pulumi.Input<string>>>;
  },
): Readonly<Record<AccountName, OwnAccount>> {
  const { region } = config.aws;
  const declare = (name: AccountName, after?: MemberAccount): OwnAccount => {
    const account = new MemberAccount(
      name,
      {
        accountName: `duotone-${name}`,
        email: config.accounts[name].email,
        parentId: unitIds[name],
        region,
        existingAccountId: existingIds.get(name),
        after,
        protect: config.protect,
        tags: { purpose: name },
      },
      { provider: management },
    );
    const provider = accountProvider(name, account, config.aws, { ...foundationTags(config), purpose: name });
    return { name, account, provider };
  };
  const delivery = declare("delivery");
  return { delivery, audit: declare("audit", delivery.account) };
}

/** What every account has, and the foundation's own ones as well. */
export function declareBaseline(
  config: FoundationConfig,
  organization: Organization,
  { name, account, provider }: OwnAccount,
  outside: {
    readonly auditorRoleArn: pulumi.Input<string>;

    /** As of `LogKeeping`. */
    readonly logDestinationArn?: pulumi.Input<string>;
  },
): AccountBaseline {
  const { auditorRoleArn, ...logDestination } = outside;
  const { region } = config.aws;
  const { accountId, roleArn } = account;
  const keys = new VerticalKeys(name, { accountId, region, protect: config.protect }, { provider });
  const baseline = new AccountBaseline(
    name,
    {
      roleArn,
      regions: config.regions,
      volumesKeyArn: keys.volumesKeyArn,
      logsKeyArn: keys.logsKeyArn,
      logRetentionDays: evidenceRetentionDays(config.retentionDays),
      ...logDestination,
    },
    { provider },
  );
  new AuditAccess(name, { auditorRoleArn, organizationId: organization.id }, { provider });
  new AccountBudget(
    name,
    {
      accountName: `duotone-${name}`,
      monthlyLimit: config.monthlyBudget,
      email: config.notices.email,
    },
    { provider },
  );
  return baseline;
}
