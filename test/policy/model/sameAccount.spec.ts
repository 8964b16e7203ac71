import assert from "node:assert/strict";

import type { Account } from "../../../policy/model/accounts";
import type { Node } from "../../../policy/model/resource";
import { areInOneAccount, isInVertical } from "../../../policy/model/sameAccount";
import { INVENTORY, node, providerFor } from "../support/world";

const BUCKET = "aws:s3/bucket:Bucket";

function of(provider: string): Node {
  return node(BUCKET, provider, { provider: { ...providerFor("marketing"), urn: provider } });
}
function vertical(name: string, id?: string, stack = "duotone/prod"): Account {
  return { is: "known", kind: "vertical", name, stack, restricted: false, id };
}
const UNKNOWN: Account = { is: "unknown", why: "nobody knows" };

describe("resources in one account", () => {
  const compare = (one: Account, other: Account, a = of("p"), b = of("q")) =>
    areInOneAccount({ account: (found) => (found === a ? one : other) }, a, b);

  it("are those of one provider, even before its account has a number", () => {
    const [a, b] = [of("p"), of("p")];
    assert.equal(compare(UNKNOWN, UNKNOWN, a, b), "yes");
  });

  it("are not told by having no provider", () => {
    const [a, b] = [node("duotone:keys:Key", "a"), node("duotone:keys:Key", "b")];
    assert.equal(compare(UNKNOWN, UNKNOWN, a, b), "unknown");
  });

  const cases: Record<string, [one: Account, other: Account, answer: string]> = {
    "one number": [vertical("a", "1"), vertical("b", "1"), "yes"],
    "two numbers": [vertical("a", "1"), vertical("a", "2"), "no"],
    "one name, one number unknown": [vertical("a", "1"), vertical("a"), "yes"],
    "one name, the other number unknown": [vertical("a"), vertical("a", "1"), "yes"],
    "two names without numbers": [vertical("a"), vertical("b"), "no"],
    "an account that is unknown": [UNKNOWN, vertical("a", "1"), "unknown"],
    "the other account unknown": [vertical("a", "1"), UNKNOWN, "unknown"],
  };
  for (const [title, [one, other, answer]] of Object.entries(cases)) {
    it(`are told by ${title}: ${answer}`, () => {
      assert.equal(compare(one, other), answer);
    });
  }

  it("are not those of one name in two stacks", () => {
    assert.equal(compare(vertical("a"), vertical("a", undefined, "duotone/staging")), "no");
  });
});

describe("a resource in a vertical", () => {
  const [accounts] = INVENTORY.verticals;
  assert.ok(accounts);
  const isIn = (account: Account) => isInVertical({ account: () => account }, of("p"), accounts);

  it("is told by the account's number", () => {
    assert.equal(isIn(vertical("accounts", accounts.accountId)), true);
    assert.equal(isIn(vertical("accounts", "999999999999")), false);
  });

  it("is told by name and stack where the number is unknown", () => {
    assert.equal(isIn(vertical("accounts")), true);
    assert.equal(isIn(vertical("marketing")), false);
    assert.equal(isIn(vertical("accounts", undefined, "duotone/staging")), false);
  });

  it("is told by name and stack where the inventory does not know the number", () => {
    const unborn = Object.fromEntries(
      Object.entries(accounts).filter(([key]) => key !== "accountId"),
    ) as typeof accounts;
    const known = vertical("accounts", "999999999999");
    assert.equal(isInVertical({ account: () => known }, of("p"), unborn), true);
  });

  it("is not one of a shared or an unknown account", () => {
    assert.equal(isIn(UNKNOWN), false);
    assert.equal(
      isIn({
        is: "known",
        kind: "audit",
        name: "accounts",
        stack: undefined,
        restricted: true,
        id: undefined,
      }),
      false,
    );
  });
});
