import assert from "node:assert/strict";

import { iam04 } from "../../../../policy/rules/identity/iam04";
import { checkOne, node, settings, unknown } from "../../support/world";

const ISSUER = "token.actions.githubusercontent.com";
const GITHUB = `arn:aws:iam::000000000042:oidc-provider/${ISSUER}`;
const SUBJECT = "repo:example/duotone:environment:prod";

describe("IAM-04: roles of GitHub's jobs", () => {
  const messages = (assumeRolePolicy: unknown) =>
    checkOne(iam04, node("aws:iam/role:Role", "deploy", { props: { assumeRolePolicy } })).map(
      ({ message }) => message,
    );
  const pinned = (sub: unknown) => ({
    StringEquals: { [`${ISSUER}:aud`]: "sts.amazonaws.com", [`${ISSUER}:sub`]: sub },
  });
  const answers = (assumeRolePolicy: unknown) =>
    iam04
      .evaluate(node("aws:iam/role:Role", "deploy", { props: { assumeRolePolicy } }), {
        settings: settings(),
        sensitive: true,
      })
      .map(({ answer }) => answer);
  const trusting = (changed: object) =>
    JSON.stringify({
      Statement: {
        Effect: "Allow",
        Principal: { Federated: GITHUB },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: pinned(SUBJECT),
        ...changed,
      },
    });
  const subject = (sub: unknown) => messages(trusting({ Condition: pinned(sub) }));

  for (const sub of [
    SUBJECT,
    "repo:example/duotone:ref:refs/heads/main",
    "repo:example/duotone.js:ref:refs/tags/v1.0",
    [SUBJECT, "repo:example/duotone:environment:staging"],
  ]) {
    it(`has nothing against ${String(sub)}`, () => {
      assert.deepEqual(answers(trusting({ Condition: pinned(sub) })), []);
    });
  }

  for (const sub of [
    "repo:example/duotone:*",
    "repo:example/*:environment:prod",
    "repo:example/duotone:ref:refs/heads/*",
    "repo:example/duotone:environment:prod?",
    "repo:example/duotone:pull_request",
    "repo:example/duotone",
    "example/duotone:environment:prod",
    "*",
    [SUBJECT, "repo:example/duotone:*"],
  ]) {
    it(`refuses ${String(sub)}`, () => {
      const [message, ...others] = subject(sub);
      assert.match(message ?? "", /assumeRolePolicy\.Statement\[0\] does not pin .*:sub/);
      assert.deepEqual(others, []);
    });
  }

  it("has nothing against a pattern that is none", () => {
    const Condition = {
      StringEquals: { [`${ISSUER}:aud`]: "sts.amazonaws.com" },
      StringLike: { [`${ISSUER}:sub`]: SUBJECT },
    };
    assert.deepEqual(messages(trusting({ Condition })), []);
  });

  it("refuses a trust without conditions twice: for the subject and for the audience", () => {
    const found = messages(trusting({ Condition: undefined }));
    assert.match(found.join("\n"), /does not pin .*:sub/);
    assert.match(found.join("\n"), /does not pin .*:aud\./);
    assert.equal(found.length, 2);
  });

  it("refuses conditions that hold for others, too", () => {
    for (const operator of ["StringEqualsIfExists", "ForAllValues:StringEquals", "StringNotEquals"]) {
      const Condition = {
        [operator]: { [`${ISSUER}:sub`]: SUBJECT },
        StringEquals: { [`${ISSUER}:aud`]: "sts.amazonaws.com" },
      };
      assert.equal(messages(trusting({ Condition })).length, 1, operator);
    }
  });

  it("refuses a subject that something else is compared with", () => {
    const Condition = {
      StringEquals: { [`${ISSUER}:aud`]: "sts.amazonaws.com", "sts:RoleSessionName": SUBJECT },
    };
    assert.match(messages(trusting({ Condition })).join(), /does not pin .*:sub/);
  });

  it("refuses an open audience", () => {
    const Condition = {
      StringEquals: { [`${ISSUER}:sub`]: SUBJECT },
      StringLike: { [`${ISSUER}:aud`]: "*" },
    };
    assert.match(messages(trusting({ Condition })).join(), /does not pin .*:aud\./);
  });

  it("knows GitHub by the provider or by the condition, in any case", () => {
    const open = { Condition: { StringLike: { [`${ISSUER.toUpperCase()}:sub`]: "repo:example/*" } } };
    assert.equal(messages(trusting({ ...open, Principal: { Federated: unknown } })).length, 2);
    assert.equal(messages(trusting({ Condition: undefined, Action: "sts:*" })).length, 2);
    assert.equal(
      messages(trusting({ Condition: undefined, NotAction: "s3:*", Action: undefined })).length,
      2,
    );
    assert.equal(messages(trusting({ Condition: undefined, Principal: { Federated: ISSUER } })).length, 2);
  });

  it("is not about others", () => {
    assert.deepEqual(
      answers(trusting({ Condition: undefined, Principal: { Federated: "accounts.google.com" } })),
      [],
    );
    assert.deepEqual(answers(trusting({ Condition: undefined, Action: "sts:AssumeRole" })), []);
    assert.deepEqual(answers(trusting({ Condition: undefined, Effect: "Deny" })), []);
    assert.deepEqual(answers(trusting({ Condition: undefined, Principal: { Service: ISSUER } })), []);
  });

  const later: Record<string, unknown> = {
    "a document": unknown,
    "a subject": trusting({ Condition: pinned(unknown) }),
    "a part of a subject": trusting({ Condition: pinned(`repo:${unknown}:environment:prod`) }),
    "a subject among pinned ones": trusting({ Condition: pinned([SUBJECT, unknown]) }),
    "a principal": trusting({ Condition: undefined, Principal: unknown }),
    "an identity provider": trusting({ Condition: undefined, Principal: { Federated: `${unknown}/x` } }),
    "an action": trusting({
      Condition: undefined,
      Action: `sts:${unknown}`,
      Principal: { Federated: unknown },
    }),
  };
  for (const [title, document] of Object.entries(later)) {
    it(`leaves ${title} that is not known yet to the update`, () => {
      assert.deepEqual(messages(document), []);
      assert.deepEqual(answers(document), ["undetermined"]);
    });
  }

  it("leaves conditions that are not known yet to the update, for the subject and for the audience", () => {
    assert.deepEqual(answers(trusting({ Condition: unknown })), ["undetermined", "undetermined"]);
  });

  it("refuses an open subject beside one that is not known yet", () => {
    assert.equal(subject([unknown, "repo:example/*"]).length, 1);
  });

  it("refuses a document that cannot be read, and looks at roles", () => {
    assert.match(messages("{").join(), /assumeRolePolicy is no policy document/);
    assert.deepEqual(messages(undefined), []);
    assert.deepEqual(iam04.types, ["aws:iam/role:Role"]);
  });
});
