import assert from "node:assert/strict";

import { iam03 } from "../../../../policy/rules/identity/iam03";
import type { Settings } from "../../../../policy/settings/settings";
import { ACCOUNTS, checkOne, INVENTORY, node, providerFor, settings, unknown } from "../../support/world";

const ROLE = "aws:iam/role:Role";
const STRANGER = "999999999999";
const OWN = `arn:aws:iam::${ACCOUNTS.marketing}:root`;
const OTHER = `arn:aws:iam::${ACCOUNTS.audit}:role/duotone-auditor`;
const ORGANIZATION = { StringEquals: { "aws:PrincipalOrgID": "o-1" } };

describe("IAM-03: trust of roles", () => {
  const provider = providerFor("marketing");
  const messages = (
    assumeRolePolicy: unknown,
    changed: Partial<Settings> = {},
    by: typeof provider = provider,
  ) =>
    checkOne(iam03, node(ROLE, "core", { props: { assumeRolePolicy }, provider: by }), changed).map(
      ({ message }) => message,
    );
  const answers = (assumeRolePolicy: unknown, changed: Partial<Settings> = {}, by = provider) =>
    iam03
      .evaluate(node(ROLE, "core", { props: { assumeRolePolicy }, provider: by }), {
        settings: settings(changed),
        sensitive: true,
      })
      .map(({ answer }) => answer);
  const trusting = (Principal: unknown, Condition?: unknown) =>
    JSON.stringify({ Statement: [{ Effect: "Allow", Principal, Action: "sts:AssumeRole", Condition }] });

  const right: Record<string, unknown> = {
    "a service": trusting({ Service: "ec2.amazonaws.com" }),
    "the own account": trusting({ AWS: OWN }),
    "the own account by its id": trusting({ AWS: ACCOUNTS.marketing }),
    "an account of the organization on its condition": trusting({ AWS: OTHER }, ORGANIZATION),
    "a vertical's account on its condition": trusting({ AWS: ACCOUNTS.payments }, ORGANIZATION),
    "an account on a path of the organization": trusting(
      { AWS: OTHER },
      { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-1/r-1/*" } },
    ),
    "an account on an external id": trusting(
      { AWS: OTHER },
      { StringEquals: { "sts:ExternalId": "duotone" } },
    ),
    "an identity provider on its subject": trusting(
      { Federated: "arn:aws:iam::000000000042:oidc-provider/accounts.google.com" },
      { StringEquals: { "accounts.google.com:sub": "42" } },
    ),
    "an identity provider on its audience": trusting(
      { Federated: "arn:aws:iam::000000000042:saml-provider/ours" },
      { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } },
    ),
    "what is denied to everybody": JSON.stringify({
      Statement: { Effect: "Deny", Principal: "*", Action: "sts:AssumeRole" },
    }),
  };
  for (const [title, document] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(answers(document), []);
    });
  }

  const wrong: Record<string, [document: unknown, said: RegExp]> = {
    "no document": [undefined, /assumeRolePolicy is missing/],
    "a document that cannot be read": ["{", /assumeRolePolicy is no policy document/],
    "an account id that lost its zeros": [
      { Statement: { Effect: "Allow", Principal: { AWS: 42 }, Action: "sts:AssumeRole" } },
      /is no policy document, for Statement\[0\]\.Principal\.AWS is no text/,
    ],
    "no principal": [
      { Statement: { Effect: "Allow", Action: "sts:AssumeRole" } },
      /Statement\[0\] has no Principal/,
    ],
    everybody: [trusting("*"), /Statement\[0\] trusts everybody\./],
    "everybody on a condition": [trusting({ AWS: "*" }, ORGANIZATION), /trusts everybody\./],
    "everybody among others": [trusting({ AWS: [OWN, "*"] }), /trusts everybody\./],
    "all but somebody": [
      { Statement: { Effect: "Allow", NotPrincipal: { AWS: OWN }, Action: "sts:AssumeRole" } },
      /trusts everybody but its NotPrincipal/,
    ],
    "a stranger": [trusting({ AWS: STRANGER }, ORGANIZATION), /trusts account 999999999999, which is not/],
    "an account without a condition": [
      trusting({ AWS: OTHER }),
      /trusts account 100000000003, another one, without a condition/,
    ],
    "an account on any external id": [
      trusting({ AWS: OTHER }, { StringLike: { "sts:ExternalId": "*" } }),
      /without a condition/,
    ],
    "an account on a condition that need not hold": [
      trusting({ AWS: OTHER }, { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-1" } }),
      /without a condition/,
    ],
    "any account": [trusting({ AWS: "arn:aws:iam::*:root" }, ORGANIZATION), /in no particular account/],
    "a deleted role": [trusting({ AWS: "AROAEXAMPLE" }), /in no particular account/],
    "a canonical user": [trusting({ CanonicalUser: "79a5" }), /trusts a canonical user id/],
    "an identity provider without a condition": [
      trusting({ Federated: "arn:aws:iam::000000000042:oidc-provider/accounts.google.com" }),
      /trusts everybody whom an identity provider knows/,
    ],
  };
  for (const [title, [document, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(document);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  const later: Record<string, unknown> = {
    "a document": unknown,
    "a principal": trusting(unknown),
    "an account": trusting({ AWS: `arn:aws:iam::${unknown}:root` }),
    "a service": trusting({ Service: `logs.${unknown}.amazonaws.com` }),
    "a condition": trusting({ AWS: OTHER }, { StringEquals: { "aws:PrincipalOrgID": unknown } }),
  };
  for (const [title, document] of Object.entries(later)) {
    it(`leaves ${title} that is not known yet to the update`, () => {
      assert.deepEqual(messages(document), []);
      assert.deepEqual(answers(document), ["undetermined"]);
    });
  }

  it("waits with a stranger until all accounts of the organization are known", () => {
    const document = trusting({ AWS: STRANGER }, ORGANIZATION);
    const [first, ...others] = INVENTORY.verticals;
    assert.ok(first);
    const verticals = [{ ...first, accountId: undefined }, ...others];
    assert.deepEqual(messages(document, { inventory: { ...INVENTORY, verticals } }), []);
    assert.deepEqual(answers(document, { inventory: { ...INVENTORY, verticals } }), ["undetermined"]);
    for (const role of ["management", "delivery", "audit"]) {
      const accounts = INVENTORY.accounts.filter((account) => account.role !== role);
      assert.deepEqual(messages(document, { inventory: { ...INVENTORY, accounts } }), []);
      assert.deepEqual(answers(document, { inventory: { ...INVENTORY, accounts } }), ["undetermined"]);
    }
  });

  it("knows an account that is not in the inventory yet by its provider", () => {
    const born = { ...provider, props: { allowedAccountIds: JSON.stringify([STRANGER]) } };
    assert.deepEqual(messages(trusting({ AWS: `arn:aws:iam::${STRANGER}:root` }), {}, born), []);
    assert.equal(messages(trusting({ AWS: OWN }), {}, born).length, 1);
  });

  it("waits with a condition where the role's own account is not known", () => {
    for (const props of [{}, { allowedAccountIds: JSON.stringify([ACCOUNTS.marketing, ACCOUNTS.audit]) }]) {
      assert.deepEqual(messages(trusting({ AWS: OTHER }), {}, { ...provider, props }), []);
      assert.deepEqual(answers(trusting({ AWS: OTHER }), {}, { ...provider, props }), ["undetermined"]);
      assert.deepEqual(answers(trusting({ AWS: OTHER }, ORGANIZATION), {}, { ...provider, props }), []);
      assert.equal(messages(trusting({ AWS: STRANGER }), {}, { ...provider, props }).length, 1);
    }
  });

  it("looks at roles", () => {
    assert.deepEqual(iam03.types, [ROLE]);
  });
});
