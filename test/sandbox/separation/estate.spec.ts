import assert from "node:assert/strict";

import { readEstate } from "../../../sandbox/separation/estate";
import { companyExports } from "./companyExports";
import { Draft } from "./draft";

const ACCOUNT = "aws:organizations/account:Account";

describe("readEstate", () => {
  const estate = readEstate(companyExports());

  it("knows the accounts from their own resources", () => {
    const kinds = estate.accounts.map(({ kind }) => kind).sort();
    assert.deepEqual(kinds, [
      "audit",
      "delivery",
      "management",
      ...Array.from({ length: 4 }, () => "vertical"),
    ]);
    assert.deepEqual(
      estate.verticals.map(({ stack, vertical, restricted }) => [stack, vertical, restricted]).sort(),
      [
        ["prod", "marketing", false],
        ["prod", "payments", true],
        ["staging", "marketing", false],
        ["staging", "payments", true],
      ],
    );
    assert.deepEqual(estate.unclearAccounts, []);
  });

  it("puts a resource where its provider works, in whichever export its account is", () => {
    const homes = estate.resources.map(({ account }) => account);
    assert.ok(!homes.includes(undefined));
    const accounts = estate.resources.filter(({ type }) => type === ACCOUNT);
    assert.ok(accounts.every(({ account }) => account?.kind === "management"));
    assert.ok(accounts.some(({ stack }) => stack === "prod"));
  });

  it("knows the components around a resource, the nearest first", () => {
    const key = estate.resources.find(
      ({ name, type }) => name === "payments-archive" && type.includes("key"),
    );
    assert.deepEqual(
      key?.ancestors.map(({ type }) => type),
      ["duotone:observability:LogArchive"],
    );
  });

  for (const tags of [
    {},
    { vertical: "payments" },
    { vertical: "payments", classification: "secret" },
    { purpose: "delivering" },
  ]) {
    it(`does not guess what an account is for that is tagged ${JSON.stringify(tags)}`, () => {
      const draft = new Draft(companyExports());
      draft.set(draft.account(draft.a), { tags });
      const { unclearAccounts } = readEstate(draft.exports);
      assert.deepEqual(
        unclearAccounts.map(({ id }) => id),
        [draft.a.id],
      );
    });
  }
});
