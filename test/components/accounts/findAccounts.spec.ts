import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { type AccountFinder, findAccountsWith } from "../../../components/accounts/findAccounts";
import type { Organization } from "../../../components/accounts/organization";
import { someOrganization } from "./someOrganization";

const WANTED = ["a", "b"].map((name) => ({
  logicalName: name,
  accountName: `prod-${name}`,
  email: `${name}@example.com`,
}));

const A = { "a@example.com": { id: "222222222222", name: "prod-a", status: "ACTIVE" } };
const B = { "b@example.com": { id: "333333333333", name: "prod-b", status: "ACTIVE" } };

/** A cloud that shows one organization after the other, and notes what it was asked. */
function finder(organizations: readonly Organization[], rest: Partial<AccountFinder> = {}) {
  const asked: string[] = [];
  const warnings: string[] = [];
  const left = [...organizations];
  const tools: AccountFinder = {
    lookUp: () => {
      asked.push("organization");
      return Promise.resolve(left.shift() ?? assert.fail("asked once too often"));
    },
    settle: (accountNames) => {
      asked.push(`requests for ${accountNames.join(" ")}`);
      return Promise.resolve();
    },
    quota: () => {
      asked.push("quota");
      return Promise.resolve(10);
    },
    warn: (message) => void warnings.push(message),
    ...rest,
  };
  return { tools, asked, warnings };
}

describe("findAccounts", () => {
  it("asks no further where all accounts are there", async () => {
    const { tools, asked } = finder([someOrganization({ ...A, ...B })]);
    const { existingIds } = await findAccountsWith(tools, WANTED);
    assert.deepEqual(
      existingIds,
      new Map([
        ["a", "222222222222"],
        ["b", "333333333333"],
      ]),
    );
    assert.deepEqual(asked, ["organization"]);
  });

  it("adopts an account that an interrupted run had asked for, and asks for no quota then", async () => {
    const { tools, asked } = finder([someOrganization(A), someOrganization({ ...A, ...B })]);
    const { organization, existingIds } = await findAccountsWith(tools, WANTED);
    assert.equal(existingIds.get("b"), "333333333333");
    assert.equal(organization.accountsByEmail.size, 3);
    assert.deepEqual(asked, ["organization", "requests for prod-b", "organization"]);
  });

  it("asks for the quota where accounts are to be made, and refuses those that have no room", async () => {
    const organizations = [someOrganization(A), someOrganization(A)];
    const roomy = finder(organizations);
    assert.deepEqual(
      (await findAccountsWith(roomy.tools, WANTED)).existingIds,
      new Map([["a", "222222222222"]]),
    );
    assert.equal(roomy.asked.at(-1), "quota");

    const full = finder(organizations, { quota: () => Promise.resolve(2) });
    await assert.rejects(findAccountsWith(full.tools, WANTED), (error: unknown) => {
      assert.ok(pulumi.RunError.isInstance(error));
      assert.match(error.message, /may have 2 accounts and has 2\. It needs 1 more: prod-b/);
      return true;
    });
  });

  it("goes on where quota or requests cannot be asked for, and says so", async () => {
    const { tools, warnings } = finder([someOrganization(A), someOrganization(A)], {
      quota: () => Promise.reject(new Error("quota denied")),
      settle: () => Promise.reject(new Error("requests denied")),
    });
    assert.equal((await findAccountsWith(tools, WANTED)).existingIds.size, 1);
    assert.match(warnings[0] ?? "", /requests denied Allow organizations:ListCreateAccountStatus/);
    assert.match(warnings[1] ?? "", /1 more accounts could not be asked: quota denied/);
  });

  it("takes an unknown quota for no reason to stop", async () => {
    const { tools, warnings } = finder([someOrganization(), someOrganization()], {
      quota: () => Promise.resolve(undefined),
    });
    assert.equal((await findAccountsWith(tools, WANTED)).existingIds.size, 0);
    assert.deepEqual(warnings, []);
  });

  it("stops where AWS does not finish an earlier request, or somebody else has the address", async () => {
    const stuck = finder([someOrganization()], {
      settle: () => Promise.reject(new pulumi.RunError("still making")),
    });
    await assert.rejects(findAccountsWith(stuck.tools, WANTED), /still making/);

    const taken = finder([
      someOrganization({ "a@example.com": { id: "4", name: "shop", status: "ACTIVE" } }),
    ]);
    await assert.rejects(findAccountsWith(taken.tools, WANTED), /called "shop"/);
    assert.deepEqual(taken.asked, ["organization"]);
  });
});
