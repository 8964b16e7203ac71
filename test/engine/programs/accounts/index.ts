import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { accountProvider } from "../../../../accountProviders";
import { findAccounts } from "../../../../components/accounts/findAccounts";
import { MemberAccount } from "../../../../components/accounts/memberAccount";
import { KeptOnDestroy } from "../../../../providers/keptOnDestroy";
import type { TestAccount } from "../../accountStacks";

/** Declares the accounts that the stack's configuration lists, in its order, as the program of a user does. */
export = async () => {
  const region = new pulumi.Config("aws").require("region");
  const unitId = new pulumi.Config().require("unitId");
  const listed = new pulumi.Config().requireObject<TestAccount[]>("accounts");
  const management = new aws.Provider("management", { region });
  const { existingIds } = await findAccounts(
    management,
    region,
    listed.map(({ name, email }) => ({ logicalName: name, accountName: name, email })),
  );

  let after: MemberAccount | undefined;
  const accounts = listed.map(({ name, email, tags = {}, isUsed = false }) => {
    const account = new MemberAccount(
      name,
      {
        accountName: name,
        email,
        parentId: unitId,
        region,
        existingAccountId: existingIds.get(name),
        after,
        protect: false,
        tags,
      },
      { provider: management },
    );
    after = account;
    if (isUsed) {
      const provider = accountProvider(name, account, { region }, {});
      new aws.ssm.Parameter(name, { name: "/used", type: "String", value: name }, { provider });
    }
    return { name, account };
  });
  new KeptOnDestroy("kept", {
    kept: accounts.map(({ name, account }) => ({
      what: pulumi.interpolate`account ${account.accountId} (${name})`,
      why: "An account cannot be deleted, and its address never comes back.",
      whatToDo: "Nothing: the next `pulumi up` adopts it.",
    })),
  });
  return Object.fromEntries(accounts.map(({ name, account }) => [name, account.roleArn]));
};
