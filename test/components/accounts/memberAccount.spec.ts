import assert from "node:assert/strict";

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { MemberAccount, type MemberAccountArgs } from "../../../components/accounts/memberAccount";
import { type Registered, registeredBy } from "../../mocks";

const ARGS: MemberAccountArgs = {
  accountName: "prod-accounts",
  email: "accounts@example.com",
  parentId: "ou-1",
  region: "eu-west-1",
  protect: true,
  tags: { vertical: "accounts" },
};

const ACCOUNT = "aws:organizations/account:Account";
const ACCESS = "pulumi-nodejs:dynamic/accounts:AccountAccess";

const find = (registered: readonly Registered[], type: string) =>
  registered.find((resource) => resource.type === type) ?? assert.fail(`no ${type}`);

/** The options with which the account of the last of these components is declared. */
async function optionsOf(
  declare: (management: aws.Provider) => unknown,
): Promise<pulumi.CustomResourceOptions> {
  const seen: pulumi.CustomResourceOptions[] = [];
  await registeredBy(() => {
    pulumi.runtime.registerStackTransformation(({ type, opts }) => {
      if (type === ACCOUNT) {
        seen.push(opts);
      }
      return undefined;
    });
    declare(new aws.Provider("management", { region: "eu-west-1" }));
  }, "update");
  return seen.at(-1) ?? assert.fail("no account");
}

describe("MemberAccount", function () {
  // The first serialisation of a process loads the TypeScript compiler.
  this.timeout(20_000);

  const declared = (mode: "preview" | "update", args: Partial<MemberAccountArgs> = {}) =>
    registeredBy(
      () => {
        const provider = new aws.Provider("management", { region: "eu-west-1" });
        new MemberAccount("accounts", { ...ARGS, ...args }, { provider });
      },
      mode,
      { [ACCESS]: (_name, { role }) => ({ roleArn: role }) },
    );

  it("declares the account, which nothing closes, and waits for its role", async () => {
    const registered = await declared("update");
    assert.deepEqual(find(registered, ACCOUNT).inputs, {
      name: "prod-accounts",
      email: "accounts@example.com",
      parentId: "ou-1",
      tags: { vertical: "accounts" },
    });
    const { __provider, ...inputs } = find(registered, ACCESS).inputs;
    assert.equal(typeof __provider, "string");
    assert.deepEqual(inputs, {
      version: 1,
      accountName: "prod-accounts",
      role: "arn:aws:iam::accounts-id:role/OrganizationAccountAccessRole",
      region: "eu-west-1",
    });
  });

  it("registers the same in preview", async () => {
    const lines = (registered: readonly Registered[]) =>
      registered.map(({ type, name }) => `${type} ${name}`);
    assert.deepEqual(lines(await declared("preview")), lines(await declared("update")));
  });

  it("is no different for an account that exists, and its place in the order is no input", async () => {
    const component = (registered: readonly Registered[]) =>
      find(registered, "duotone:accounts:MemberAccount").inputs;
    assert.deepEqual(
      component(await declared("update", { existingAccountId: "222222222222" })),
      component(await declared("update")),
    );
    assert.deepEqual(Object.keys(component(await declared("update"))).sort(), Object.keys(ARGS).sort());
  });

  it("keeps the account when the stack is destroyed, and protects it where it is told to", async () => {
    for (const protect of [true, false]) {
      const opts = await optionsOf(
        (provider) => new MemberAccount("accounts", { ...ARGS, protect }, { provider }),
      );
      assert.deepEqual([opts.protect, opts.retainOnDelete, opts.import], [protect, true, undefined]);
      assert.deepEqual(opts.ignoreChanges, ["roleName", "iamUserAccessToBilling", "closeOnDeletion"]);
    }
  });

  it("imports an account that exists", async () => {
    const opts = await optionsOf(
      (provider) =>
        new MemberAccount("accounts", { ...ARGS, existingAccountId: "222222222222" }, { provider }),
    );
    assert.equal(opts.import, "222222222222");
  });

  it("is made after the account before it, and after nothing else of that one", async () => {
    const opts = await optionsOf((provider) => {
      const after = new MemberAccount("first", { ...ARGS, email: "first@example.com" }, { provider });
      new MemberAccount("second", { ...ARGS, after }, { provider });
    });
    const [before, ...others] = [opts.dependsOn].flat();
    assert.ok(aws.organizations.Account.isInstance(before));
    assert.deepEqual(others, []);
  });

  it("gives the role out when it is usable", async () => {
    let role: Promise<string> | undefined;
    await registeredBy(
      () => {
        const provider = new aws.Provider("management", { region: "eu-west-1" });
        const { roleArn } = new MemberAccount("accounts", ARGS, { provider });
        role = new Promise((resolve) => roleArn.apply(resolve));
      },
      "update",
      { [ACCESS]: () => ({ roleArn: "arn:usable" }) },
    );
    assert.equal(await role, "arn:usable");
  });
});
