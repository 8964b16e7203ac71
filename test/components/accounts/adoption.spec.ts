import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";

import { adoption } from "../../../components/accounts/adoption";
import { MANAGEMENT, someOrganization } from "./someOrganization";

const wanted = (name: string, email = `${name}@example.com`) => ({
  logicalName: name,
  accountName: `prod-${name}`,
  email,
});

const existing = (name: string, status = "ACTIVE") => ({ id: "222222222222", name, status });

function refusal(
  accounts: Parameters<typeof someOrganization>[0],
  ...names: ReturnType<typeof wanted>[]
): string {
  try {
    adoption(someOrganization(accounts), names);
  } catch (error) {
    assert.ok(pulumi.RunError.isInstance(error));
    return error.message;
  }
  return assert.fail("it should have been refused");
}

describe("adoption", () => {
  it("takes up accounts with the wanted address and name, and leaves the others to be made", () => {
    const organization = someOrganization({ "A@Example.com": existing("prod-a") });
    assert.deepEqual(
      adoption(organization, [wanted("a", "a@EXAMPLE.com"), wanted("b")]),
      new Map([["a", "222222222222"]]),
    );
  });

  const REFUSED: readonly (readonly [string, ReturnType<typeof existing>, RegExp])[] = [
    [
      "a closed account",
      existing("prod-a", "SUSPENDED"),
      /a@example\.com belongs to account 222222222222 \(prod-a\), which is closed or closing \(SUSPENDED\)\. AWS never gives an address free again: take another one/,
    ],
    ["an account that is being closed", existing("prod-a", "PENDING_CLOSURE"), /closing \(PENDING_CLOSURE\)/],
    ["an account whose status nobody knows", existing("prod-a", "unknown"), /closing \(unknown\)/],
    [
      "an account that AWS has not opened",
      existing("prod-a", "PENDING_ACTIVATION"),
      /still activating\. Run again/,
    ],
    [
      "somebody else's account",
      existing("shop"),
      /account 222222222222, which is called "shop"\. It is somebody else's and is not taken over: correct the address\. If it is meant, rename it first: aws account put-account-name --account-id 222222222222 --account-name prod-a/,
    ],
    [
      "the management account",
      { id: MANAGEMENT, name: "prod-a", status: "ACTIVE" },
      /belongs to the management account 100000000001\. No workload runs there/,
    ],
  ];
  for (const [what, account, message] of REFUSED) {
    it(`refuses ${what}`, () => {
      assert.match(refusal({ "a@example.com": account }, wanted("a")), message);
    });
  }

  it("lists every problem at once", () => {
    const message = refusal(
      { "a@example.com": existing("shop"), "b@example.com": existing("prod-b", "SUSPENDED") },
      wanted("a"),
      wanted("b"),
      wanted("c", "same@example.com"),
      wanted("d", "Same@Example.com"),
    );
    assert.equal(message.split("\n - ").length - 1, 3);
    assert.match(message, /prod-c and prod-d have one address, same@example\.com/);
  });

  it("adopts no account but one of the wanted name, whatever there is", () => {
    const word = fc.constantFrom("a", "b", "c");
    const status = fc.constantFrom("ACTIVE", "SUSPENDED", "PENDING_CLOSURE", "PENDING_ACTIVATION");
    const account = fc.record({ id: fc.constantFrom("1", "2", MANAGEMENT), name: word, status });
    fc.assert(
      fc.property(fc.dictionary(word, account), fc.uniqueArray(word), (accounts, names) => {
        const organization = someOrganization(accounts);
        const list = names.map((name) => ({ logicalName: name, accountName: name, email: name }));
        let found: ReadonlyMap<string, string>;
        try {
          found = adoption(organization, list);
        } catch {
          return;
        }
        for (const name of names) {
          const there = organization.accountsByEmail.get(name);
          assert.equal(found.get(name), there?.id);
          assert.ok(
            there === undefined ||
              (there.name === name && there.status === "ACTIVE" && there.id !== MANAGEMENT),
          );
        }
      }),
    );
  });
});
