import assert from "node:assert/strict";

import type { Node } from "../../../../policy/model/resource";
import { key03 } from "../../../../policy/rules/keys/key03";
import { ACCOUNTS, checkAll, type Given, INVENTORY, node, providerFor, unknown } from "../../support/world";

const SECRET = "aws:secretsmanager/secret:Secret";
const KEY_ARN = `arn:aws:kms:eu-west-1:${ACCOUNTS.marketing}:key/1`;

describe("KEY-03: keys and rotation of secrets", () => {
  const keyIn = (account: keyof typeof ACCOUNTS, name: string, type = "aws:kms/key:Key", id = `${name}-id`) =>
    node(type, name, {
      props: { id, arn: `arn:aws:kms:eu-west-1:${ACCOUNTS[account]}:key/${name}` },
      provider: providerFor(account),
    });
  const own = keyIn("marketing", "own");
  const foreign = keyIn("payments", "foreign");
  const lost = node("aws:kms/key:Key", "lost", {
    provider: { ...providerFor("marketing"), props: { region: "eu-west-1" } },
  });
  const rotationOf = (secret: Node, props: Record<string, unknown> = { secretId: secret.props.id }) =>
    node("aws:secretsmanager/secretRotation:SecretRotation", "rotation", {
      props,
      edges: { secretId: [secret] },
    });
  const secretWith = (props: Record<string, unknown>, given: Given = {}) =>
    node(SECRET, "session", { ...given, props: { id: "session-arn", ...props } });
  const messages = (secret: Node, others: readonly Node[] = []) =>
    checkAll(key03, [secret, own, foreign, lost, rotationOf(secret), ...others]).map(
      ({ message }) => message,
    );

  const right: Record<string, Node> = {
    "the ARN of an own key": secretWith({ kmsKeyId: own.props.arn }),
    "the id of an own key": secretWith({ kmsKeyId: "own-id" }),
    "an own key that is not known yet": secretWith({ kmsKeyId: unknown }, { edges: { kmsKeyId: [own] } }),
    "one of several keys that are not known yet": secretWith(
      { kmsKeyId: unknown },
      { edges: { kmsKeyId: [foreign, own] } },
    ),
    "the ARN of an own key that is elsewhere": secretWith({ kmsKeyId: KEY_ARN }),
  };
  for (const [title, secret] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(secret), []);
    });
  }

  for (const type of [
    "aws:kms/alias:Alias",
    "aws:kms/externalKey:ExternalKey",
    "aws:kms/replicaExternalKey:ReplicaExternalKey",
    "aws:kms/replicaKey:ReplicaKey",
  ]) {
    it(`knows ${type}`, () => {
      const secret = secretWith({ kmsKeyId: "alias/secrets" });
      assert.deepEqual(messages(secret, [keyIn("marketing", "alias", type, "alias/secrets")]), []);
      assert.match(
        messages(secret, [keyIn("payments", "alias", type, "alias/secrets")]).join(),
        /a key of another account/,
      );
    });
  }

  it("finds the own one among keys of the same alias", () => {
    const alias = "aws:kms/alias:Alias";
    const both = [
      keyIn("payments", "theirs", alias, "alias/secrets"),
      keyIn("marketing", "ours", alias, "alias/secrets"),
    ];
    assert.deepEqual(messages(secretWith({ kmsKeyId: "alias/secrets" }), both), []);
  });

  const wrong: Record<string, [secret: Node, said: RegExp]> = {
    "no key": [secretWith({}), /kmsKeyId is missing/],
    "AWS's own key": [secretWith({ kmsKeyId: "alias/aws/secretsmanager" }), /kmsKeyId is no key of ours/],
    "the ARN of AWS's own key": [
      secretWith({ kmsKeyId: `arn:aws:kms:eu-west-1:${ACCOUNTS.marketing}:alias/aws/secretsmanager` }),
      /kmsKeyId is no key of ours/,
    ],
    "something that is no key": [secretWith({ kmsKeyId: true }), /kmsKeyId is no key of ours/],
    "another account's key": [secretWith({ kmsKeyId: foreign.props.arn }), /a key of another account/],
    "another account's key that is not known yet": [
      secretWith({ kmsKeyId: unknown }, { edges: { kmsKeyId: [foreign] } }),
      /a key of another account/,
    ],
    "the ARN of another account's key that is elsewhere": [
      secretWith({ kmsKeyId: `arn:aws:kms:eu-west-1:${ACCOUNTS.audit}:key/1` }),
      /a key of another account/,
    ],
    "a key id that belongs to nothing": [
      secretWith({ kmsKeyId: "somebody" }),
      /Cannot prove: kmsKeyId is a key that nothing here says the account of/,
    ],
    "a key that comes from nowhere": [
      secretWith({ kmsKeyId: unknown }, { edges: { kmsKeyId: [] } }),
      /Cannot prove: kmsKeyId/,
    ],
    "a key whose account cannot be told": [
      secretWith({ kmsKeyId: unknown }, { edges: { kmsKeyId: [lost] } }),
      /Cannot prove: kmsKeyId/,
    ],
    "another account's key, or one whose account cannot be told": [
      secretWith({ kmsKeyId: unknown }, { edges: { kmsKeyId: [foreign, lost] } }),
      /Cannot prove: kmsKeyId/,
    ],
    "an account that cannot be told": [
      secretWith(
        { kmsKeyId: own.props.arn },
        { provider: { ...providerFor("marketing"), props: { region: "eu-west-1" } } },
      ),
      /Cannot prove: kmsKeyId/,
    ],
    "an account that cannot be told with a key that is elsewhere": [
      secretWith(
        { kmsKeyId: KEY_ARN },
        { provider: { ...providerFor("marketing"), props: { region: "eu-west-1" } } },
      ),
      /Cannot prove: kmsKeyId/,
    ],
  };
  for (const [title, [secret, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(secret);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  describe("before the accounts exist", () => {
    // The id of an account that is made in the same update is not known; its e-mail address says whose it is.
    const accountOf = (name: string, email: string) =>
      node("aws:organizations/account:Account", name, { props: { email } });
    const providerOf = (name: string, account: Node) =>
      node("pulumi:providers:aws", name, {
        props: { allowedAccountIds: unknown },
        edges: { allowedAccountIds: [account] },
      });
    const marketing = accountOf("marketing", "prod-marketing@example.com");
    const payments = accountOf("payments", "prod-payments@example.com");
    const providers = [providerOf("marketing", marketing), providerOf("payments", payments)] as const;
    const madeBy = (key: Node, by: Node, urn = key.urn) => {
      const made = { ...key, urn, provider: by };
      const secret = secretWith({ kmsKeyId: own.props.arn }, { provider: providers[0] });
      return checkAll(key03, [marketing, payments, ...providers, secret, made, rotationOf(secret)]).map(
        ({ message }) => message,
      );
    };

    it("takes a key of the same vertical", () => {
      assert.deepEqual(madeBy(own, providers[0]), []);
    });

    it("refuses a key of another vertical", () => {
      assert.match(madeBy(own, providers[1]).join(), /a key of another account/);
    });

    it("takes a key of the same vertical whose account it knows by another way", () => {
      const secret = secretWith({ kmsKeyId: own.props.arn }, { provider: providers[0] });
      assert.deepEqual(checkAll(key03, [marketing, ...providers, secret, own, rotationOf(secret)]), []);
      const known = secretWith({ kmsKeyId: own.props.arn });
      const made = { ...own, provider: providers[0] };
      assert.deepEqual(checkAll(key03, [marketing, ...providers, known, made, rotationOf(known)]), []);
    });

    it("refuses the ARN of a key that is elsewhere", () => {
      const secret = secretWith({ kmsKeyId: KEY_ARN }, { provider: providers[0] });
      const found = checkAll(key03, [marketing, ...providers, secret, rotationOf(secret)]);
      assert.match(found.map(({ message }) => message).join(), /Cannot prove: kmsKeyId/);
    });

    for (const other of ["urn:pulumi:staging::duotone", "urn:pulumi:prod::other"]) {
      it(`refuses a key of the vertical of that name in ${other}`, () => {
        const urn = own.urn.replace("urn:pulumi:prod::duotone", other);
        assert.match(madeBy(own, providers[0], urn).join(), /a key of another account/);
      });
    }

    it("does not take a shared account for a vertical of that name", () => {
      const vertical = { ...INVENTORY.verticals[0], name: "audit", email: "prod-marketing@example.com" };
      const secret = secretWith({ kmsKeyId: own.props.arn }, { provider: providers[0] });
      const key = { ...own, provider: providerFor("audit") };
      const inventory = { ...INVENTORY, verticals: [vertical as (typeof INVENTORY.verticals)[number]] };
      const nodes = [marketing, ...providers, secret, key, rotationOf(secret)];
      assert.match(
        checkAll(key03, nodes, { inventory })
          .map(({ message }) => message)
          .join(),
        /a key of another account/,
      );
    });
  });

  it("refuses a key of the same vertical's name in another account", () => {
    const [first, ...others] = INVENTORY.verticals;
    assert.ok(first);
    const inventory = {
      ...INVENTORY,
      verticals: [{ ...first, name: "marketing", accountId: ACCOUNTS.accounts }, ...others],
    };
    const key = { ...own, provider: providerFor("accounts") };
    const secret = secretWith({ kmsKeyId: own.props.arn });
    const [violation, ...more] = checkAll(key03, [secret, key, rotationOf(secret)], { inventory });
    assert.match(violation?.message ?? "", /a key of another account/);
    assert.deepEqual(more, []);
  });

  it("refuses a secret that nothing rotates", () => {
    const secret = secretWith({ kmsKeyId: own.props.arn });
    const other = secretWith({ id: "other-arn" });
    for (const others of [[], [rotationOf(secret, { secretId: "other-arn" })]]) {
      const [violation, ...more] = checkAll(key03, [secret, own, ...others]);
      assert.match(violation?.message ?? "", /No SecretRotation is for this secret/);
      assert.equal(violation?.urn, secret.urn);
      assert.deepEqual(more, []);
    }
    assert.equal(checkAll(key03, [other]).length, 2);
  });

  it("knows the secret of a rotation before it has an id", () => {
    const secret = secretWith({ id: unknown, kmsKeyId: own.props.arn });
    assert.deepEqual(checkAll(key03, [secret, own, rotationOf(secret, { secretId: unknown })]), []);
  });
});
