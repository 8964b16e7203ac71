import assert from "node:assert/strict";

import { documentOf, type Grantee, granteesOf, isWithin } from "../../../sandbox/separation/policies";

const OWN = "111111111111";
const OTHER = "222222222222";

const granteesOfOne = (statement: Record<string, unknown>): Grantee[] =>
  granteesOf([{ Effect: "Allow", Action: "*", ...statement }]);

describe("granteesOf", () => {
  const cases: readonly (readonly [string, Record<string, unknown>, readonly Grantee[]])[] = [
    [
      "a service",
      { Principal: { Service: "ec2.amazonaws.com" } },
      [{ kind: "service", name: "ec2.amazonaws.com" }],
    ],
    ["an account by its number", { Principal: { AWS: OWN } }, [{ kind: "account", id: OWN, arn: OWN }]],
    [
      "each of several principals",
      { Principal: { AWS: [`arn:aws:iam::${OWN}:root`, `arn:aws:iam::${OTHER}:role/x`] } },
      [
        { kind: "account", id: OWN, arn: `arn:aws:iam::${OWN}:root` },
        { kind: "account", id: OTHER, arn: `arn:aws:iam::${OTHER}:role/x` },
      ],
    ],
    ["everybody", { Principal: "*" }, [{ kind: "anyone", accounts: [] }]],
    ["everybody in the long form", { Principal: { AWS: "*" } }, [{ kind: "anyone", accounts: [] }]],
    ["everybody but one", { NotPrincipal: { AWS: OWN } }, [{ kind: "anyone", accounts: [] }]],
    [
      "everybody of an account",
      { Principal: "*", Condition: { StringEquals: { "kms:CallerAccount": OWN } } },
      [{ kind: "anyone", accounts: [OWN] }],
    ],
    [
      "everybody like a role of an account",
      { Principal: "*", Condition: { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${OWN}:role/x-*` } } },
      [{ kind: "anyone", accounts: [OWN] }],
    ],
    [
      "everybody where one of several patterns names no account",
      {
        Principal: "*",
        Condition: {
          ArnLike: { "aws:PrincipalArn": [`arn:aws:iam::${OWN}:role/x`, "arn:aws:iam::*:role/x"] },
        },
      },
      [{ kind: "anyone", accounts: [] }],
    ],
    [
      "everybody where the condition holds without the key, too",
      { Principal: "*", Condition: { StringEqualsIfExists: { "aws:PrincipalAccount": OWN } } },
      [{ kind: "anyone", accounts: [] }],
    ],
    [
      "everybody but those of an account",
      { Principal: "*", Condition: { StringNotEquals: { "aws:PrincipalAccount": OWN } } },
      [{ kind: "anyone", accounts: [] }],
    ],
    [
      "somebody of another identity provider",
      { Principal: { Federated: "accounts.google.com" } },
      [{ kind: "other", name: "accounts.google.com" }],
    ],
    ["nobody, where it denies", { Effect: "Deny", Principal: "*" }, []],
    ["nobody, where it is of an identity", {}, []],
  ];
  for (const [name, statement, expected] of cases) {
    it(`tells ${name}`, () => {
      assert.deepEqual(granteesOfOne(statement), expected);
    });
  }
});

describe("isWithin", () => {
  const cases: readonly (readonly [string, Grantee, boolean])[] = [
    ["takes AWS services in", { kind: "service", name: "ec2.amazonaws.com" }, true],
    ["takes the account in", { kind: "account", id: OWN, arn: OWN }, true],
    ["leaves another account out", { kind: "account", id: OTHER, arn: OTHER }, false],
    ["takes everybody of the account in", { kind: "anyone", accounts: [OWN] }, true],
    ["leaves everybody of two accounts out", { kind: "anyone", accounts: [OWN, OTHER] }, false],
    ["leaves everybody out", { kind: "anyone", accounts: [] }, false],
    ["leaves whoever is unknown out", { kind: "other", name: "x" }, false],
  ];
  for (const [name, grantee, expected] of cases) {
    it(name, () => {
      assert.equal(isWithin(grantee, [OWN]), expected);
    });
  }
});

describe("documentOf", () => {
  it("takes one statement for a list of one", () => {
    assert.deepEqual(documentOf('{"Statement":{"Effect":"Deny"}}'), [{ Effect: "Deny" }]);
  });
  for (const text of ["", "no JSON", "{}", "[]", undefined]) {
    it(`finds no document in ${String(text)}, as text`, () => {
      assert.equal(documentOf(text), undefined);
    });
  }
});
